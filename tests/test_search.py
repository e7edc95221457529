"""Chinese search, on a real index of SQLite."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.search import match_query, spaced
from archive.site.highlight import marked

TEXT = "２０２３年，本县受理征\n地补偿申请，COVID-19期间延期；行政复议。"


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5 (text, content='', tokenize='unicode61')")
    connection.execute("INSERT INTO texts (rowid, text) VALUES (1, ?)", (spaced(TEXT),))
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "q", ["征地", "复议", "行政复议", "2023", "２０２３年", "covid", "征地 复议", '"受理征地"', "COVID-19"]
)
def test_finds_what_the_text_holds(index: sqlite3.Connection, q: str) -> None:
    assert index.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (match_query(q),)).fetchall() == [(1,)]


@pytest.mark.parametrize("q", ["地征", "202", "征地 外星", "COV", "议。行"])
def test_finds_nothing_that_the_text_does_not_hold(index: sqlite3.Connection, q: str) -> None:
    assert index.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (match_query(q),)).fetchall() == []


@pytest.mark.parametrize("q", ["", "  ", "！？", '""', '"。" -'])
def test_says_when_nothing_can_match(q: str) -> None:
    assert match_query(q) == ""


@given(st.text())
def test_every_query_is_one_that_sqlite_understands(q: str) -> None:
    assume(match_query(q))
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5 (text, content='', tokenize='unicode61')")
    connection.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (match_query(q),)).fetchall()
    connection.close()


def test_marks_a_hit_across_a_line_break_and_escapes_the_rest() -> None:
    assert marked("<b>征\n地</b>", "征地", 100) == "&lt;b&gt;<mark>征\n地</mark>&lt;/b&gt;"


def test_shows_the_neighbourhood_of_the_first_hit() -> None:
    shown = marked("开头" * 300 + "征地" + "结尾" * 300, "征地", 100)
    assert "<mark>征地</mark>" in shown and shown.startswith("…") and shown.endswith("…") and len(shown) < 130


@given(st.text(), st.text())
def test_marking_changes_no_character(text: str, q: str) -> None:
    shown = marked(text, q, len(text))
    assert shown.replace("<mark>", "").replace("</mark>", "") == marked(text, "", len(text))
