"""Text as converters leave it: rows of tabs, one cell a line, Markdown with pipes, tables in HTML among lines."""

from collections.abc import Callable
from random import Random

from tests.accuracy.formats.html import table_html
from tests.accuracy.printed import PrintedReport, Rows, lay_out

WIDTH = 11  # columns of a row of tabs, blanks behind the last printed cell included


def print_report(report: PrintedReport, random: Random) -> bytes:
    """The report as lines, all its tables flattened in one way."""
    flatten = random.choice(FLATTENED)
    blocks = [block if isinstance(block, str) else flatten(block) for block in report.blocks]
    return "\n".join([report.title, *blocks, ""]).encode(random.choice(("utf-8", "gb18030")))


def _tab_rows(rows: Rows) -> str:
    return "\n".join("\t".join([c.text for c in row] + [""] * (WIDTH - len(row))) for row in rows)


def _short_tab_rows(rows: Rows) -> str:
    return "\n".join("\t".join(cell.text for cell in row) for row in rows)


def _cell_lines(rows: Rows) -> str:
    return "\n" + "\n\n".join("\n".join(f"\t{cell.text}" for cell in row) for row in rows) + "\n"


def _pipes(rows: Rows) -> str:
    grid = {
        (row + below, column + beside): cell.text
        for row, column, cell in lay_out(rows)
        for below in range(cell.rowspan)
        for beside in range(cell.colspan)
    }
    if not grid:
        return ""
    width = 1 + max(column for _, column in grid)
    ends = [1 + max((column for row, column in grid if row == r), default=-1) for r in range(len(rows))]
    lines = ["| " + " | ".join(grid.get((r, c), "") for c in range(end)) + " |" for r, end in enumerate(ends)]
    return "\n".join(["", lines[0], "|" + " --- |" * width, *lines[1:], ""])


FLATTENED: tuple[Callable[[Rows], str], ...] = (_tab_rows, _short_tab_rows, _cell_lines, _pipes, table_html)
