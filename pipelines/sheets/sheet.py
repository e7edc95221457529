"""A sheet of a workbook, as its file format lets it be read."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.blocks import UNKNOWN
from pipelines.numbers import is_without_words
from pipelines.readers.unreadable import Unreadable
from pipelines.sheets.number_format import GENERAL
from pipelines.struck import strike, without_strokes

_DIGIT = re.compile(r"\d")
MOST_CELLS = 500_000  # of a sheet that are not empty; a report has about 300


class CellStyle(NamedTuple):
    """How a cell shows what it holds.

    `code` is its number format. `ruled` says that a line stands at its left or right side, `spreads` that its text is
    centred over the empty cells to its right that are formatted so too, `struck` that it is struck out, `white` that it is
    white on no colour.
    """

    code: str = GENERAL
    ruled: bool = False
    spreads: bool = False
    struck: bool = False
    white: bool = False


PLAIN = CellStyle()


class Shown(NamedTuple):
    """What one cell of the sheet shows."""

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


@dataclass(slots=True)
class Gathered:
    """A sheet as far as it has been read. `centred` says of each cell that spreads whether it shows text."""

    cells: dict[tuple[int, int], Shown] = field(default_factory=dict)
    centred: dict[tuple[int, int], bool] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def put_cell(gathered: Gathered, row: int, column: int, text: str, style: CellStyle) -> None:
    """Adds a cell, if there is anything to see of it. Raises `Unreadable` where they become too many."""
    if text and (style.struck or style.white):
        text = _marked(text, style)
    if text or style.ruled:
        gathered.cells[row, column] = Shown(text, style.ruled)
        refuse_too_many(len(gathered.cells))
    if style.spreads:
        gathered.centred[row, column] = bool(text)


def _marked(text: str, style: CellStyle) -> str:
    """Text that nobody reads as it stands: struck out, or in white, where digits without words are unknown."""
    if style.white and is_without_words(text):
        text = _DIGIT.sub(UNKNOWN, text)
    return strike(without_strokes(text)) if style.struck else text


def sheet_of(gathered: Gathered) -> Sheet:
    """The sheet that has been read. What is centred across cells stands in one cell merged of them."""
    merges = [*gathered.merges, *_merges_of_centred(gathered.centred)]
    return Sheet(gathered.cells, merges, gathered.hidden_rows, gathered.hidden_columns)


def refuse_too_many(cells: int) -> None:
    """Raises `Unreadable` where a sheet holds more cells than a report ever has."""
    if cells > MOST_CELLS:
        raise Unreadable("too_large", f"a sheet holds more than {MOST_CELLS} cells; no annual report has as many")


def _merges_of_centred(centred: Mapping[tuple[int, int], bool]) -> list[Merge]:
    """A cell with text and the empty ones right of it: old formats have no other merging."""
    merges: list[Merge] = []
    for (row, column), has_text in sorted(centred.items()):
        last = merges[-1] if merges else None
        if has_text:
            merges.append(Merge(row, column, row, column))
        elif last and (last.top, last.right + 1) == (row, column):
            merges[-1] = last._replace(right=column)
    return [merge for merge in merges if merge.right > merge.left]
