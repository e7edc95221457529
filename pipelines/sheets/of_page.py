"""Sheets that were saved as a web page: each is one table of HTML, with its titles and prose as rows."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from pipelines.blocks import Block, Document, Table
from pipelines.sheets.flow import paragraphs, parts_of
from pipelines.sheets.grid import Box, Row, rows_of

# What the programs declare in the page's first lines, and the attribute that LibreOffice gives to all cells with numbers.
_SIGNS = (b"office:excel", b"excel.sheet", b" sdnum=")
_WITHIN = 32_768  # bytes


def is_saved_sheet(markup: bytes) -> bool:
    """Whether a spreadsheet program saved the page."""
    beginning = markup[:_WITHIN].lower()
    return any(sign in beginning for sign in _SIGNS)


def without_prose_in_tables(document: Document) -> Document:
    """The document with its tables cut at their rows of prose, which become paragraphs, as in the sheets themselves."""
    numbers = count(1)
    blocks: list[Block] = []
    for block in document.blocks:
        blocks += _cut(block, numbers) if isinstance(block, Table) else [block]
    return Document(tuple(blocks), document.facts)


def _cut(table: Table, numbers: Iterator[int]) -> Iterator[Block]:
    boxes = [
        Box(c.text, c.row, c.row + c.rowspan, c.column, c.column + c.colspan, False, c.source_row, c.source_column)
        for c in table.cells
        if c.text.strip()
    ]
    for is_table, rows in parts_of(rows_of(boxes)):
        if is_table:
            yield _part(table, rows, next(numbers))
        else:
            yield from paragraphs(rows)


def _part(table: Table, rows: list[Row], number: int) -> Table:
    first, last = rows[0].number, rows[-1].number
    cells = (cell._replace(row=cell.row - first) for cell in table.cells if first <= cell.row <= last)
    return replace(table, number=number, cells=tuple(cells), grid=None)
