"""Lays the rows of a table out on the grid that the edges of all its cells draw."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from pipelines.blocks import Cell
from pipelines.doc.shape import Shape
from pipelines.doc.story import Item, Row, Rows

SAME_EDGE = 60  # twentieths of a point: edges nearer than 3 pt are one


class Piece(NamedTuple):
    """A cell before it is laid out, on grid columns `start` to `end`."""

    content: list[Item]
    source_column: int
    start: int
    end: int
    continues: bool  # the lower part of a cell merged downwards


def lay_out(rows: Rows, read_text: Callable[[list[Item]], str]) -> tuple[list[Cell], bool]:
    """The cells with their grid places and the text that `read_text` finds in them; and whether columns can be trusted.

    They can where every row tells the edges of all its cells, from left to right. The parts that a merged cell covers
    are no cells of their own.
    """
    shapes = [row.shape for row in rows if row.shape and len(row.shape.edges) == len(row.cells) + 1]
    placed = _place(rows, _on_one_margin(shapes)) if len(shapes) == len(rows) else None
    if placed is None:
        return [
            Cell(read_text(content), number, column, 1, 1, number + 1, column + 1)
            for number, row in enumerate(rows)
            for column, content in enumerate(row.cells)
        ], False
    return _merge(placed, read_text), True


def _on_one_margin(shapes: list[Shape]) -> list[Shape]:
    """The shapes, with rows that are as wide as the widest one and only indented otherwise moved under it."""
    widest = max((shape.edges for shape in shapes), key=lambda edges: edges[-1] - edges[0], default=(0,))
    width = widest[-1] - widest[0]
    return [
        shape._replace(edges=tuple(edge - shape.edges[0] + widest[0] for edge in shape.edges))
        if width - (shape.edges[-1] - shape.edges[0]) <= SAME_EDGE
        else shape
        for shape in shapes
    ]


def _place(rows: Rows, shapes: list[Shape]) -> list[list[Piece]] | None:
    """The cells of each row on the grid, or None where a row's edges don't go from left to right."""
    grid: list[int] = []
    for edge in sorted({edge for shape in shapes for edge in shape.edges}):
        if not grid or edge - grid[-1] > SAME_EDGE:
            grid.append(edge)
    # An edge belongs to the first grid line that is not more than the tolerance left of it.
    columns = {edge: bisect_left(grid, edge - SAME_EDGE) for shape in shapes for edge in shape.edges}
    placed: list[list[Piece]] = []
    for row, shape in zip(rows, shapes, strict=True):
        at = [columns[edge] for edge in shape.edges]
        if any(right <= left for left, right in pairwise(at)):
            return None
        placed.append(_pieces(row, shape, at))
    return placed


def _pieces(row: Row, shape: Shape, at: list[int]) -> list[Piece]:
    pieces: list[Piece] = []
    for i, content in enumerate(row.cells):
        if shape.across[i] and pieces:
            pieces[-1] = pieces[-1]._replace(end=at[i + 1])
        else:
            pieces.append(Piece(content, i + 1, at[i], at[i + 1], shape.down[i]))
    return pieces


def _merge(rows: list[list[Piece]], read_text: Callable[[list[Item]], str]) -> list[Cell]:
    cells: list[Cell] = []
    open_above: dict[tuple[int, int], int] = {}  # grid columns → index of the cell that a merge below it continues
    for number, row in enumerate(rows):
        reached: dict[tuple[int, int], int] = {}
        for piece in row:
            place = (piece.start, piece.end)
            above = open_above.get(place) if piece.continues else None
            if above is None:
                above = len(cells)
                span = piece.end - piece.start
                text = read_text(piece.content)
                cells.append(Cell(text, number, piece.start, 1, span, number + 1, piece.source_column))
            else:
                cells[above] = cells[above]._replace(rowspan=number - cells[above].row + 1)
            reached[place] = above
        open_above = reached
    return cells
