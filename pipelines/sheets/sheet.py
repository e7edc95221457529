"""A sheet of a workbook, as its file format lets it be read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.readers.unreadable import Unreadable

MOST_CELLS = 500_000  # of a sheet that are not empty; a report has about 300


class Shown(NamedTuple):
    """What one cell of the sheet shows. `ruled` says that a line stands at its left or right side."""

    text: str
    ruled: bool


class Merge(NamedTuple):
    """A block of cells that shows one; `bottom` and `right` are the last row and column that belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows and columns count from 0. `cells` by row and column holds those that show text or are ruled."""

    cells: Mapping[tuple[int, int], Shown]
    merges: Sequence[Merge] = ()
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()


def refuse_too_many(cells: int) -> None:
    """Raises `Unreadable` where a sheet holds more cells than a report ever has."""
    if cells > MOST_CELLS:
        raise Unreadable("too_large", f"a sheet holds more than {MOST_CELLS} cells; no annual report has as many")


def merges_of_centred(centred: Mapping[tuple[int, int], bool]) -> list[Merge]:
    """The blocks that "centre across selection" makes: a cell with text, and the empty ones right of it.

    `centred` says of each cell so formatted, by row and column, whether it shows text. Old formats have no other merging.
    """
    merges: list[Merge] = []
    for (row, column), has_text in sorted(centred.items()):
        last = merges[-1] if merges else None
        if has_text:
            merges.append(Merge(row, column, row, column))
        elif last and (last.top, last.right + 1) == (row, column):
            merges[-1] = last._replace(right=column)
    return [merge for merge in merges if merge.right > merge.left]
