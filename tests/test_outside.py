"""Rows that stand outside any table were printed: their cells are not absent."""

import random
import re

import pytest

from pipelines.read import Context, read_report
from pipelines.report import Report, State
from tests.printing import figures_for, page
from tests.statistics_table import figures_for as statistics_for
from tests.statistics_table import report_html, rows_html

ROW = r"<tr>(?:(?!</tr>).)*?重复申请</td>.*?</tr>"


def states(html: str, row: str) -> set[State]:
    read = read_report(html.encode(), Context(url="file:///report.html"))
    assert isinstance(read, Report)
    return {figure.state for figure in read.figures if figure.row_key == row}


@pytest.mark.parametrize(
    ("instead", "state"),
    [
        ("", State.ABSENT),
        ("<p>重复申</p><p>1 2 0 4 5 6 18</p>", State.AMBIGUOUS),
        ("<p>31 / 0 4 — 6 48 请</p>", State.AMBIGUOUS),
        ("<p>1 2 3 4 5 6</p>", State.ABSENT),
        ("<p>2021年 2022年 2023年</p>", State.ABSENT),
    ],
)
def test_a_row_of_numbers_outside_the_tables_may_be_any_row(instead: str, state: State) -> None:
    html = page("2021", figures_for("2021", random.Random(1)))
    cut = re.sub(ROW, "", html, flags=re.S).replace("<p>五、", instead + "<p>五、")
    assert cut.count("重复申请") < html.count("重复申请")
    assert states(cut, "not_processed_repeat") == {state}


def test_a_list_that_stands_in_the_prose_lacks_no_row() -> None:
    """Where some labels stand with their units and numbers in the prose, a label that is cut in two does so, too."""
    table = rows_html("2014", statistics_for("2014", random.Random(1)))
    prose = re.sub(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", r"<p>\1 \2 \3</p>", table)
    prose = re.sub("</?table.*?>", "", prose).replace("举报投诉数量", "举报投</p><p>诉数量")
    html = report_html("青石县人民政府2016年政府信息公开工作年度报告", 2016, prose)
    assert states(html, "complaints") == {State.AMBIGUOUS}


def test_rows_that_share_a_cell_are_not_absent() -> None:
    """A table whose body is one row, each cell of which prints what belongs to all rows."""
    figures = figures_for("2021", random.Random(11))

    def crowd(table: str) -> str:
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
        if len(rows) < 20:
            return table
        cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows[3:]]
        columns = ["<br>".join(row[at] for row in cells) for at in range(-8, 0)]
        return (
            f"<table>{''.join(f'<tr>{row}</tr>' for row in rows[:3])}<tr>"
            + "".join(f"<td>{column}</td>" for column in columns)
            + "</tr></table>"
        )

    report = read_report(page("2021", figures, crowd).encode(), Context(url=""))
    assert isinstance(report, Report)
    found = {figure.state for figure in report.figures if figure.table_key == "requests"}
    assert found == {State.AMBIGUOUS}
