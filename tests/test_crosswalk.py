"""What may be compared over the forms: every cell exists, none counts twice, and the view gives the numbers printed."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from pipelines.crosswalk import CrosswalkCell, Relation, load_crosswalk
from pipelines.read import Context, read_report
from pipelines.reference import open_database
from pipelines.report import Report
from pipelines.source import Source
from pipelines.store import rows_of, store
from tests.printing import figures_for as figures_of_form
from tests.printing import page
from tests.statistics_table import figures_for, report_html, rows_html

COMPARABLE = [line for line in load_crosswalk() if line.relation is not Relation.NOT_COMPARABLE]


def of(form: str, series: str) -> list[CrosswalkCell]:
    return [line for line in COMPARABLE if (line.series, line.cell.form) == (series, form)]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """One report of each generation; that of 2021 leaves one part of a sum blank."""
    connection = open_database(tmp_path_factory.mktemp("series") / "nianbao.db")
    figures = {form: figures_of_form(form, Random(5)) for form in ("2019", "2021")}
    for form in figures:
        figures[form] |= {key: "2" for key in figures[form] if key.startswith("requests.other_outcome")}
        figures[form] |= {key: "3" for key in figures[form] if key.startswith("disputes.")}
    figures["2021"]["requests.refused_law.total"] = ""
    figures["2019"]["proactive.fees.items_last_year"] = "11"
    statistics = figures_for("2014", Random(5)) | {"requests_received": "77"}
    title = "文峰区人民政府2016年政府信息公开工作年度报告"
    pages = [report_html(title, 2016, rows_html("2014", statistics)), *(page(form, figures[form]) for form in figures)]
    with connection:
        for number, html in enumerate(pages):
            report = read_report(html.encode(), Context(url="http://www.example.gov.cn/"))
            assert isinstance(report, Report), report
            source = Source(f"capture{number}", f"http://www.example.gov.cn/{number}", f"digest{number}")
            connection.execute("PRAGMA foreign_keys = OFF")
            rows = rows_of(source, report)
            store(connection, source, rows)
    yield connection
    connection.close()


def values(database: sqlite3.Connection, series: str) -> dict[int, object]:
    found = database.execute("SELECT year, value FROM series WHERE series = ?", (series,)).fetchall()
    assert len(found) == len(dict(found))
    return dict(found)


def test_no_cell_counts_in_two_series_of_its_form_unless_the_file_says_so() -> None:
    counted = Counter((line.cell.form, line.cell.key) for line in COMPARABLE if not line.shared)
    assert [cell for cell, times in counted.items() if times > 1] == []


def test_no_cell_stands_twice_in_a_series() -> None:
    counted = Counter((line.series, line.cell.form, line.cell.key) for line in load_crosswalk())
    assert [cell for cell, times in counted.items() if times > 1] == []


def test_whatever_is_not_the_same_is_explained_in_both_languages() -> None:
    unlike = [line for line in load_crosswalk() if line.relation is not Relation.SAME or line.parts > 1]
    assert [line for line in unlike if not (line.note_zh and line.note_en)] == []


def test_every_series_can_be_read_from_some_form() -> None:
    assert {line.series for line in load_crosswalk()} == {line.series for line in COMPARABLE}


@pytest.mark.parametrize("line", COMPARABLE, ids=lambda line: f"{line.series}-{line.cell.form}-{line.cell.row_key}")
def test_cells_of_one_sum_have_one_unit_and_money_stays_apart(line: CrosswalkCell) -> None:
    way = [other.cell for other in of(line.cell.form, line.series) if other.way == line.way]
    assert len({(cell.unit, cell.money) for cell in way}) == 1
    assert line.cell.money == (line.unit == "万元")


def test_a_number_is_followed_over_three_forms(database: sqlite3.Connection) -> None:
    found = values(database, "requests_received")
    assert found[2016] == 77
    assert set(found) <= {2016, 2020, 2023}


def test_a_sum_stands_for_a_single_row(database: sqlite3.Connection) -> None:
    assert values(database, "other_outcome") == {2020: 2, 2023: 6}
    assert values(database, "lawsuits")[2020] == values(database, "lawsuits")[2023] == 6


def test_a_sum_with_a_blank_part_has_no_value(database: sqlite3.Connection) -> None:
    assert values(database, "refused").get(2023) is None


def test_what_is_not_comparable_is_not_in_the_series(database: sqlite3.Connection) -> None:
    assert 2020 not in values(database, "administrative_fees")
    assert 2020 not in values(database, "normative_documents_in_force")
    noted = database.execute(
        "SELECT note_en FROM crosswalk WHERE series = 'administrative_fees' AND relation = 'not_comparable'"
    ).fetchall()
    assert ("A number of kinds of fee, not money",) in noted


def test_the_series_of_one_body_are_found_at_once(database: sqlite3.Connection) -> None:
    """No sorting of all numbers of the country for the first rows."""
    plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM series LIMIT 50").fetchall()
    assert not [step for *_, step in plan if "TEMP B-TREE" in step]
