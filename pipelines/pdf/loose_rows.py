"""Puts the labels and the figures of a table without rules together, row by row."""

import math
import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.pdf.breaks import NUMBERED
from pipelines.pdf.headings import LEADINGS, Span
from pipelines.pdf.loose import Piece, PieceLine

LEADING = 2.1  # of the type size: lines of one label are nearer
FEWEST_DIGITS = 3  # in a figure that fills its column
PARTED = 1.5  # of the type size: lines of one figure are nearer, rows are not
TOUCH = 2.0  # points
COLUMN_LIMIT = 60  # no form has so many; what tries all sets of them takes long
RECENT = 40  # labels; a line goes on with none that is farther above
FIRST_OF_GROUP = re.compile(r"\s*1\D")

Row = list[tuple[Piece, ...]]  # cells


@dataclass
class Label:
    """The lines of one label, and how many rows of figures it has: none if it stands beside those of others."""

    pieces: list[Piece] = field(default_factory=list)
    values: list[Piece] | None = None
    parted: list[Piece] = field(default_factory=list)  # the rest of figures that their column is too narrow for

    @property
    def left(self) -> float:
        return min(piece.left for piece in self.pieces)

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def y(self) -> float:
        return (self.pieces or self.values or [])[0].y

    @property
    def low(self) -> float:
        return self.pieces[-1].y

    @property
    def middle(self) -> float:
        return (self.pieces[0].y + self.low) / 2


def read_columns(body: list[PieceLine]) -> list[Span] | None:
    """The spans that the figures of each column cover; None where the fullest rows don't line up."""
    count = max(len(line.values) for line in body)
    if count > COLUMN_LIMIT:
        return None
    full = [line.values for line in body if len(line.values) == count]
    columns = [(min(v.left for v in column), max(v.right for v in column)) for column in zip(*full, strict=True)]
    return None if any(right + TOUCH > left for (_, right), (left, _) in pairwise(columns)) else columns


def read_border(body: list[PieceLine], columns: list[Span]) -> float:
    """Where the longest label beside the figures ends."""
    ends = [piece.right for line in body for piece in line.words if piece.right < columns[0][0] + TOUCH]
    return max(ends, default=-math.inf)


def read_rows(body: list[PieceLine], columns: list[Span]) -> list[Row]:
    """The cells of each row: labels, then figures. A label beside several rows stands before the first of them."""
    labels: list[Label] = []
    rows: list[Label] = []
    border = read_border(body, columns)
    parted = _parts_of_figures(body, columns)
    for at, line in enumerate(_without_parts(body, parted)):
        printed = [piece for piece in line.words if piece.middle > border] + line.values
        here = [_label_for(piece, labels, bool(printed)) for piece in line.words if piece.middle <= border]
        if printed:
            row = _owner(here, labels, printed[0])
            row.values = printed
            row.parted = [piece for part in parted.get(at, ()) for piece in body[part].values]
            rows.append(row)
    return _with_groups(labels, rows, columns)


def _parts_of_figures(body: list[PieceLine], columns: list[Span]) -> dict[int, list[int]]:
    """The lines that hold parts of figures, by the line that those belong to.

    Where a column is too narrow a figure goes on above or below its row, nearer than any other row stands; or below a figure
    that is as wide as its column ever is.
    """
    printed = [at for at, line in enumerate(body) if line.values]
    full = [
        max([v.right - v.left for at in printed for v in body[at].values if _is_in(v, c)], default=0.0) for c in columns
    ]
    parted: dict[int, list[int]] = {}
    for before, at, after in zip([None, *printed], printed, [*printed[1:], None], strict=False):
        rows = [
            row
            for row in (before, after)
            if row is not None and (_is_part(body[at], body[row]) or _goes_on(body, at, row, columns, full))
        ]
        if rows:
            parted.setdefault(min(rows, key=lambda row: _between(body[row], body[at])), []).append(at)
    return parted


def _is_in(value: Piece, column: Span) -> bool:
    return value.left < column[1] and column[0] < value.right


def _goes_on(body: list[PieceLine], at: int, beside: int, columns: list[Span], full: list[float]) -> bool:
    """Whether each figure of one line stands over or under one of the line beside, the upper filling its column.

    Figures that stand beside a label in lines, between these, are a row of their own.
    """
    part, row = body[at], body[beside]
    is_lower = at > beside
    most = len(row.values) if is_lower and not part.words else len(row.values) - 1
    if abs(at - beside) > 1 or len(part.values) > most or _between(part, row) > LEADINGS[-1] * part.values[0].size:
        return False
    if any(not is_lower or NUMBERED.match(piece.text) or piece.text.isdecimal() for piece in part.words):
        return False  # the line begins a row
    if not part.words and any(not line.values for line in body[max(at - 1, 0) : at + 2]):
        return False
    for value in part.values:
        width = next((width for column, width in zip(columns, full, strict=True) if _is_in(value, column)), math.inf)
        others = [other for other in row.values if _is_in(value, (other.left, other.right))]
        if len(others) != 1:
            return False
        rest, begun = sorted((value, others[0]), key=lambda piece: piece.y)
        begun_width, rest_width = begun.right - begun.left, rest.right - rest.left
        if len(begun.text) < FEWEST_DIGITS or begun_width < width - TOUCH or rest_width > begun_width - TOUCH:
            return False
    return True


def _without_parts(body: list[PieceLine], parted: dict[int, list[int]]) -> list[PieceLine]:
    parts = {part for some in parted.values() for part in some}
    return [PieceLine(line.words, []) if at in parts else line for at, line in enumerate(body)]


def _is_part(part: PieceLine, row: PieceLine) -> bool:
    """Whether the figures of the first line are parts of those of the second: they overlap it, or have no label."""
    distance, size = _between(part, row), part.values[0].size
    has_more = len(row.values) > len(part.values)
    return (distance < size and has_more) or (
        distance < PARTED * size and not part.words and (has_more or bool(row.words))
    )


def _between(one: PieceLine, other: PieceLine) -> float:
    return abs(one.values[0].y - other.values[0].y)


def _label_for(piece: Piece, labels: list[Label], has_values: bool) -> Label:
    """The label that the piece goes on with, or a new one."""
    for label in reversed(labels[-RECENT:]):
        last = label.pieces[-1] if label.pieces else None
        if last is None or last.left > piece.right or piece.left > last.right:
            continue
        is_near = 0 < last.y - piece.y < LEADING * piece.size
        if is_near and not NUMBERED.match(piece.text) and not (has_values and label.values):
            label.pieces.append(piece)
            return label
        break
    labels.append(Label([piece]))
    return labels[-1]


def _owner(here: list[Label], labels: list[Label], value: Piece) -> Label:
    """The label whose row a line of figures is: the innermost on that line, or just above it and without figures.

    One just above ends where another begins below it.
    """
    open_above = [
        label
        for label in labels[-RECENT:]
        if label.pieces
        and abs(label.low - value.y) < LEADING * value.size
        and not any(_is_in_line(label, own) for own in here if own is not label)
    ]
    nearest = max(
        [label for label in here + open_above if label.values is None], key=lambda label: label.left, default=None
    )
    if nearest is not None:
        return nearest
    labels.append(Label())
    return labels[-1]


def _with_groups(labels: list[Label], rows: list[Label], columns: list[Span]) -> list[Row]:
    """The rows as cells; a label that fits no set of rows, or two in one set, are rows of their own where they stand."""
    beside: dict[int, list[Label]] = {}
    alone: list[Label] = []
    for outer in (label for label in labels if label.values is None):
        runs = [run for run in _runs_beside(outer, rows) if _reaches(run, outer)]
        rivals = beside.setdefault(id(runs[0][0]), []) if len(runs) == 1 else alone
        (alone if any(_is_in_line(outer, other) for other in rivals) else rivals).append(outer)
    printed: list[Row] = []
    for row in rows:
        printed += [[tuple(label.pieces)] for label in alone if label.pieces[0].y > row.y]
        alone = [label for label in alone if label.pieces[0].y <= row.y]
        outers = sorted(beside.get(id(row), []), key=lambda label: label.left)
        own = [tuple(label.pieces) for label in (*outers, row) if label.pieces]
        cells = [*own, *_cells(row.values or [], columns)]
        if row.parted:
            cells = [tuple(sorted(cell, key=_falling)) for cell in add_parts(cells, row.parted, columns)]
        printed.append(cells)
    return printed + [[tuple(label.pieces)] for label in alone]


def _runs_beside(outer: Label, rows: list[Label]) -> list[list[Label]]:
    """The rows whose labels begin right of the given one, cut where others stand between or their numbers begin anew."""
    runs: list[list[Label]] = [[]]
    for row in rows:
        if not row.pieces or row.left < outer.right - TOUCH:
            runs.append([])
            continue
        if FIRST_OF_GROUP.match(row.pieces[0].text):
            runs.append([])
        runs[-1].append(row)
    return [run for run in runs if run]


def _reaches(run: list[Label], outer: Label) -> bool:
    room = outer.pieces[0].size
    return run[-1].low - room < outer.middle < run[0].pieces[0].y + room


def _is_in_line(one: Label, other: Label) -> bool:
    return one.left < other.right and other.left < one.right


def _cells(values: list[Piece], columns: list[Span]) -> Row:
    """One cell for each column, empty where none is printed; all in one where they don't stand in columns of their own."""
    if len(values) == len(columns):
        return [(value,) for value in values]
    over = [[i for i, (left, right) in enumerate(columns) if v.left < right and left < v.right] for v in values]
    places = [place for places in over for place in places]
    if any(len(places) != 1 for places in over) or len(set(places)) < len(places):
        return [tuple(values)]
    found = dict(zip(places, values, strict=True))
    return [(found[place],) if place in found else () for place in range(len(columns))]


def add_parts(row: Row, parts: list[Piece], columns: list[Span]) -> Row:
    """The row with parts of its figures, each in the cell of its column: two figures in one cell, of which none is read."""
    whole = list(row)
    first = len(row) - len(columns)
    for piece in parts:
        over = [i for i, (left, right) in enumerate(columns) if piece.left < right and left < piece.right]
        at = first + over[0] if len(over) == 1 and first >= 0 else len(row) - 1
        whole[at] = (*whole[at], piece)
    return whole


def _falling(piece: Piece) -> float:
    return -piece.y
