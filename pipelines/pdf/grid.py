"""Finds the grids that a page's rules draw, and their cells: all that no rule separates is one cell."""

import math
from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from pipelines.pdf.geometry import Box, Rule, Word
from pipelines.pdf.slivers import Lines, without_slivers

NEAR = 2.5  # points; rules nearer than this are one, and touch
BEYOND = 6.0  # points by which rules stick out of a table without an outer rule
BY_PLACE, BY_START = itemgetter(0), itemgetter(1)  # of rules


Place = tuple[int, int, int, int]  # row, column, rowspan and colspan, counted in the edges of the grid


class GridCell(NamedTuple):
    """One cell: its grid place counted from 0 and the words in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    words: tuple[Word, ...]


class Grid(NamedTuple):
    """One ruled table as far as it stands on one page: its edges, left to right and top to bottom, and its cells."""

    page: int
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def is_single(self) -> bool:
        """Whether it is one box: a frame around prose, or the only row of a table that a page has room for."""
        return len(self.cells) == 1

    def box(self, cell: GridCell) -> Box:
        """The cell's edges on the turned page."""
        left, right = self.columns[cell.column], self.columns[cell.column + cell.colspan]
        top, bottom = self.rows[cell.row], self.rows[cell.row + cell.rowspan]
        return left, bottom, right, top


class Walls(NamedTuple):
    """Where rules part cells, in bits: of each row the left edges of columns, of each top edge of a row the columns."""

    left_of: list[int]
    above: list[int]


def find_grids(number: int, across: tuple[Rule, ...], down: tuple[Rule, ...], words: tuple[Word, ...]) -> list[Grid]:
    """The ruled tables and single boxes of page `number`, top to bottom."""
    grids: list[Grid] = []
    for touching in _touching(_merge(across), _merge(down)):
        lines = without_slivers(touching, words)
        columns = _edges(lines.down, lines.across)
        rows = tuple(reversed(_edges(lines.across, lines.down)))
        if len(columns) > 1 and len(rows) > 1:
            grids.append(_fill(number, columns, rows, lines, words))
    return sorted(grids, key=lambda grid: -grid.rows[0])


def _merge(rules: tuple[Rule, ...]) -> list[Rule]:
    """Rules in one line that touch made one."""
    merged: list[Rule] = []
    for group in _in_line(rules):
        at = sum([rule[0] for rule in group]) / len(group)
        _, start, end = group[0]
        for _, own_start, own_end in group:
            if own_start > end + NEAR:
                merged.append(Rule(at, start, end))
                start = own_start
                end = own_end
            elif own_end > end:
                end = own_end
        merged.append(Rule(at, start, end))
    return merged


def _in_line(rules: tuple[Rule, ...]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    furthest = -math.inf
    for rule in sorted(rules, key=BY_PLACE):
        if rule[0] > furthest:
            groups.append([])
            furthest = rule[0] + NEAR
        groups[-1].append(rule)
    for group in groups:
        group.sort(key=BY_START)
    return groups


def _touching(across: list[Rule], down: list[Rule]) -> list[Lines]:
    """The rules sorted into sets that touch; rules that touch none across them are left out."""
    rest = list(down)
    sets: list[Lines] = []
    for rule in across:
        met = _touched(rule, rest)
        if met:
            rest = [other for other in rest if other not in met]
        joined = [bool(_touched(rule, lines.down)) for lines in sets]
        if not met and not any(joined):
            continue
        merged = Lines([], [])
        for lines, is_joined in zip(sets, joined, strict=True):
            if is_joined:
                merged.across.extend(lines.across)
                merged.down.extend(lines.down)
        merged.across.append(rule)
        merged.down.extend(met)
        sets = [*(lines for lines, is_joined in zip(sets, joined, strict=True) if not is_joined), merged]
    return sets


def _touched(across: Rule, down: list[Rule]) -> list[Rule]:
    """Those rules down that the rule across touches."""
    at, start, end = across
    left, right, low, high = start - NEAR, end + NEAR, at - NEAR, at + NEAR
    return [rule for rule in down if left <= rule[0] <= right and rule[1] <= high and low <= rule[2]]


def _edges(rules: list[Rule], crossing: list[Rule]) -> tuple[float, ...]:
    """Where the rules stand, and where the rules across them end if no rule closes the table there."""
    edges = sorted({rule.at for rule in rules})
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [first] if first < edges[0] - BEYOND else []
    after = [last] if last > edges[-1] + BEYOND else []
    return (*before, *edges, *after)


def _fill(
    number: int, columns: tuple[float, ...], rows: tuple[float, ...], lines: Lines, words: tuple[Word, ...]
) -> Grid:
    walls = Walls(_left_of(lines.down, columns, rows), _above(lines.across, rows, columns))
    places = _cells(len(columns) - 1, len(rows) - 1, walls)
    held = _held(places, columns, rows, words)
    holes = _holes(places, len(columns) - 1, walls)
    cells = [GridCell(*p, tuple(own)) for p, own in zip(places, held, strict=True) if own or p not in holes]
    return Grid(number, columns, rows, tuple(cells))


def _held(
    places: list[Place], columns: tuple[float, ...], rows: tuple[float, ...], words: tuple[Word, ...]
) -> list[list[Word]]:
    """The words that stand in each place, in the order of the file."""
    width, height = len(columns) - 1, len(rows) - 1
    owner = [-1] * (width * height)
    for index, (top, left, rowspan, colspan) in enumerate(places):
        own = [index] * colspan
        for begin in range(top * width + left, (top + rowspan) * width + left, width):
            owner[begin : begin + colspan] = own
    held: list[list[Word]] = [[] for _ in places]
    falling = [-edge for edge in rows]
    first, last = columns[0], columns[-1]
    for word in words:
        x, y = word.middle
        if (x < first or x > last - NEAR) and word.left < last and word.right > first:
            x = min(max(x, first), last - NEAR)  # what sticks out of the table is still its own
        row, column = bisect_right(falling, -y) - 1, bisect_right(columns, x) - 1
        if 0 <= row < height and 0 <= column < width and (index := owner[row * width + column]) >= 0:
            held[index].append(word)
    return held


def _holes(places: list[Place], width: int, walls: Walls) -> set[Place]:
    """Places at the outer edge of a table that has an outer rule, but none beside them: there the row has no cell.

    A row that lost a cell ends before the others do, and what is left of its strip is no blank cell; nor is a place that
    no rule parts from one.
    """
    beyond: set[tuple[int, int]] = set()
    for edge in (0, width):
        beside = [left_of >> edge & 1 for left_of in walls.left_of]
        if any(beside) and not all(beside):
            beyond |= {(edge, strip) for strip, is_ruled in enumerate(beside) if not is_ruled}
    if not beyond:
        return set()
    ruled = {(edge, strip) for strip, bits in enumerate(walls.left_of) for edge in range(width + 1) if bits >> edge & 1}
    holes: set[Place] = set()
    while more := {place for place in places if place not in holes and _is_open(place, beyond - ruled)}:
        holes |= more
        beyond |= {(edge, strip) for place in more for edge in _sides(place) for strip in _strips(place)}
    return holes


def _is_open(place: Place, open_sides: set[tuple[int, int]]) -> bool:
    return any(all((edge, strip) in open_sides for strip in _strips(place)) for edge in _sides(place))


def _sides(place: Place) -> tuple[int, int]:
    return place[1], place[1] + place[3]


def _strips(place: Place) -> range:
    return range(place[0], place[0] + place[2])


def _cells(width: int, height: int, walls: Walls) -> list[Place]:
    """Row, column, rowspan and colspan of each cell, from the top left."""
    left_of, above = walls
    taken = [0] * height  # columns, in bits
    cells: list[Place] = []
    for row in range(height):
        barred = taken[row] | left_of[row]
        column = 0
        while column < width:
            end = column + 1
            if not taken[row] >> column & 1:
                while end < width and not barred >> end & 1:
                    end += 1
                over = (1 << end) - (1 << column)
                inner = over & over - 1  # all but the first
                bottom = row + 1
                while bottom < height and not above[bottom] & over and not left_of[bottom] & inner:
                    bottom += 1
                for covered in range(row, bottom):
                    taken[covered] |= over
                cells.append((row, column, bottom - row, end - column))
            column = end
    return cells


def _left_of(down: list[Rule], columns: tuple[float, ...], rows: tuple[float, ...]) -> list[int]:
    """The columns, in bits, along whose left edge a rule runs down through the middle of each row."""
    middles = [(above + below) / 2 for above, below in pairwise(rows)][::-1]
    left_of = [0] * len(middles)
    bits = {edge: 1 << column for column, edge in enumerate(columns)}
    for at, start, end in down:
        for place in range(bisect_left(middles, start), bisect_right(middles, end)):
            left_of[-1 - place] |= bits[at]
    return left_of


def _above(across: list[Rule], rows: tuple[float, ...], columns: tuple[float, ...]) -> list[int]:
    """Of each edge of the rows the columns, in bits, through whose middle a rule runs along it."""
    middles = [(left + right) / 2 for left, right in pairwise(columns)]
    above = dict.fromkeys(rows, 0)
    for at, start, end in across:
        above[at] |= max(0, (1 << bisect_right(middles, end)) - (1 << bisect_left(middles, start)))
    return list(above.values())
