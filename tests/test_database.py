"""The published database: whose file it is, what its compact cells spell out, which version is the latest."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.capture import Capture
from archive.database import complete_for_readers, open_for_reading, open_for_writing
from archive.errors import ForeignDatabase
from archive.insert import insert_captures
from archive.opening import open_archive
from archive.search import match_query
from pipelines.reference import open_database
from pipelines.report import Figure, Report, Section, State
from pipelines.source import source_of
from pipelines.store import form_cells, rows_of, store
from pipelines.versions import complete
from tests.archives import START, exchange, run

CELL = next(cell for cell in form_cells().values() if cell.form == "2021" and cell.unit)
REPORT = Report(
    title="乾县人民政府2025年政府信息公开工作年度报告",
    organisation="乾县人民政府",
    adcode="610424",
    year=2025,
    form="2021",
    published_on="2026-01-20",
    signed_on="",
    reading="partial",
    figures=(),
    sections=(Section(1, "一、总体情况", "全年公开征地信息。"),),
    findings=(),
    cells_reported=0,
    cells_expected=200,
)

SOURCE = source_of(
    Capture("c1", "http://a.gov.cn/1", START, 200, "text/html", "sha1:A", 1, "response", "x.warc.gz", 0, 1, "r1")
)

numbers = st.one_of(st.integers(-(10**9), 10**12), st.decimals(-(10**8), 10**10, places=4).map(float))
printed_numbers = numbers.flatmap(
    lambda value: st.tuples(st.just(value), st.sampled_from([str(value), f"+{value}", f" {value}元", "０"]))
)
counts = st.integers(0, 20000)
places = st.one_of(
    st.just(""),
    st.builds("table {}, row {}, column {}".format, counts, counts, counts),
    st.builds("table {}, row {}, column {}, line {}".format, counts, counts, counts, counts),
    st.builds("table {}, row {}, column {}, page {}, box 1.0 2.0 3.5 4.0".format, counts, counts, counts, counts),
    st.sampled_from(
        ["table 1, row 02, column 3", "row 1", "line 4", "table 1, row 2, column 3, line 0", "第3页, 表 1"]
    ),
)
reported = st.builds(
    lambda printed, unit, place: Figure(*CELL.key, State.REPORTED, *printed, unit, place),
    printed_numbers,
    st.sampled_from([CELL.unit, "元", None]),
    places,
)
not_reported = st.builds(
    lambda state, raw, unit, place, reason: Figure(*CELL.key, state, None, raw, unit, place, reason),
    st.sampled_from([State.BLANK, State.TEXT, State.AMBIGUOUS, State.ABSENT]),
    st.sampled_from(["", "/", "—", "53万", "9 | 0 | 9", "0"]),
    st.sampled_from([CELL.unit, None]),
    places,
    st.sampled_from(["", "6 printed cells for 7 columns"]),
)


@pytest.fixture(scope="module")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """One database for many examples; each takes back what it inserted."""
    with closing(open_database(tmp_path_factory.mktemp("database") / "nianbao.db")) as connection:
        yield connection


@given(figure=st.one_of(reported, not_reported))
def test_the_view_gives_back_every_figure(shared_database: sqlite3.Connection, figure: Figure) -> None:
    store(shared_database, SOURCE, rows_of(SOURCE, replace(REPORT, figures=(figure,))))
    query = "SELECT table_key, row_key, column_key, state, value, raw, unit, place, reason FROM cells"
    row = shared_database.execute(query).fetchone()
    shared_database.rollback()
    none_for_nothing = (figure.unit, figure.place or None, figure.reason or None)
    assert row == (*figure.key, figure.state.value, figure.value, figure.raw, *none_for_nothing)


def test_a_figure_that_the_form_does_not_have_is_refused() -> None:
    stray = Figure("requests", "no_such_row", "total", State.REPORTED, 1, "1")
    with pytest.raises(ValueError, match=r"form 2021 has no cell requests\.no_such_row\.total"):
        rows_of(SOURCE, replace(REPORT, figures=(stray,)))


def test_a_figure_that_was_read_twice_is_refused() -> None:
    figures = (Figure(*CELL.key, State.REPORTED, 1, "1"), Figure(*CELL.key, State.REPORTED, 2, "2"))
    with pytest.raises(ValueError, match="is read twice"):
        rows_of(SOURCE, replace(REPORT, figures=figures))


def test_a_page_that_goes_back_has_its_earlier_version_as_the_latest(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        outcomes = []
        for number, payload in enumerate([b"first", b"second", b"first"], start=1):
            with open_archive(tmp_path / "archive", run(number)) as writer:
                capture = writer.write(exchange(payload=payload, at=START + timedelta(days=number)))
            insert_captures(connection, [capture])
            if capture.kind == "response":
                source = source_of(capture)
                outcomes += store(connection, source, rows_of(source, replace(REPORT, title=payload.decode())))
        connection.commit()
        assert outcomes == ["new", "changed"]
        assert versions(connection) == [(1, 0), (2, 1)]
        complete(connection)
        assert versions(connection) == [(1, 1), (2, 0)]
        bodies = connection.execute("SELECT organisation, adcode, reports, first_year FROM organisations").fetchall()
        assert bodies == [("乾县人民政府", "610424", 1, 2025)]


def versions(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute("SELECT version, is_latest FROM reports ORDER BY version").fetchall()


def test_two_character_words_are_found(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        store(connection, SOURCE, rows_of(SOURCE, REPORT))
        query = "SELECT rowid FROM sections_search WHERE sections_search MATCH ?"
        assert connection.execute(query, (match_query("征地"),)).fetchall() == [(1,)]
        assert connection.execute(query, (match_query("地征"),)).fetchall() == []


def test_everything_is_in_one_file_for_readers(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.db"
    with closing(open_database(path)) as connection:
        complete_for_readers(connection)
    assert [file.name for file in tmp_path.iterdir()] == ["nianbao.db"]
    with closing(open_for_reading(path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM form_cells").fetchone()[0] == len(form_cells())
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM form_cells")
    assert [file.name for file in tmp_path.iterdir()] == ["nianbao.db"]


def test_a_reader_that_has_the_file_open_sees_what_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.db"
    with closing(open_database(path)) as connection:
        complete_for_readers(connection)
    with closing(open_for_reading(path)) as reader, closing(open_database(path)) as connection:
        assert reader.execute("SELECT COUNT(*) FROM reports").fetchone() == (0,)
        with connection:
            store(connection, SOURCE, rows_of(SOURCE, REPORT))
        assert reader.execute("SELECT COUNT(*) FROM reports").fetchone() == (1,)
        complete_for_readers(connection)
        assert reader.execute("SELECT COUNT(*) FROM organisations").fetchone() == (1,)


def test_text_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.db"
    path.write_text("not a database, but long enough to hold the header of one" * 9)
    with pytest.raises(ForeignDatabase, match=r"is no nianbao database: .*Move it away or name another folder"):
        open_for_writing(path)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(ForeignDatabase, match="another program made it"):
        open_for_writing(path)
    assert path.read_bytes() == before


def test_a_database_of_another_version_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.db"
    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(ForeignDatabase, match="build --all"):
        open_for_reading(path)


def test_a_missing_database_names_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ForeignDatabase, match="nianbao import"):
        open_for_reading(tmp_path / "nianbao.db")
