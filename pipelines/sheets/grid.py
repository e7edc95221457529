"""The rows of a sheet that are shown, as boxes: cells, merged or not, on the columns that are shown."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.sheets.sheet import Merge, Sheet, Shown, refuse_too_many

_EMPTY = Shown("", False)


class Box(NamedTuple):
    """A cell that shows text or is ruled. Rows and columns count the shown ones from 0; bottom and right are exclusive."""

    text: str
    top: int
    bottom: int
    left: int
    right: int
    ruled: bool
    source_row: int  # from 1, as the program numbers them
    source_column: int


@dataclass(frozen=True, slots=True)
class Row:
    """A shown row that is not empty. `boxes` begin in it, left to right; `reached` says that one from above goes on in it."""

    number: int
    boxes: tuple[Box, ...]
    reached: bool


def shown_rows(sheet: Sheet) -> list[Row]:
    """The rows that hold boxes, top to bottom; what stands in hidden rows and columns alone is left out."""
    rows, columns = sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)
    merges = _with_content(sheet)
    by_row = _by_row(merges)
    boxes = [_box(_shown(sheet, merge), merge, rows, columns) for merge in merges]
    for (row, column), shown in sheet.cells.items():
        if not _is_within(column, by_row.get(row, ())):
            boxes.append(_box(shown, Merge(row, column, row, column), rows, columns))
    return rows_of([box for box in boxes if box.top < box.bottom and box.left < box.right])


def _with_content(sheet: Sheet) -> list[Merge]:
    """The merges that show something, cut where the sheet's content ends: a merge may reach down to the last row."""
    if not sheet.cells:
        return []
    last_row, last_column = max(row for row, _ in sheet.cells), max(column for _, column in sheet.cells)
    cut = (
        m._replace(bottom=min(m.bottom, max(last_row, m.top)), right=min(m.right, max(last_column, m.left)))
        for m in sheet.merges
    )
    return sorted(merge for merge in cut if _shown(sheet, merge) != _EMPTY)


def _shown(sheet: Sheet, merge: Merge) -> Shown:
    """What a merged cell shows; the lines at its sides may be kept with any of its corners."""
    corners = [(row, column) for row in (merge.top, merge.bottom) for column in (merge.left, merge.right)]
    ruled = any(sheet.cells.get(corner, _EMPTY).ruled for corner in corners)
    return Shown(sheet.cells.get(corners[0], _EMPTY).text, ruled)


def _by_row(merges: Sequence[Merge]) -> Mapping[int, Sequence[Merge]]:
    refuse_too_many(sum(merge.bottom - merge.top + 1 for merge in merges))
    rows: dict[int, list[Merge]] = defaultdict(list)
    for merge in sorted(merges, key=lambda merge: merge.left):
        for row in range(merge.top, merge.bottom + 1):
            rows[row].append(merge)
    return rows


def _is_within(column: int, merges: Sequence[Merge]) -> bool:
    at = bisect_right(merges, column, key=lambda merge: merge.left)
    return at > 0 and merges[at - 1].right >= column


def _box(shown: Shown, merge: Merge, hidden_rows: Sequence[int], hidden_columns: Sequence[int]) -> Box:
    top, bottom = (row - bisect_left(hidden_rows, row) for row in (merge.top, merge.bottom + 1))
    left, right = (column - bisect_left(hidden_columns, column) for column in (merge.left, merge.right + 1))
    return Box(shown.text, top, bottom, left, right, shown.ruled, merge.top + 1, merge.left + 1)


def rows_of(boxes: Collection[Box]) -> list[Row]:
    """The rows in which boxes stand, top to bottom."""
    beginning: dict[int, list[Box]] = defaultdict(list)
    reached: set[int] = set()
    for box in boxes:
        beginning[box.top].append(box)
        reached.update(range(box.top + 1, box.bottom))
    numbers = sorted(beginning.keys() | reached)
    return [
        Row(number, tuple(sorted(beginning.get(number, ()), key=lambda box: box.left)), number in reached)
        for number in numbers
    ]
