"""Puts the pieces of a table that page breaks have cut together again."""

from bisect import bisect_left, bisect_right
from operator import itemgetter

from pipelines.blocks import Cell, Table
from pipelines.pdf.breaks import Part, append_piece
from pipelines.pdf.geometry import Page
from pipelines.pdf.grid import Grid
from pipelines.pdf.lines import text_of

SAME_EDGE = 3.0  # points
BY_ROW, BY_COLUMN = itemgetter(1), itemgetter(2)  # of parts
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
        added = _parts(piece, columns, pages[piece.page])
        parts = append_piece(parts, added) if parts else added
    return Table(number, tuple(_cells(parts)))


def _all_columns(pieces: list[Grid]) -> list[float]:
    """The column edges of all pieces, measured from the table's left edge."""
    edges: list[float] = []
    for edge in sorted(edge - piece.columns[0] for piece in pieces for edge in piece.columns):
        if not edges or edge - edges[-1] > SAME_EDGE:
            edges.append(edge)
    return edges


def _parts(piece: Grid, columns: list[float], page: Page) -> list[Part]:
    """The cells of a piece on the grid of all columns."""
    number, edges, rows, cells = piece
    places = [bisect_left(columns, edge - edges[0] - SAME_EDGE) for edge in edges]
    parts: list[Part] = []
    for row, column, rowspan, colspan, words in cells:
        end = column + colspan
        left, right = edges[column], edges[end]
        box = page.shown((left, rows[row + rowspan], right, rows[row]))
        text, is_full = text_of(words, right - left) if words else ("", False)
        place = places[column]
        parts.append(Part(text, row, place, rowspan, places[end] - place, number, box, is_full))
    return parts


def _cells(parts: list[Part]) -> list[Cell]:
    """The parts as cells, row by row, counted as one sees them: a merged cell stands in each row that it covers."""
    columns: list[list[int]] = [[] for _ in range(max([part.end for part in parts]))]
    parts = sorted(parts, key=BY_COLUMN)
    for _, row, column, rowspan, *_ in parts:
        for covered in range(row, row + rowspan):
            columns[covered].append(column)
    parts.sort(key=BY_ROW)
    return [
        Cell(text, row, column, rowspan, colspan, row + 1, bisect_right(columns[row], column), page, None, box)
        for text, row, column, rowspan, colspan, page, box, _ in parts
    ]
