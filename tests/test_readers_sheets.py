"""Workbooks: every cell as it is shown, at its place; what stands between the tables is prose."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.blocks import UNKNOWN
from pipelines.readers import read_document
from pipelines.sheets.number_format import show_number, show_text
from tests.grids import grid, tables, texts
from tests.sheet_writer import edited, packed, rule, saved, single_xml

DOCUMENTS = Path(__file__).parent / "documents"
SAMPLES = sorted(path.parent.name for path in DOCUMENTS.glob("xls*/grid.json"))


def without_repeats(rows: list[list[str]]) -> list[list[str]]:
    """The rows and columns that differ from the one before: programs cut a column in several to fit other tables."""
    kept = [row for at, row in enumerate(rows) if at == 0 or row != rows[at - 1]]
    columns = list(zip(*kept, strict=True))
    columns = [column for at, column in enumerate(columns) if at == 0 or column != columns[at - 1]]
    return [list(row) for row in zip(*columns, strict=True)]


def test_there_are_documents_of_every_program() -> None:
    assert len(SAMPLES) >= 8


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("number", [1, 2])
def test_every_cell_stands_at_its_place(name: str, number: int) -> None:
    """The first table is not compared: the row above its headings is prose to a sheet."""
    expected = json.loads((DOCUMENTS / name / "grid.json").read_text(encoding="utf-8"))
    [path] = (DOCUMENTS / name).glob("document.*")
    read = tables(read_document(path.read_bytes()))
    assert len(read) == len(expected) and all(table.aligned for table in read)
    digits = [[re.sub(r"[,+]|\.0+$", "", text) for text in row] for row in grid(read[number])]
    assert without_repeats(digits) == without_repeats(
        [[text.removeprefix("+") for text in row] for row in expected[number]]
    )


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (96171.6, "General", "96171.6"),
        (1234567.89123, "General", "1234567.891"),
        (12345678901.0, "General", "12345678901"),
        (1e-12, "General", "1.00000E-12"),
        (12, "G/通用格式", "12"),
        (12, "0_);[Red]\\(0\\)", "12"),
        (-12, "0_);[Red]\\(0\\)", "(12)"),
        (12.345, "0.00", "12.35"),
        (2.5, "0", "3"),
        (-0.2, "0", "0"),
        (2, "0.##", "2"),
        (7, "000", "007"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.125, "0.0%", "12.5%"),
        (123456, "0!.0,", "12.3"),
        (12, '0"件"', "12件"),
        (-3, "+0;-0;0", "-3"),
        (3, "+0;-0;0", "+3"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (0, "0;-0;", ""),
        (5, ";;;", ""),
        (150, '[>=100]0"+";0', "150+"),
        (0.5, "# ?/?", "0.5"),
        (5, "0.00E+00", "5.00E+00"),
        (12, "[DBNum1][$-804]General", "十二"),
        (45000, "yyyy/m/d", "2023/3/15"),
        (45000, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二三年三月十五日"),
        (45000.5, "yyyy-mm-dd hh:mm:ss", "2023-03-15 12:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (0.25, "上午/下午h:mm", "上午6:00"),
        (-1, "yyyy/m/d", "#####"),
    ],
)
def test_numbers_are_shown_by_their_format(value: float, code: str, shown: str) -> None:
    assert show_number(value, code) == shown


def test_days_counted_from_1904() -> None:
    assert show_number(43538, "yyyy/m/d", from_1904=True) == "2023/3/15"


def test_formats_of_text() -> None:
    assert [show_text("甲", code) for code in ("General", "@", '@"局"', ";;;", "0;0;0;@")] == [
        "甲",
        "甲",
        "甲局",
        "",
        "甲",
    ]


@settings(deadline=None)
@given(
    st.integers(0, 10**9), st.sampled_from(["General", "0", "0_ ", "#,##0", "0_);[Red]\\(0\\)", "#,##0;-#,##0", "@"])
)
def test_a_count_is_shown_whole_in_any_format_for_counts(number: int, code: str) -> None:
    assert int(show_number(float(number), code).replace(",", "")) == number


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.text('0#?,.;%_* "\\[]yMdhsE+-/@件G', max_size=20))
def test_any_format_gives_text(number: float, code: str) -> None:
    assert isinstance(show_number(number, code), str)


def test_tables_one_below_the_other_with_prose_between() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "青石县2023年年报"
        sheet.merge_cells("A1:C1")
        sheet["A3"] = "二、主动公开政府信息情况"
        for row in (["信息内容", "制发", "废止"], ["规章", 1, 2]):
            sheet.append(row)
        sheet["A7"] = "三、收到和处理政府信息公开申请情况"
        sheet["A8"], sheet["B8"], sheet["A9"], sheet["B9"] = "新收", 3, "结转", 4
        sheet["A11"] = "填报人"

    read = read_document(saved(fill))
    assert texts(read) == [
        "青石县2023年年报",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "填报人",
    ]
    assert [grid(table) for table in tables(read)] == [
        [["信息内容", "制发", "废止"], ["规章", "1", "2"]],
        [["新收", "3"], ["结转", "4"]],
    ]


def test_a_ruled_table_ends_with_its_rules_and_keeps_its_empty_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["C1"] = "填报单位", "2023年"
        sheet["A2"], sheet["B2"], sheet["A4"] = "规章", 1, "其他"
        rule(sheet, "A2:B4")
        sheet["A5"] = "注：单位为件"

    read = read_document(saved(fill))
    assert texts(read) == ["填报单位", "2023年", "注：单位为件"]
    assert grid(tables(read)[0]) == [["规章", "1"], ["", ""], ["其他", ""]]


def test_blank_cells_are_cells_and_places_are_the_programs_own() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B3"], sheet["D3"], sheet["B4"], sheet["D5"] = "甲", "乙", "丙", 7
        sheet.merge_cells("B4:B5")
        sheet.column_dimensions["C"].hidden = True

    [table] = tables(read_document(saved(fill)))
    assert grid(table) == [["甲", "乙"], ["丙", ""], ["丙", "7"]]
    places = {(cell.text, cell.source_row, cell.source_column) for cell in table.cells}
    assert places == {("甲", 3, 2), ("乙", 3, 4), ("丙", 4, 2), ("", 4, 4), ("7", 5, 4)}


def test_what_is_hidden_is_left_out() -> None:
    book = Workbook()
    sheet = book.active
    for row in (["甲", "上年", 1], ["乙", "上年", 2], ["丙", "上年", 3]):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other.append(["藏", 9])
        other.sheet_state = state
    [table] = tables(read_document(packed(book)))
    assert grid(table) == [["甲", "1"], ["丙", "3"]]


def test_formulas_without_a_result_show_themselves() -> None:
    data = saved(lambda sheet: sheet.append(["合计", "=SUM(A2:A3)"]) or sheet.append(["规章", 1]))
    assert grid(tables(read_document(data))[0])[0] == ["合计", "=SUM(A2:A3)"]


def test_results_that_are_to_be_worked_out_again_are_not_believed() -> None:
    data = saved(lambda sheet: sheet.append(["合计", "=A2"]) or sheet.append(["规章", 1]))
    kept = edited(data, "xl/worksheets/sheet1.xml", lambda xml: re.sub("<v ?/>|<v></v>", "<v>0</v>", xml))
    assert grid(tables(read_document(kept))[0])[0] == ["合计", "0"]
    again = edited(kept, "xl/workbook.xml", lambda xml: re.sub("<calcPr[^>]*>", '<calcPr fullCalcOnLoad="1"/>', xml))
    assert grid(tables(read_document(again))[0])[0] == ["合计", "=A2"]


def test_errors_truths_lines_footnotes_and_hidden_zeros() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["#DIV/0!", True, "甲\n乙", 0])
        sheet.append(["规章", 1, 2, 3])
        sheet.sheet_view.showZeros = False

    data = edited(
        saved(fill),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            "<t>&#35268;&#31456;</t>",
            '<r><t>18</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><rPh><t>读</t></rPh>',
        ),
    )
    [table] = tables(read_document(data))
    assert [cell.text for cell in table.cells] == ["#DIV/0!", "TRUE", "甲\n乙", "", "18\n1", "1", "2", "3"]


def test_digits_that_nobody_sees_or_that_are_struck_out_are_no_number() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["规章", 12, 34, 56, 78])
        sheet.append(["规章", "２", 1, 2, 3])
        for name, font in (("B1", Font(strike=True)), ("C1", Font(color="FFFFFFFF")), ("D1", Font(color="FFFFFFFF"))):
            sheet[name].font = font
        sheet["D1"].fill = PatternFill("solid", fgColor="FF000000")

    [table] = tables(read_document(saved(fill)))
    assert [cell.text for cell in table.cells][:5] == ["规章", "1\u03362\u0336", UNKNOWN * 2, "56", "78"]


def test_text_centred_over_empty_cells_spans_them() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", "申请人", None, "总计"])
        sheet.append(["乙", 1, 2, 3])
        for name in ("B1", "C1"):
            sheet[name].alignment = Alignment(horizontal="centerContinuous")

    assert grid(tables(read_document(saved(fill)))[0])[0] == ["甲", "申请人", "申请人", "总计"]


GRIDS = st.lists(
    st.lists(st.sampled_from(["甲", "乙", "12", "0", "无"]), min_size=3, max_size=3), min_size=2, max_size=6
)


@settings(deadline=None)
@given(GRIDS)
def test_the_same_cells_whatever_the_format(rows: list[list[str]]) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append([int(text) if text.isdigit() else text for text in row])

    lines = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    typed = "".join(
        "<Row>"
        + "".join(f'<Cell><Data s:Type="{"Number" if t.isdigit() else "String"}">{t}</Data></Cell>' for t in row)
        + "</Row>"
        for row in rows
    )
    documents = [saved(fill), f"<html><table>{lines}</table></html>".encode(), single_xml(typed)]
    assert [[grid(table) for table in tables(read_document(data))] for data in documents] == [[rows]] * 3


def test_single_xml_merges_hides_and_formats() -> None:
    rows = """<Column s:Index="2" s:Hidden="1"/><Row><Cell s:MergeDown="1"><Data s:Type="String">甲</Data></Cell>
    <Cell s:Index="3" s:StyleID="a"><Data s:Type="Number">12</Data></Cell></Row>
    <Row><Cell s:Index="2"><Data s:Type="String">藏</Data></Cell><Cell><Data s:Type="Error">#N/A</Data></Cell></Row>
    <Row s:Hidden="1"><Cell><Data s:Type="String">藏</Data></Cell></Row>
    <Row><Cell><Data s:Type="DateTime">2023-03-15T00:00:00.000</Data></Cell><Cell s:Index="3" s:Formula="=R1C1"/></Row>"""
    style = '<Styles><Style s:ID="a"><NumberFormat s:Format="Fixed"/></Style></Styles>'
    read = read_document(single_xml(rows, style))
    assert grid(tables(read)[0]) == [["甲", "12.00"], ["甲", "#N/A"], ["2023/3/15", "=R1C1"]]


# Hostile input
