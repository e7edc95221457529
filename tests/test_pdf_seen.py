"""PDF documents: figures that nobody sees, or that are typed, struck out or printed over, are no silent numbers."""

import re

import pytest

from pipelines.blocks import UNKNOWN
from pipelines.readers import pdf
from tests.grids import only_grid, tables
from tests.pdf_writer import BOXES, FIRST, lines, make_pdf, say


def with_annotation(base: bytes, annotation: str) -> bytes:
    """The PDF with an annotation on its first page, put in by an update at its end as programs that fill forms do."""
    number = int(re.findall(rb"/Size (\d+)", base)[-1])
    page = re.search(rb"\n(\d+) 0 obj\n(<</Type/Page/.*?)>>\nendobj", base, re.S)
    assert page
    fonts = b"<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%d 0 R]/NeedAppearances true/DR%s>>>>" % (number, fonts),
        int(page[1]): page[2] + b"/Annots[%d 0 R]>>" % number,
        number: b"<</Type/Annot%s/DA(/Helv 10 Tf 0 g)/Rect[155 662 195 678]/F 4>>" % annotation.encode(),
    }
    data, table = base, b""
    for key, value in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (key, len(data) + 1)
        data += b"\n%d 0 obj\n%s\nendobj" % (key, value)
    tail = b"trailer<</Size %d/Root 1 0 R/Prev %s>>\n" % (number + 1, re.findall(rb"startxref\n(\d+)", base)[-1])
    return data + b"\nxref\n" + table + tail + b"startxref\n%d\n%%%%EOF" % (len(data) + 1)


@pytest.mark.parametrize("kind", ["/Subtype/Widget/FT/Tx/T(a)/V(77)", "/Subtype/FreeText/Contents(77)"])
def test_what_is_typed_into_a_form_is_no_blank(kind: str) -> None:
    base = make_pdf(BOXES + FIRST + say("规章", 52, 666))
    assert only_grid(base)[1] == ["规章", "", ""]
    assert only_grid(with_annotation(base, kind))[1] == ["规章", "77", ""]


def test_figures_printed_over_others_are_not_joined() -> None:
    cover = "1 g 152 662 46 16 re f 0 g\n"
    for old, at in (("12", 160), ("1200", 155), ("5", 162)):
        said = say(old, at, 666) + cover + say("34", 165, 666)
        [table] = tables(pdf.read(make_pdf(BOXES + FIRST + said)))
        assert sorted(next(cell.text for cell in table.cells if (cell.row, cell.column) == (1, 1)).split()) == sorted(
            ["34", old]
        )


def test_white_figures_are_not_taken_for_seen() -> None:
    assert only_grid(make_pdf(BOXES + FIRST + "1 g " + say("99", 160, 666) + "0 g\n"))[1] == ["", "\ufffd", ""]


@pytest.mark.parametrize("said", ["12.50", "1,234", "-3", "12件", "（5）", "3.2万元"])
def test_no_figure_is_taken_for_seen_that_is_not_however_it_is_written(said: str) -> None:
    cut = "q 300 300 10 10 re W n {}Q\n"
    for unseen in ("1 g {}0 g\n", "q /T gs {}Q\n", cut):
        assert only_grid(make_pdf(BOXES + FIRST + unseen.format(say(said, 155, 666))))[1] == ["", "\ufffd", ""]
    assert only_grid(make_pdf(BOXES + FIRST + say(said, 155, 666)))[1] == ["", said, ""]


def test_a_figure_of_which_one_digit_is_not_seen() -> None:
    """Digits set one by one, the first, the middle or the last of them white or without ink."""
    for unseen in range(3):
        for hidden in ("1 g {}0 g\n", "q {}Q\n"):
            digits = [
                say(digit, 160 + 5 * at, 666, mode=3 * (at == unseen and hidden[0] == "q"))
                for at, digit in enumerate("123")
            ]
            digits[unseen] = hidden.format(digits[unseen])
            assert only_grid(make_pdf(BOXES + FIRST + "".join(digits)))[1] == ["", "\ufffd", ""]


@pytest.mark.parametrize(("height", "said"), [(703.5, UNKNOWN), (705, UNKNOWN), (699, "12"), (709, "12")])
def test_figures_that_a_line_goes_through_are_struck_out(height: float, said: str) -> None:
    stroke = f"152 {height} m 158 {height} l S\n"
    drawn = lines((50, 140, 300), (720, 690, 660)) + say("甲", 60, 700) + say("12", 150, 700) + stroke
    assert only_grid(make_pdf(drawn + say("乙", 60, 670) + say("7", 150, 670))) == [["甲", said], ["乙", "7"]]


def test_figures_beside_the_page_are_in_the_table_and_nobody_sees_them() -> None:
    drawn = lines((50, 140, 560, 700), (720, 690, 660)) + say("甲", 60, 700) + say("12", 150, 700) + say("5", 640, 700)
    drawn += say("乙", 60, 670) + say("7", 150, 670) + say("8", 570, 670) + say("9", 640, 300)
    assert only_grid(make_pdf(drawn)) == [["甲", "12", UNKNOWN], ["乙", "7", "8"]]


@pytest.mark.parametrize(
    ("above", "below"), [(("", "条", "76"), ("甲类数量", "", "1")), (("二、", "条", "76"), ("甲类数量", "", "1"))]
)
def test_a_row_that_a_page_break_cuts_in_its_label_and_its_figure_is_one(
    above: tuple[str, ...], below: tuple[str, ...]
) -> None:
    xs = (50, 90, 120, 150)
    first = lines(xs, (90, 70, 50)) + "".join(
        say(text, x + 3, y)
        for y, row in ((75, ("一、", "件", "5")), (55, above))
        for x, text in zip(xs, row, strict=False)
    )
    second = lines(xs, (780, 730)) + "".join(say(text, x + 3, 765) for x, text in zip(xs, below, strict=False))
    [table] = tables(pdf.read(make_pdf(first, second)))
    assert [cell.text for cell in table.cells if cell.row] == [above[0] + below[0], "条", "76\n1"]


def test_transparent_figures_are_not_taken_for_seen() -> None:
    assert only_grid(make_pdf(BOXES + FIRST + "q /T gs " + say("99", 160, 666) + "Q\n"))[1] == ["", "\ufffd", ""]


def test_figures_that_are_cut_off_are_not_taken_for_seen() -> None:
    cut = "q 300 300 10 10 re W n " + say("99", 160, 666) + "Q\n"
    assert only_grid(make_pdf(BOXES + FIRST + cut))[1] == ["", "\ufffd", ""]
    assert only_grid(make_pdf(BOXES + FIRST + cut + say("77", 165, 666)))[1] == ["", "\ufffd77", ""]
    close = cut.replace("1 0 0 1 160 666", "1 0 0 1 180.5 666")
    assert only_grid(make_pdf(BOXES + FIRST + say("77", 160, 666) + close))[1] == ["", "\ufffd", ""]
    shown = "q 150 650 60 60 re W n " + say("99", 160, 666) + "Q\n"
    assert only_grid(make_pdf(BOXES + FIRST + shown))[1] == ["", "99", ""]


def test_figures_that_only_cut_out_what_is_painted_later_are_not_taken_for_seen() -> None:
    assert only_grid(make_pdf(BOXES + FIRST + "q " + say("99", 160, 666, mode=7) + "Q\n"))[1] == ["", "\ufffd", ""]


def test_a_watermark_across_a_table_is_none_of_its_words() -> None:
    mark = f"BT /F 30 Tf 0.7 0.7 -0.7 0.7 150 655 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET\n"
    assert only_grid(make_pdf(BOXES + FIRST + mark))[0] == ["行政许可", "12", "34"]


def test_a_figure_whose_font_gives_no_code_is_neither_blank_nor_another() -> None:
    """A font without a map: pdfium gives the number of the glyph, which is a control, a space or some other figure."""
    for number in (0x13, 0x20, 0x31):
        said = say("规章", 52, 666) + f"BT /G 10 Tf 160 666 Td <{number:04x}> Tj ET\n"
        assert only_grid(make_pdf(BOXES + FIRST + said))[1] == ["规章", "\ufffd", ""]
