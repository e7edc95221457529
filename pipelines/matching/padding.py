"""Tells the blank cells of flattened rows that stand for nothing from those that are printed empty."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.blocks import Cell
from pipelines.matching.gather import Row
from pipelines.numbers import read_number


def without_padding(rows: Sequence[Row]) -> list[Row]:
    """The rows, those of padded tables cut to one cell for each column where the table shows where its columns begin.

    A row that is printed from its first column to its last shows it. The others follow if all such rows agree, nothing
    is printed outside, and no row looks as if it had lost a cell.
    """
    trimmed: list[Row] = []
    begins: dict[int, _Begins | None] = {}
    for row in rows:
        if row.padded and row.columns and id(row.columns) not in begins:
            begins[id(row.columns)] = _first_values([other for other in rows if other.columns is row.columns])
        trimmed.append(_trim(row, begins[id(row.columns)]) if row.padded and row.columns else row)
    return trimmed


def run_of_print(values: Sequence[Cell]) -> list[Cell]:
    """The cells from the first that is not empty to the last."""
    printed = [i for i, cell in enumerate(values) if cell.text.strip()]
    return list(values[printed[0] : printed[-1] + 1]) if printed else []


def _trim(row: Row, begins: "_Begins | None") -> Row:
    if begins is None or row.columns is None:
        return row
    start = begins.index_in(row)
    return row._replace(values=row.values[start : start + len(row.columns.slots)], padded=False)


class _Begins(NamedTuple):
    """Where the values of a table begin: `at` cells after the label, or in grid column `at`."""

    in_column: bool
    at: int

    def index_in(self, row: Row) -> int:
        return self.at - row.values[0].column if self.in_column else self.at


def _first_values(rows: Sequence[Row]) -> _Begins | None:
    """Where the values begin, None where the rows disagree or one of them is empty."""
    count = len(rows[0].columns.slots) if rows[0].columns else 0
    if not count or not all(row.values for row in rows):
        return None
    whole = [row for row in rows if len(run_of_print(row.values)) == count]
    firsts = [run_of_print(row.values)[0].column for row in whole]
    after_label = {first - row.values[0].column for first, row in zip(firsts, whole, strict=True)}
    for in_column, starts in ((False, after_label), (True, set(firsts))):
        if len(starts) == 1:
            begins = _Begins(in_column, starts.pop())
            if all(_fits(row, begins.index_in(row), count) for row in rows):
                return begins
    return None


def _fits(row: Row, start: int, count: int) -> bool:
    """Whether a row prints nothing outside its columns and has not, as far as can be seen, lost one of them."""
    if start < 0 or len(row.values) < start + count:
        return False
    window = row.values[start : start + count]
    outside = [cell for cell in (*row.values[:start], *row.values[start + count :]) if cell.text.strip()]
    return not outside and not (count > 2 and _lost_a_cell([cell.text.strip() for cell in window]))


def _lost_a_cell(window: Sequence[str]) -> bool:
    """Whether the cells of a row may have moved up by one: a single blank at an end, or a last number that may be the total.

    A total that stands before a blank is as large as all numbers before it together, or stands alone in the last column
    but one.
    """
    printed = [text for text in window if text]
    if len(printed) == len(window) - 1 and not (window[0] and window[-1]):
        return True
    if window[-1] or not printed:
        return False
    if len(printed) == 1:
        return bool(window[-2])
    *parts, last = (read_number(text, True, True).value or 0 for text in printed)
    return last >= sum(parts)
