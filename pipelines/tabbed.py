"""Tables that a document draws with paragraphs: a row each, with tabs or wide gaps, or a cell each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, groupby

from pipelines.blocks import Block, Cell, Paragraph, Table
from pipelines.listed import UNIT_HEADINGS, take_listed_lines

_FEWEST_ROWS = 2
_LONGEST = 45  # characters between two gaps; more is prose that is spaced oddly
TAB = "\t"
_GAP = re.compile(r"\t|[ \xa0\u2002-\u2005\u3000]{2,}")
_STOPS = tuple("。；，：;:")


def with_tabbed_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, paragraphs with tabs or gaps that follow one another as tables.

    Only the order of their cells is known: a gap may stand for a blank cell, for several, or for the space before a cell.
    They are numbered after the tables that the document has itself.
    """
    numbers = count(1 + max([block.number for block in blocks if isinstance(block, Table)], default=0))
    found: list[Block] = []
    for is_row, run in groupby(_with_lists(blocks, numbers), _is_row):
        rows = list(run)
        found += [_table(next(numbers), rows)] if is_row and _is_table(rows) else rows
    return found


def _with_lists(blocks: Sequence[Block], numbers: Iterator[int]) -> Sequence[Block]:
    """The blocks, lists of which every cell is a paragraph as tables."""
    texts = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    if UNIT_HEADINGS.isdisjoint(texts):
        return blocks
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        rows, end = take_listed_lines(texts, at)
        if rows:
            found.append(_table_of(next(numbers), [[text for text, _ in row] for row in rows]))
        else:
            found.append(blocks[at])
        at = max(end, at + 1)
    return found


def is_drawn_with_tabs(cells: Sequence[Cell]) -> bool:
    """Whether a table of one column has tabs in its cells: it frames rows that are drawn with them."""
    return any(TAB in cell.text for cell in cells) and not any(cell.column or cell.colspan > 1 for cell in cells)


def _is_table(rows: Sequence[Block]) -> bool:
    """Whether rows hold figures: one of them is enough where all have tabs, which nobody types in prose; else half of them."""
    fewest = 1 if all(isinstance(row, Paragraph) and TAB in row.text for row in rows) else len(rows) / 2
    return len(rows) >= _FEWEST_ROWS and sum(map(_prints_number, rows)) >= fewest


def _is_row(block: Block) -> bool:
    if not isinstance(block, Paragraph) or not _GAP.search(block.text):
        return False
    return TAB in block.text or (
        not block.text.endswith(_STOPS) and all(len(part) <= _LONGEST for part in _GAP.split(block.text))
    )


def _prints_number(block: Block) -> bool:
    return isinstance(block, Paragraph) and any(part.strip().isdecimal() for part in _GAP.split(block.text))


def _table(number: int, rows: Iterable[Block]) -> Table:
    table = _table_of(number, [_GAP.split(row.text) for row in rows if isinstance(row, Paragraph)])
    return replace(table, padded=True)


def _table_of(number: int, texts: Sequence[Sequence[str]]) -> Table:
    cells = [
        Cell(text.strip(), row, column, source_row=row + 1, source_column=column + 1)
        for row, parts in enumerate(texts)
        for column, text in enumerate(parts)
    ]
    return Table(number, tuple(cells), aligned=False)
