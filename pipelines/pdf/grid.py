"""Finds the grids that a page's rules draw, and their cells: all that no rule separates is one cell."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from pipelines.pdf.geometry import Box, Rule, Word

NEAR = 2.5  # points; rules nearer than this are one, and touch
BEYOND = 6.0  # points by which rules stick out of a table without an outer rule


Place = tuple[int, int, int, int]  # row, column, rowspan and colspan, counted in the edges of the grid


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its grid place counted from 0 and the words in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Grid:
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


@dataclass(frozen=True, slots=True)
class Lines:
    """Rules that touch one another."""

    across: list[Rule]
    down: list[Rule]


def find_grids(number: int, across: tuple[Rule, ...], down: tuple[Rule, ...], words: tuple[Word, ...]) -> list[Grid]:
    """The ruled tables and single boxes of page `number`, top to bottom."""
    grids: list[Grid] = []
    for lines in _touching(_merge(across), _merge(down)):
        columns = _edges(lines.down, lines.across)
        rows = tuple(reversed(_edges(lines.across, lines.down)))
        if len(columns) > 1 and len(rows) > 1:
            grids.append(_fill(number, columns, rows, lines, words))
    return sorted(grids, key=lambda grid: -grid.rows[0])


def _merge(rules: tuple[Rule, ...]) -> list[Rule]:
    """Rules in one line that touch made one."""
    merged: list[Rule] = []
    for group in _in_line(rules):
        at = sum(rule.at for rule in group) / len(group)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start > end + NEAR:
                merged.append(Rule(at, start, end))
                start = rule.start
                end = rule.end
            end = max(end, rule.end)
        merged.append(Rule(at, start, end))
    return merged


def _in_line(rules: tuple[Rule, ...]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if not groups or rule.at - groups[-1][0].at > NEAR:
            groups.append([])
        groups[-1].append(rule)
    return [sorted(group, key=lambda rule: rule.start) for group in groups]


def _touching(across: list[Rule], down: list[Rule]) -> list[Lines]:
    """The rules sorted into sets that touch; rules that touch none across them are left out."""
    rest = list(down)
    sets: list[Lines] = []
    for rule in across:
        met = [other for other in rest if _touch(rule, other)]
        rest = [other for other in rest if not _touch(rule, other)]
        joined = [lines for lines in sets if any(_touch(rule, other) for other in lines.down)]
        if not met and not joined:
            continue
        sets = [lines for lines in sets if lines not in joined]
        merged_across = [one for lines in joined for one in lines.across]
        merged_down = [one for lines in joined for one in lines.down]
        sets.append(Lines([*merged_across, rule], [*merged_down, *met]))
    return sets


def _touch(across: Rule, down: Rule) -> bool:
    meets_down = across.start - NEAR <= down.at <= across.end + NEAR
    return meets_down and down.start - NEAR <= across.at <= down.end + NEAR


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
    places = _cells(columns, rows, lines)
    owner = {
        (row, column): index
        for index, (top, left, rowspan, colspan) in enumerate(places)
        for row in range(top, top + rowspan)
        for column in range(left, left + colspan)
    }
    held: list[list[Word]] = [[] for _ in places]
    falling = [-edge for edge in rows]
    for word in words:
        x, y = word.middle
        if word.left < columns[-1] and word.right > columns[0]:  # what sticks out of the table is still its own
            x = min(max(x, columns[0]), columns[-1] - NEAR)
        index = owner.get((bisect_right(falling, -y) - 1, bisect_right(columns, x) - 1))
        if index is not None:
            held[index].append(word)
    holes = _holes(places, columns, rows, lines)
    cells = tuple(GridCell(*p, tuple(own)) for p, own in zip(places, held, strict=True) if own or p not in holes)
    return Grid(number, columns, rows, cells)


def _holes(places: list[Place], columns: tuple[float, ...], rows: tuple[float, ...], lines: Lines) -> set[Place]:
    """Places at the outer edge of a table that has an outer rule, but none beside them: there the row has no cell.

    A row that lost a cell ends before the others do, and what is left of its strip is no blank cell; nor is a place that
    no rule parts from one.
    """
    walls = _walls(lines.down, columns, rows)
    ends = {(edge, strip) for edge in (0, len(columns) - 1) for strip in range(len(rows) - 1)}
    beyond = {end for end in ends if any(wall == end[0] for wall, _ in walls)}
    holes: set[Place] = set()
    while more := {place for place in places if place not in holes and _is_open(place, beyond - walls)}:
        holes |= more
        beyond |= {(edge, strip) for place in more for edge in _sides(place) for strip in _strips(place)}
    return holes


def _is_open(place: Place, open_sides: set[tuple[int, int]]) -> bool:
    return any(all((edge, strip) in open_sides for strip in _strips(place)) for edge in _sides(place))


def _sides(place: Place) -> tuple[int, int]:
    return place[1], place[1] + place[3]


def _strips(place: Place) -> range:
    return range(place[0], place[0] + place[2])


def _cells(columns: tuple[float, ...], rows: tuple[float, ...], lines: Lines) -> list[Place]:
    """Row, column, rowspan and colspan of each cell, from the top left."""
    width, height = len(columns) - 1, len(rows) - 1
    left_of = _walls(lines.down, columns, rows)
    above = _walls(lines.across, rows, columns)
    free = {(row, column) for row in range(height) for column in range(width)}
    cells: list[Place] = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            end = column + 1
            while end < width and (row, end) in free and (end, row) not in left_of:
                end += 1
            bottom = row + 1
            while bottom < height and _goes_down(bottom, column, end, left_of, above):
                bottom += 1
            free.difference_update((r, c) for r in range(row, bottom) for c in range(column, end))
            cells.append((row, column, bottom - row, end - column))
    return cells


def _walls(rules: list[Rule], edges: tuple[float, ...], crossing: tuple[float, ...]) -> set[tuple[int, int]]:
    """(edge, strip) for every strip between two crossing edges along which a rule runs on that edge."""
    index = {edge: place for place, edge in enumerate(edges)}
    middles = [(a + b) / 2 for a, b in pairwise(crossing)]
    return {
        (index[rule.at], strip)
        for rule in rules
        for strip, middle in enumerate(middles)
        if rule.start <= middle <= rule.end
    }


def _goes_down(row: int, column: int, end: int, left_of: set[tuple[int, int]], above: set[tuple[int, int]]) -> bool:
    return not any((row, place) in above for place in range(column, end)) and not any(
        (place, row) in left_of for place in range(column + 1, end)
    )
