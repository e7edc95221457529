"""The printed lines of a table: what stands on each row, in order."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from pipelines.blocks import Block, Cell, Paragraph, Table

_ROW_NUMBER = "序号"
_HEAD_CELLS = 12  # that are looked at for the heading of a column of row numbers


class Line(NamedTuple):
    """The cells that begin on one row of a table, left to right. `caption` is the last paragraph before the table."""

    table: Table
    cells: tuple[Cell, ...]
    caption: str


def lines_of(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """Every row of every table, in document order, rows without any cell of their own left out."""
    caption = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            caption = block.text
            continue
        for _, cells in groupby(_without_row_numbers(block.cells), attrgetter("row")):
            yield Line(block, tuple(cells), caption)


def _without_row_numbers(cells: tuple[Cell, ...]) -> Sequence[Cell]:
    """The cells without the first column, where that is headed 序号 and numbers the rows."""
    if not any(cell.text.strip() == _ROW_NUMBER for cell in cells[:_HEAD_CELLS] if cell.column == 0):
        return cells
    return [c for c in cells if c.column or not (c.text.strip().isdecimal() or c.text.strip() in ("", _ROW_NUMBER))]
