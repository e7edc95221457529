"""Lays the rows of a Word table out on its grid: gridSpan, vMerge, gridBefore, and rows drawn by width alone."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from pipelines.blocks import Cell
from pipelines.docx.printed import WORD

ROW, CELL = WORD + "tr", WORD + "tc"
ROW_PROPERTIES, CELL_PROPERTIES, VALUE = WORD + "trPr", WORD + "tcPr", WORD + "val"
SPAN, DOWN, ACROSS = WORD + "gridSpan", WORD + "vMerge", WORD + "hMerge"
BEFORE, AFTER = WORD + "gridBefore", WORD + "gridAfter"
SPAN_LIMIT = 1_000  # columns; Word itself stops at 63
SAME_EDGE = 60  # twentieths of a point: edges nearer than 3 pt are one


Values = dict[str, str | None]  # property tag → its value, None where it is given without one
Merged = dict[etree._Element, Values]


class Piece(NamedTuple):
    """One w:tc before it is laid out. `start` and `span` count grid columns."""

    element: etree._Element
    source_row: int
    source_column: int
    start: int
    span: int
    continues: bool  # the lower part of a cell merged downwards


def lay_out(table: etree._Element, read_text: Callable[[etree._Element], str]) -> tuple[list[Cell], bool]:
    """The cells with their grid places and the text that `read_text` finds in them; and whether columns can be trusted.

    They can where all rows reach the same grid column, or where the cells' widths put every row on the same edges.
    The lower parts of merged cells are no cells of their own: the upper cell's rowspan covers them.
    """
    merged = _merged_cells(table)
    rows = [_pieces(row, number, merged) for number, row in enumerate(table.iterchildren(ROW), start=1)]
    ends = {row[-1].start + row[-1].span + after for row, after in rows if row}
    pieces = [row for row, _ in rows]
    if len(ends) > 1:
        by_width = _place_by_width(pieces)
        return _merge(pieces if by_width is None else by_width, read_text), by_width is not None
    return _merge(pieces, read_text), True


def _pieces(row: etree._Element, source_row: int, merged: Merged) -> tuple[list[Piece], int]:
    """The cells of one row, and how many grid columns it leaves free at its end."""
    row_values = _row_values(row)
    column = _count(row_values.get(BEFORE), 0)
    pieces: list[Piece] = []
    for source_column, element in enumerate(row.iterchildren(CELL), start=1):
        values = merged.get(element)
        if values is None:
            pieces.append(Piece(element, source_row, source_column, column, 1, False))
            column += 1
            continue
        span = max(1, _count(values.get(SPAN), 1))
        if pieces and _continues(values, ACROSS):
            pieces[-1] = pieces[-1]._replace(span=pieces[-1].span + span)
        else:
            pieces.append(Piece(element, source_row, source_column, column, span, _continues(values, DOWN)))
        column += span
    return pieces, _count(row_values.get(AFTER), 0)


def _merged_cells(table: etree._Element) -> Merged:
    """What the table's cells say of merging; most say nothing, so the few that do are looked up in one go."""
    merged: Merged = {}
    for item in table.iter(SPAN, DOWN, ACROSS):
        merged.setdefault(item.getparent().getparent(), {})[item.tag] = item.get(VALUE)
    return merged


def _merge(rows: list[list[Piece]], read_text: Callable[[etree._Element], str]) -> list[Cell]:
    cells: list[Cell] = []
    open_above: dict[int, int] = {}  # grid column → index of the cell that a merge below it continues
    for number, row in enumerate(rows):
        reached: dict[int, int] = {}
        for piece in row:
            above = open_above.get(piece.start) if piece.continues else None
            if above is None or cells[above].colspan != piece.span:
                above = len(cells)
                text = read_text(piece.element)
                cells.append(Cell(text, number, piece.start, 1, piece.span, piece.source_row, piece.source_column))
            else:
                cells[above] = cells[above]._replace(rowspan=number - cells[above].row + 1)
            reached[piece.start] = above
        open_above = reached
    return cells


def _place_by_width(rows: list[list[Piece]]) -> list[list[Piece]] | None:
    """The same rows on the grid that the cells' widths draw, or None where a width is missing or rows end apart."""
    edges = [_edges(row) for row in rows if row]
    if any(not row for row in edges) or max(e[-1] for e in edges) - min(e[-1] for e in edges) > SAME_EDGE:
        return None
    grid: list[int] = []
    for edge in sorted(edge for row in edges for edge in row):
        if not grid or edge - grid[-1] > SAME_EDGE:
            grid.append(edge)
    placed: list[list[Piece]] = []
    for row in rows:
        columns = [bisect_left(grid, edge - SAME_EDGE) for edge in _edges(row)]
        if any(right <= left for left, right in pairwise(columns)):
            return None
        spans = zip(row, pairwise(columns), strict=True)
        placed.append([piece._replace(start=left, span=right - left) for piece, (left, right) in spans])
    return placed


def _edges(row: list[Piece]) -> list[int]:
    """The left edge and every right edge, from 0; empty where a width is missing or cells were joined."""
    edges = [0]
    for piece in row:
        width = _width(piece.element)
        if not width or row[0].start or piece.source_column != len(edges):
            return []
        edges.append(edges[-1] + width)
    return edges


def _row_values(row: etree._Element) -> Values:
    properties = next(row.iterchildren(ROW_PROPERTIES), None)
    return {item.tag: item.get(VALUE) for item in properties} if properties is not None else {}


def _count(value: str | None, default: int) -> int:
    return min(int(value), SPAN_LIMIT) if value and value.isascii() and value.isdigit() and len(value) < 9 else default


def _continues(values: Values, merge: str) -> bool:
    return merge in values and values[merge] in (None, "continue")


def _width(cell: etree._Element) -> int:
    """Twentieths of a point; 0 where the cell doesn't say."""
    width = cell.find(f"{CELL_PROPERTIES}/{WORD}tcW")
    if width is None or width.get(WORD + "type") != "dxa":
        return 0
    value = width.get(WORD + "w", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0
