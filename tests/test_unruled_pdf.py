"""PDF tables without rules: what stands in columns is read, a figure that is printed in parts is not."""

import pytest

from pipelines.blocks import Table
from pipelines.readers import pdf
from tests.grids import tables
from tests.pdf_writer import make_pdf, say

HEAD = say("事项", 50, 700) + say("本年新收", 200, 700) + say("上年结转", 300, 700)


def rows(table: Table) -> list[list[str]]:
    """The cells in the order of each row."""
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.cells[-1].row + 1)]


def line(label: str, y: float, *figures: str) -> str:
    return (say(label, 50, y) if label else "") + "".join(
        say(figure, 200 + 100 * at, y) for at, figure in enumerate(figures) if figure
    )


@pytest.mark.parametrize("part", [694, 666, 674.5])
def test_parts_of_a_figure_are_one_cell(part: float) -> None:
    """A figure that goes on over or under its row, where its column is too narrow, is no figure of a row of its own."""
    read = pdf.read(make_pdf(HEAD.replace("700", "720") + line("甲类", 680, "12", "3459") + say("8", 300, part)))
    assert rows(tables(read)[0])[1:] == [["甲类", "12", "8\n3459" if part > 680 else "3459\n8"]]


def test_parts_of_a_figure_may_stand_on_the_next_page() -> None:
    first = HEAD + line("甲类", 680, "1", "2") + line("乙类", 660, "12", "3459")
    [table, *_] = tables(pdf.read(make_pdf(first, say("8", 300, 780) + say("说明。", 50, 700))))
    assert rows(table)[-1] == ["乙类", "12", "3459\n8"]


def test_the_number_of_a_page_is_no_part_of_a_figure() -> None:
    first = HEAD + line("甲类", 680, "1", "2") + line("乙类", 660, "12", "3459")
    [table, *_] = tables(pdf.read(make_pdf(first, say("2", 300, 780) + say("说明。", 50, 700))))
    assert rows(table)[-1] == ["乙类", "12", "3459"]


def test_units_are_a_column() -> None:
    head = say("统计指标", 50, 700) + say("单位", 300, 700) + say("统计数", 400, 700)
    body = "".join(
        say(f"{label}数（同一事项计1{unit}）", 50, y) + say(unit, 300, y) + say(figure, 400, y)
        for label, unit, figure, y in (
            ("主动公开", "条", "176", 680),
            ("收到申请", "件", "5", 660),
            ("会议", "次", "3", 640),
        )
    )
    [table] = tables(pdf.read(make_pdf(head + body)))
    assert rows(table) == [
        ["统计指标", "单位", "统计数"],
        ["主动公开数（同一事项计1条）", "条", "176"],
        ["收到申请数（同一事项计1件）", "件", "5"],
        ["会议数（同一事项计1次）", "次", "3"],
    ]


def test_headings_are_told_by_their_order_where_figures_stand_in_the_middle() -> None:
    """The second heading stands over no figure, but there are as many as columns, and the others are over theirs."""
    head = "".join(
        say(text, x, y) for text, x, y in (("本年", 200, 712), ("新收", 200, 700), ("上年", 300, 706), ("合", 452, 706))
    )
    body = say("甲类", 50, 680) + say("11", 212, 680) + say("22", 340, 680) + say("33", 450, 680)
    [table] = tables(pdf.read(make_pdf(head + body)))
    assert rows(table) == [["本年新收", "上年", "合"], ["甲类", "11", "22", "33"]]


def test_a_word_above_a_figure_that_stands_elsewhere_heads_nothing() -> None:
    assert not tables(pdf.read(make_pdf(say("正文", 50, 700) + say("12", 300, 680))))


@pytest.mark.parametrize(
    ("second", "read_as"),
    [
        (line("项目数量", 658, "", "60"), [["甲类", "1", "2"], ["其中各类项目数量", "12", "17452\n60"]]),
        (line("二、乙类", 658, "", "60"), [["甲类", "1", "2"], ["其中各类", "12", "17452"], ["二、乙类", "", "60"]]),
        (
            line("项目数量", 658, "31", "60"),
            [["甲类", "1", "2"], ["其中各类", "12", "17452"], ["项目数量", "31", "60"]],
        ),
        (
            line("项目数量", 658, "", "60238"),
            [["甲类", "1", "2"], ["其中各类", "12", "17452"], ["项目数量", "", "60238"]],
        ),
    ],
)
def test_a_figure_may_go_on_beside_the_second_line_of_its_label(second: str, read_as: list[list[str]]) -> None:
    """Where the line begins no row of its own, prints fewer figures, and those under figures that fill their column."""
    [table] = tables(
        pdf.read(make_pdf(HEAD + line("甲类", 684, "1", "2") + line("其中各类", 670, "12", "17452") + second))
    )
    assert rows(table)[1:] == read_as


def test_all_figures_of_a_row_may_go_on_below() -> None:
    body = line("甲类", 690, "1", "2") + line("乙类", 670, "123", "4567") + line("", 648, "4", "80")
    [table] = tables(pdf.read(make_pdf(HEAD.replace("700", "710") + body)))
    assert rows(table)[1:] == [["甲类", "1", "2"], ["乙类", "123\n4", "4567\n80"]]


def test_headings_of_wide_lines_are_one() -> None:
    head = "".join(
        say(text, x, y)
        for text, x, y in (("本年", 200, 712), ("新收", 200, 690), ("上年", 300, 712), ("结转", 300, 690))
    )
    [table] = tables(pdf.read(make_pdf(head + line("甲类", 668, "1", "2") + line("乙类", 646, "3", "4"))))
    assert rows(table)[0] == ["本年新收", "上年结转"]


def test_a_figure_at_the_end_of_a_label_s_line_is_none_of_a_row() -> None:
    head = say("统计指标", 50, 700) + say("单位", 300, 700) + say("统计数", 400, 700)
    first = say("公开数（同一事项计", 50, 680) + say("1", 142, 680) + say("条", 300, 680) + say("253", 400, 680)
    rest = say("条）", 50, 667) + "".join(
        say(label, 50, y) + say(unit, 300, y) + say(figure, 400, y)
        for label, unit, figure, y in (("二、其他数", "条", "26", 650), ("三、会议数", "次", "3", 630))
    )
    [table] = tables(pdf.read(make_pdf(head + first + rest)))
    assert rows(table)[1:] == [
        ["公开数（同一事项计1条）", "条", "253"],
        ["二、其他数", "条", "26"],
        ["三、会议数", "次", "3"],
    ]


def test_a_label_ends_where_another_begins_below_it() -> None:
    """A label without figures takes none of the next line's, though it stands further right."""
    body = say("一、甲类", 50, 680) + say("12", 220, 680) + say("34", 320, 680) + say("1.其中乙", 70, 660)
    body += say("二、丙类", 50, 640) + say("56", 220, 640) + say("78", 320, 640)
    [table] = tables(pdf.read(make_pdf(HEAD.replace("700", "720") + body)))
    assert rows(table)[1:] == [["一、甲类", "12", "34"], ["1.其中乙"], ["二、丙类", "56", "78"]]
