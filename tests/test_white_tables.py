"""Figures in white on white are not read, whatever makes them white: the table, what stands around it, a style sheet."""

import pytest

from pipelines.report import State
from tests import printing
from tests.test_doubtful_digits import numbers
from tests.test_layouts import mistakes, read


def states(table: str = "", sheet: str = "", cell: str = "<td", around: str = "<div>") -> set[State]:
    """The states of all cells on a page with these attributes of its tables, style sheet, cells and element around all."""
    page = printing.page("2021", numbers(), lambda text: text.replace("<table", f"<table {table}").replace("<td", cell))
    page = page.replace("<html>", f"<html><head><style>{sheet}</style></head>").replace("<div id='zoom'>", around)
    report = read(page)
    assert not {seen for _, seen, _ in mistakes(report, numbers()).values()} & {"reported", "blank", "absent"}
    return {figure.state for figure in report.figures}


@pytest.mark.parametrize(
    "white",
    [
        {"table": "style='color:#fff'"},
        {"table": "style='COLOR: White; font-size: 12px'"},
        {"table": "class=x", "sheet": ".x{color:#ffffff}"},
        {"table": "class=x", "sheet": ".x td{font-size:9pt} table.x, p{color:white}"},
        {"sheet": "#zoom{color:#fff}", "around": "<div id='zoom'>"},
        {"around": "<div style='color:#fff'>"},
        {"around": "<font color=white>"},
        {"table": "style='color:white;background:#fff'"},
    ],
)
def test_white_figures_are_not_read(white: dict[str, str]) -> None:
    assert states(**white) == {State.AMBIGUOUS}


@pytest.mark.parametrize(
    "seen",
    [
        {"table": "style='color:#fff;background:#1e50a2'"},
        {"table": "style='color:#fff' bgcolor=navy"},
        {"table": "style='color:#fff'", "cell": "<td style='color:#333'"},
        {"table": "style='color:#fff'", "sheet": "td{color:#333}"},
        {"table": "style='color:#fff'", "sheet": "td{background:#1e50a2}"},
        {"table": "class=x", "sheet": ".x{color:#fff;background-color:#036}"},
        {
            "table": "class=x",
            "sheet": ".x{color:#fff} .x:hover{color:#000} #zoom{background:navy}",
            "around": "<div id='zoom'>",
        },
        {"sheet": "@media print{table{color:#fff}} .nav a{color:#fff}"},
        {"around": "<div style='color:#fff;background:url(a.png)'>"},
    ],
)
def test_figures_of_another_colour_and_white_ones_on_colour_are_read(seen: dict[str, str]) -> None:
    assert states(**seen) <= {State.REPORTED, State.TEXT}
