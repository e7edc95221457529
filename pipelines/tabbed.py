"""Tables that a word processor's document draws with tabs, a row a paragraph."""

from collections.abc import Iterable, Sequence
from itertools import count, groupby

from pipelines.blocks import Block, Cell, Paragraph, Table

_FEWEST_ROWS = 2
TAB = "\t"


def with_tabbed_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, paragraphs with tabs that follow one another as tables.

    Only the order of their cells is known: a tab may stand for a blank cell, for several, or for the space before a cell.
    They are numbered after the tables that the document has itself.
    """
    numbers = count(1 + max([block.number for block in blocks if isinstance(block, Table)], default=0))
    found: list[Block] = []
    for is_tabbed, run in groupby(blocks, _is_tabbed):
        rows = list(run)
        is_table = is_tabbed and len(rows) >= _FEWEST_ROWS and any(map(_prints_number, rows))
        found += [_table(next(numbers), rows)] if is_table else rows
    return found


def is_drawn_with_tabs(cells: Sequence[Cell]) -> bool:
    """Whether a table of one column has tabs in its cells: it frames rows that are drawn with them."""
    return any(TAB in cell.text for cell in cells) and not any(cell.column or cell.colspan > 1 for cell in cells)


def _is_tabbed(block: Block) -> bool:
    return isinstance(block, Paragraph) and TAB in block.text


def _prints_number(block: Block) -> bool:
    return isinstance(block, Paragraph) and any(part.strip().isdecimal() for part in block.text.split(TAB))


def _table(number: int, rows: Iterable[Block]) -> Table:
    texts = [row.text.split(TAB) for row in rows if isinstance(row, Paragraph)]
    cells = [
        Cell(text.strip(), row, column, source_row=row + 1, source_column=column + 1)
        for row, parts in enumerate(texts)
        for column, text in enumerate(parts)
    ]
    return Table(number, tuple(cells), aligned=False, padded=True)
