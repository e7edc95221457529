"""Puts the labels and the figures of a table without rules together, row by row."""

import math
import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.pdf.breaks import NUMBERED
from pipelines.pdf.headings import Span
from pipelines.pdf.loose import Piece, PieceLine

LEADING = 2.0  # of the type size: lines of one label are nearer
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
    ends = [piece.right for line in body for piece in line.words if line.values and piece.right < columns[0][0] + TOUCH]
    return max(ends, default=-math.inf)


def read_rows(body: list[PieceLine], columns: list[Span]) -> list[Row]:
    """The cells of each row: labels, then figures. A label beside several rows stands before the first of them."""
    labels: list[Label] = []
    rows: list[Label] = []
    border = read_border(body, columns)
    for line in body:
        printed = [piece for piece in line.words if piece.middle > border] + line.values
        here = [_label_for(piece, labels, bool(printed)) for piece in line.words if piece.middle <= border]
        if printed:
            row = _owner(here, labels, printed[0])
            row.values = printed
            rows.append(row)
    return _with_groups(labels, rows, columns)


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
    """The label whose row a line of figures is: the innermost on that line, or just above it and without figures."""
    open_above = [
        label for label in labels[-RECENT:] if label.pieces and abs(label.low - value.y) < LEADING * value.size
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
        printed.append([*own, *_cells(row.values or [], columns)])
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
