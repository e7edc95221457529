"""Word documents: digits that are set otherwise than the number beside them, or that nobody sees, are none of it."""

import pytest

from pipelines.numbers import read_number
from pipelines.readers import docx
from pipelines.report import State
from tests.docx_writer import cell, document, read_body, row, table
from tests.grids import grid, tables


def test_struck_digits_give_way_to_the_number_that_replaces_them() -> None:
    struck = "<w:tc><w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>12</w:t></w:r><w:r><w:t>34</w:t></w:r></w:p></w:tc>"
    [read] = tables(read_body(table(row(cell("规章"), struck))))
    assert read.cells[1].text == "34"


def test_a_cell_that_is_struck_out_whole_is_no_number() -> None:
    struck = cell("12").replace("<w:t", "<w:rPr><w:strike/></w:rPr><w:t")
    (read,) = tables(docx.read(document(table(row(cell("规章"), struck)))))
    assert read_number(read.cells[1].text).state is State.TEXT


def test_a_raised_digit_does_not_join_the_number_before_it() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r></w:p>'
    noted = cell("18").replace("</w:p>", raised)
    (read,) = tables(docx.read(document(table(row(cell("规章"), noted)))))
    assert grid(read) == [["规章", "181"]] and read.cells[1].text == "18\n1"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ('<w:position w:val="8"/>', "18\n1"),
        ('<w:vertAlign w:val="subscript"/>', "18\n1"),
        ('<w:color w:val="FFFFFF"/>', "18\ufffd"),
        ('<w:sz w:val="2"/>', "18\ufffd"),
        ('<w:color w:val="FF0000"/><w:sz w:val="21"/><w:position w:val="0"/>', "181"),
    ],
)
def test_digits_set_otherwise_are_none_of_the_number(properties: str, said: str) -> None:
    more = f"<w:r><w:rPr>{properties}</w:rPr><w:t>1</w:t></w:r></w:p>"
    (read,) = tables(docx.read(document(table(row(cell("规章"), cell("18").replace("</w:p>", more))))))
    assert read.cells[1].text == said


@pytest.mark.parametrize("mark", ['<w:vertAlign w:val="superscript"/>', '<w:position w:val="8"/>'])
def test_digits_set_otherwise_join_no_number_on_either_side(mark: str) -> None:
    other, plain = f"<w:r><w:rPr>{mark}</w:rPr><w:t>{{}}</w:t></w:r>", "<w:r><w:t>{}</w:t></w:r>"
    empty = other.replace("<w:t>{}</w:t>", "")
    inside = [other.format(1) + plain.format(8), plain.format(2) + other.format(1) + empty + plain.format(8)]
    inside += [other.format(1) + other.format(2) + empty, plain.format(1) + empty + plain.format(2)]
    cells = [f"<w:tc><w:p>{runs}</w:p></w:tc>" for runs in inside]
    (read,) = tables(docx.read(document(table(row(cell("规章"), *cells)))))
    assert [cell.text for cell in read.cells] == ["规章", "1\n8", "2\n1\n8", "12", "12"]


def test_digits_set_otherwise_by_a_style_join_no_number() -> None:
    styles = """<w:style w:styleId="A"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
    <w:style w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:sz w:val="15"/></w:rPr></w:style>
    <w:style w:styleId="C"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>"""
    run = "<w:tc><w:p><w:r><w:t>8</w:t></w:r><w:r><w:rPr>{}</w:rPr><w:t>1</w:t></w:r></w:p></w:tc>"
    level = '<w:rStyle w:val="B"/><w:vertAlign w:val="baseline"/>'
    cells = [run.format(said) for said in ('<w:rStyle w:val="B"/>', '<w:rStyle w:val="C"/>', level)]
    (read,) = tables(docx.read(document(table(row(cell("规章"), *cells)), styles=styles)))
    assert [cell.text for cell in read.cells] == ["规章", "8\n1", "8\ufffd", "81"]


def test_white_on_a_colour_and_runs_lowered_together_are_read() -> None:
    shaded = cell("", '<w:shd w:val="clear" w:fill="1E50A2"/>').replace(
        "</w:p>", '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>34</w:t></w:r></w:p>'
    )
    low = '<w:r><w:rPr><w:position w:val="-2"/></w:rPr><w:t>{}</w:t></w:r>'
    lowered = f"<w:tc><w:p>{low.format(1)}{low.format(2)}</w:p></w:tc>"
    (read,) = tables(docx.read(document(table(row(cell("规章"), shaded, lowered)))))
    assert grid(read) == [["规章", "34", "12"]]


WHITE = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'

SHADE = '<w:shd w:val="clear" w:fill="1E50A2"/>'


@pytest.mark.parametrize(
    ("styles", "properties", "own", "said"),
    [
        (f'<w:style w:styleId="P">{WHITE}</w:style>', '<w:pStyle w:val="P"/>', "", "\ufffd\ufffd"),
        (f'<w:style w:styleId="Q">{WHITE}</w:style>', '<w:pStyle w:val="P"/>', "", "\ufffd\ufffd"),
        (f'<w:style w:type="paragraph" w:default="1" w:styleId="N">{WHITE}</w:style>', "", "", "\ufffd\ufffd"),
        (f'<w:style w:type="table" w:styleId="T">{WHITE}</w:style>', "", "", "\ufffd\ufffd"),
        (
            '<w:style w:styleId="P"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>',
            '<w:pStyle w:val="P"/>',
            "",
            "\ufffd\ufffd",
        ),
        (f'<w:style w:styleId="P">{WHITE}</w:style>', '<w:pStyle w:val="P"/>', '<w:color w:val="auto"/>', "12"),
        (f'<w:style w:styleId="P">{WHITE}<w:pPr>{SHADE}</w:pPr></w:style>', '<w:pStyle w:val="P"/>', "", "12"),
        (f'<w:style w:styleId="T"><w:tblStylePr>{WHITE}</w:tblStylePr></w:style>', "", "", "12"),
        (f'<w:style w:styleId="P">{WHITE}</w:style>', "", "", "12"),
    ],
)
def test_white_by_the_style_of_a_paragraph_or_a_table(styles: str, properties: str, own: str, said: str) -> None:
    based = '<w:style w:styleId="P"><w:basedOn w:val="Q"/></w:style>' if 'w:styleId="Q"' in styles else ""
    run = f"<w:tc><w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{own}</w:rPr><w:t>12</w:t></w:r></w:p></w:tc>"
    body = table(row(cell("规章"), run)).replace("<w:tbl>", '<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr>')
    (read,) = tables(docx.read(document(body, styles=styles + based)))
    assert [cell.text for cell in read.cells] == ["规章", said]
