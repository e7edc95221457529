"""The printed lines of a table: what stands on each row, in order."""

from collections.abc import Iterator
from typing import NamedTuple

from pipelines.blocks import Block, Cell, Paragraph, Table


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
        row: list[Cell] = []
        for cell in block.cells:
            if row and cell.row != row[0].row:
                yield Line(block, tuple(row), caption)
                row = []
            row.append(cell)
        if row:
            yield Line(block, tuple(row), caption)
