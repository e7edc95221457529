"""Pointing at a number in a document: never at a wrong one."""

import pytest

from archive.site.place import Place, place_in_words, read_place
from archive.site.pointing.docx import table_around
from archive.site.pointing.html import outline_cell
from archive.site.pointing.pdf import page_image
from archive.site.pointing.text import lines_around
from archive.site.pointing.words import decoded

PAGE = """<table><tr><td>菜单</td></tr></table>
<table><tr><td>外
<table><tr><td>内一</td><td>12</td></tr></table></td><td>34</td></tr><tr><th>行</th><td> ５６ </td></tr></table>"""


@pytest.mark.parametrize(
    ("place", "raw"), [(Place(2, 1, 2), "34"), (Place(3, 1, 2), "12"), (Place(2, 2, 2), "56"), (Place(2, 2, 1), "行")]
)
def test_outlines_the_cell_that_holds_the_number(place: Place, raw: str) -> None:
    outlined = outline_cell(PAGE, place, raw)
    assert outlined is not None and outlined.count('id="the-number"') == 1


@pytest.mark.parametrize(
    ("place", "raw"), [(Place(2, 1, 2), "12"), (Place(9, 1, 1), "12"), (Place(2, 9, 1), "12"), (Place(2, 1, 9), "12")]
)
def test_outlines_nothing_where_the_number_does_not_stand(place: Place, raw: str) -> None:
    assert outline_cell(PAGE, place, raw) is None


def test_outlines_the_row_that_does_not_line_up() -> None:
    outlined = outline_cell("<table><tr><td>9</td><td>0</td><td>7</td></tr></table>", Place(1, 1, 2), "9 | 0 | 7")
    assert outlined is not None and '<tr style=";outline' in outlined


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("件数".encode(), "text/html"),
        ("件数".encode(), "text/html; charset=gb2312x"),
        ("件数".encode("gbk"), "text/html; charset=utf-8"),
        ("件数镕".encode("gb18030"), "text/html; charset=gb2312"),
        ('<meta charset="gbk">件数'.encode("gbk"), "text/html"),
        ("\ufeff件数".encode(), "text/plain"),
    ],
)
def test_reads_pages_whatever_charset_they_claim(body: bytes, content_type: str) -> None:
    assert "件数" in decoded(body, content_type) and "\ufeff" not in decoded(body, content_type)


def test_reads_a_place_in_a_pdf() -> None:
    place = read_place("table 3, row 7, column 4, page 2, box 10.0 20.5 30.0 40.0")
    assert place == Place(table=3, row=7, column=4, page=2, box=(10.0, 20.5, 30.0, 40.0))
    assert place_in_words(place) == ("第 2 页，第 3 个表格，第 7 行，第 4 格", "page 2, table 3, row 7, column 4")


def test_refuses_what_names_no_place() -> None:
    with pytest.raises(ValueError, match="names no place"):
        read_place("somewhere")


def test_shows_a_line_among_its_neighbours() -> None:
    lines = lines_around("\n".join(str(number) for number in range(1, 101)), Place(line=50), "50")
    assert [line.before for line in lines if line.is_marked] == ["50"]
    assert (lines[0].number, lines[-1].number) == (30, 70)


def test_shows_no_line_that_is_not_there() -> None:
    assert lines_around("one\ntwo", Place(line=3), "two") == []


@pytest.mark.parametrize(
    ("column", "raw", "shown"),
    [
        (3, "15", ("一、新收\t7\t", "15", "\t0")),
        (4, "15", ("一、新收\t7\t15\t0", "", "")),  # another number stands there: the line alone is marked
        (9, "15", ("一、新收\t7\t15\t0", "", "")),
    ],
)
def test_marks_the_cell_of_a_line(column: int, raw: str, shown: tuple[str, str, str]) -> None:
    (line,) = lines_around("一、新收\t7\t15\t0", Place(table=1, row=1, column=column, line=1), raw)
    assert line.is_marked and (line.before, line.cell, line.after) == shown


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"%PDF-1.7 cut short", b"<html>"])
def test_damaged_documents_are_named_as_such(body: bytes) -> None:
    with pytest.raises(ValueError, match="no PDF"):
        page_image(body, Place(page=1))
    with pytest.raises(ValueError, match="no Word document"):
        table_around(body, Place(table=1, row=1, column=1), "1")
