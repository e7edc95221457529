"""Puts the pieces of a table that page breaks have cut together again."""

from bisect import bisect_left

from pipelines.blocks import Cell, Table
from pipelines.pdf.breaks import Part, append_piece
from pipelines.pdf.geometry import Page
from pipelines.pdf.grid import Grid, GridCell
from pipelines.pdf.lines import text_of

SAME_EDGE = 3.0  # points
SHIFT_LIMIT = 60.0  # points by which left and right pages may stand apart


def fits(upper: Grid, lower: Grid) -> bool:
    """Whether the second piece, at the head of the page after the first, has the same outer edges."""
    shift = lower.columns[0] - upper.columns[0]
    return abs(shift) <= SHIFT_LIMIT and abs(lower.columns[-1] - upper.columns[-1] - shift) <= SAME_EDGE


def join_table(number: int, pieces: list[Grid], pages: dict[int, Page]) -> Table:
    """One table from its pieces, top to bottom, on the grid of all columns that any of them shows.

    Labels and rows that a page break cuts through are whole again; a header that is printed again stays where it is.
    Source rows and columns count the cells one sees, from 1; a cell's page and box are those of its first piece.
    """
    columns = _all_columns(pieces)
    parts: list[Part] = []
    for piece in pieces:
        added = [_part(piece, cell, columns, pages[piece.page]) for cell in piece.cells]
        parts = append_piece(parts, added) if parts else added
    return Table(number, tuple(_cells(parts)))


def _all_columns(pieces: list[Grid]) -> list[float]:
    """The column edges of all pieces, measured from the table's left edge."""
    edges: list[float] = []
    for edge in sorted(edge - piece.columns[0] for piece in pieces for edge in piece.columns):
        if not edges or edge - edges[-1] > SAME_EDGE:
            edges.append(edge)
    return edges


def _part(piece: Grid, cell: GridCell, columns: list[float], page: Page) -> Part:
    left, right = (
        bisect_left(columns, piece.columns[place] - piece.columns[0] - SAME_EDGE)
        for place in (cell.column, cell.column + cell.colspan)
    )
    box = piece.box(cell)
    text, is_full = text_of(cell.words, box[2] - box[0])
    return Part(text, cell.row, left, cell.rowspan, right - left, piece.page, page.shown(box), is_full)


def _cells(parts: list[Part]) -> list[Cell]:
    """The parts as cells, row by row, counted as one sees them: a merged cell stands in each row that it covers."""
    height = max(part.end for part in parts)
    columns: list[list[int]] = [[] for _ in range(height)]
    for part in parts:
        for row in range(part.row, part.end):
            columns[row].append(part.column)
    ranks = [{column: place for place, column in enumerate(sorted(row), start=1)} for row in columns]
    return [
        Cell(
            part.text,
            part.row,
            part.column,
            part.rowspan,
            part.colspan,
            source_row=part.row + 1,
            source_column=ranks[part.row][part.column],
            page=part.page,
            box=part.box,
        )
        for part in sorted(parts, key=lambda part: (part.row, part.column))
    ]
