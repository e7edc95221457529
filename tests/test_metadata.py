"""metadata.yml against the real schema and a real site: nothing undescribed, every question answered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import yaml

from archive.database import DATABASE_NAME, open_for_reading
from tests.site_server import data_folder, running_site

METADATA = yaml.safe_load((Path(__file__).parents[1] / "metadata.yml").read_text(encoding="utf-8"))
TABLES: dict[str, Any] = METADATA["databases"]["nianbao"]["tables"]
QUERIES: dict[str, Any] = METADATA["databases"]["nianbao"]["queries"]
PARAMETERS = {"organisation": "洪泽", "year": "2022", "series": "granted"}
# Questions that the documents of tests/site_data.py give no answer to.
UNANSWERED = {"changed_reports", "vanished_reports", "copied_prose"}


def columns_in_database() -> dict[str, list[str]]:
    """Every table and view of the schema but SQLite's and the search indexes' own, with its columns."""
    connection = open_for_reading(data_folder() / DATABASE_NAME)
    sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in connection.execute(sql) if not re.search("_search_(config|data|docsize|idx)$", name)]
    columns = {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}
    connection.close()
    return columns


def is_in_both_languages(text: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]", text) and re.search("[A-Za-z]{2}", text))


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running_site(data_folder()) as address:
        yield address


def test_describes_every_table_and_nothing_else() -> None:
    assert set(TABLES) == set(columns_in_database())


@pytest.mark.parametrize("table", TABLES)
def test_describes_every_column_in_the_order_of_the_schema(table: str) -> None:
    assert list(TABLES[table]["columns"]) == columns_in_database()[table]


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_described_in_chinese_and_english(name: str) -> None:
    table = TABLES[name]
    texts = [table["title"], table["description"], *table["columns"].values()]
    assert [text for text in texts if not is_in_both_languages(text)] == []


def test_source_and_licence_are_named() -> None:
    assert METADATA["source"] and METADATA["license"] and is_in_both_languages(METADATA["description"])


@pytest.mark.parametrize("name", QUERIES)
def test_queries_are_described_in_chinese_and_english(name: str) -> None:
    query = QUERIES[name]
    texts = [query["title"], query["description"], *query["columns"].values()]
    assert [text for text in texts if not is_in_both_languages(text)] == []


@pytest.mark.parametrize("name", QUERIES)
def test_queries_give_the_columns_that_they_describe(site: str, name: str) -> None:
    parameters = "".join(f"&{key}={quote(value)}" for key, value in PARAMETERS.items())
    with urlopen(f"{site}/nianbao/{name}.json?_shape=objects{parameters}") as response:
        answer = json.load(response)
    assert answer["columns"] == list(QUERIES[name]["columns"])
    assert bool(answer["rows"]) is (name not in UNANSWERED)


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if "fragment" in query])
def test_charts_draw_columns_that_exist(name: str) -> None:
    query = QUERIES[name]
    drawn = re.findall(r"(?:x|y|color)_column=(\w+)", query["fragment"])
    assert len(drawn) >= 2 and set(drawn) <= set(query["columns"])


def rows_of(site: str, name: str, **parameters: str) -> list[dict[str, Any]]:
    asked = "".join(f"&{key}={quote(value)}" for key, value in parameters.items())
    with urlopen(f"{site}/nianbao/{name}.json?_shape=array{asked}") as response:
        rows: list[dict[str, Any]] = json.load(response)
    return rows


def test_requests_are_summed_over_the_bodies_of_a_year(site: str) -> None:
    # 文峰 21 and 洪泽 31.
    (row,) = (row for row in rows_of(site, "requests_by_year") if row["year"] == 2020)
    assert (row["reports"], row["requests"], row["mean"]) == (2, 52, 26)


def test_requests_go_to_the_province_of_the_body(site: str) -> None:
    rows = {(row["province"], row["year"]): row["requests"] for row in rows_of(site, "requests_by_province")}
    assert rows["江苏省", 2021] == 32 and rows["河南省", 2021] == 22


def test_a_broken_carry_over_is_found_and_a_whole_one_is_not(site: str) -> None:
    rows = [row for row in rows_of(site, "broken_carry_over") if "洪泽" in row["organisation"]]
    assert [(row["year"], row["carried_out_last_year"], row["carried_in"]) for row in rows] == [(2022, 1, 3)]


def test_the_deadline_of_a_government_is_the_end_of_march(site: str) -> None:
    rows = {(row["organisation"], row["year"]): row for row in rows_of(site, "late_reports")}
    late = rows["河南省安阳市文峰区人民政府", 2023]
    assert (late["deadline"], late["published_on"], late["days_late"]) == ("2024-03-31", "2024-05-15", 45)
    assert ("河南省安阳市文峰区人民政府", 2022) in rows and ("河南省安阳市文峰区人民政府", 2019) not in rows


def test_the_deadline_of_a_department_is_the_end_of_january(site: str) -> None:
    (late,) = (row for row in rows_of(site, "late_reports") if row["organisation"] == "上海市示范局")
    assert late["deadline"] == "2024-01-31"


def test_the_contradicting_report_is_listed(site: str) -> None:
    assert "上海市示范局" in {row["organisation"] for row in rows_of(site, "contradicting_reports")}


def test_one_body_over_the_years_is_found_by_two_characters(site: str) -> None:
    rows = [row for row in rows_of(site, "body_over_years", organisation="洪泽") if row["row_key"] == "received"]
    assert [(row["year"], row["value"]) for row in rows] == [(year, 30 + year - 2019) for year in range(2019, 2025)]


def test_most_requests_shows_the_year_that_was_asked_for(site: str) -> None:
    assert {row["year"] for row in rows_of(site, "most_requests", year="2021")} == {2021}
