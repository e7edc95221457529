"""Puts the values of a row under the column headings, or says why that can't be done."""

from collections.abc import Sequence

from pipelines.blocks import Cell
from pipelines.matching.columns import Slot
from pipelines.matching.gather import Row
from pipelines.matching.padding import run_of_print
from pipelines.numbers import read_number
from pipelines.report import State


def place(row: Row) -> list[Cell] | str:
    """One cell for each column heading of the row, or the reason why they can't be told apart, in words."""
    placed = _place(row)
    if isinstance(placed, str) or row.columns is None:
        return placed
    for cell, (path, _) in zip(placed, row.columns.slots, strict=True):
        if path and path[-1].aside == "unit" and read_number(cell.text, True, True).state is State.REPORTED:
            return "a number stands in the column of units"
    return placed


def _place(row: Row) -> list[Cell] | str:
    columns = row.columns
    if columns is None or not columns.slots:
        return "no column headings were found above the row"
    if not columns.all_printed:
        return "the column headings are not complete"
    slots = columns.slots
    in_grid = columns.table is row.line.table and row.line.table.aligned and not columns.moved
    if columns.has_own and not (in_grid and columns.in_order and columns.in_form_order):
        return "a heading of the body's own stands beside the form's, and these are not plainly in their order"
    if in_grid and columns.in_order:
        values = _without_repeats(row.values, slots) if columns.repeated else row.values
        placed = _under_headings(values, slots, columns.width)
        if placed is not None:
            return placed
    if in_grid and row.values and _begins_before(row.values[0], slots):
        return "the row begins with a blank cell before the first column heading"
    if in_grid and columns.pushed_out:
        return "a heading that is none of the form's pushes another one out of its group"
    if columns.repeated and len(row.values) <= len(slots) < columns.width - slots[0].cell.column:
        return "the headings are printed in every column they span, and the row has fewer cells than these"
    if not columns.in_form_order:
        return "the cells don't stand under the column headings, and these are not in the form's order"
    placed = _in_order(row.values, len(slots), row.padded)
    if placed is not None:
        return placed
    return f"{len(run_of_print(row.values))} printed cells for {len(slots)} columns"


def _under_headings(values: Sequence[Cell], slots: Sequence[Slot], width: int) -> list[Cell] | None:
    """Cells and headings paired by the grid columns they share: one cell for each heading, nothing printed left over.

    A row that reaches beyond the headings has a cell too many somewhere, so where its cells stand says nothing.
    """
    if values and values[-1].column + values[-1].colspan > width:
        return None
    paired = _paired_in_order(values, slots)
    if paired is not None:
        return paired
    placed: list[Cell] = []
    for slot in slots:
        under = [cell for cell in values if _overlap(cell, slot.cell)]
        if len(under) != 1:
            return None
        placed.append(under[0])
    leftover = [cell for cell in values if cell not in placed and cell.text.strip()]
    if leftover or len(set(map(id, placed))) != len(placed):
        return None
    return placed


def _without_repeats(values: Sequence[Cell], slots: Sequence[Slot]) -> Sequence[Cell]:
    """One cell for each heading that is printed in every column it spans, where the cells under it all say the same."""
    kept = list(values)
    for _, heading in slots:
        under = [cell for cell in values if _overlap(cell, heading)]
        if len(under) == heading.colspan > 1 and len({cell.text for cell in under}) == 1:
            kept = [cell for cell in kept if cell not in under[1:]]
    return kept


def _paired_in_order(values: Sequence[Cell], slots: Sequence[Slot]) -> list[Cell] | None:
    """As many cells as headings, each overlapping its own: how a heading and a cell of other spans belong together."""
    if len(values) != len(slots):
        return None
    for cell, (_, heading) in zip(values, slots, strict=True):
        if cell.column >= heading.column + heading.colspan or heading.column >= cell.column + cell.colspan:
            return None
    return list(values)


def _begins_before(cell: Cell, slots: Sequence[Slot]) -> bool:
    """Whether a blank cell stands left of all headings: it may be one too many, where a row counts as many as they."""
    return not cell.text.strip() and cell.column + cell.colspan <= min(heading.column for _, heading in slots)


def _overlap(one: Cell, other: Cell) -> bool:
    return one.column < other.column + other.colspan and other.column < one.column + one.colspan


def _in_order(values: Sequence[Cell], count: int, padded: bool) -> list[Cell] | None:
    """Exactly one cell for each column, in order. Among padding only a run that is printed at both ends is certain."""
    printed = run_of_print(values)
    if not printed and len(values) >= count:
        return list(values[:count])
    if padded or count == 1:
        return printed if len(printed) == count else None
    return list(values) if len(values) == count else None
