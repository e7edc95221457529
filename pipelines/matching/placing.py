"""Puts the values of a row under the column headings, or says why that can't be done."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pipelines.blocks import Cell
from pipelines.matching.columns import Slot
from pipelines.matching.gather import Row


def place(row: Row, lined_up: bool) -> list[Cell] | str:
    """One cell for each column heading of the row, or the reason why they can't be told apart, in words."""
    columns = row.columns
    if columns is None or not columns.slots:
        return "no column headings were found above the row"
    if not columns.complete:
        return "the column headings are not complete"
    slots = columns.slots
    if columns.table is row.line.table and (row.line.table.aligned or lined_up):
        placed = _under_headings(row.values, slots)
        if placed is not None:
            return placed
    placed = _in_order(row.values, len(slots), row.line.table.padded)
    if placed is not None:
        return placed
    return f"{len(run_of_print(row.values))} printed cells for {len(slots)} columns"


def lined_up_tables(rows: Iterable[Row]) -> set[int]:
    """Numbers of the padded tables whose rows all stand under their headings, so that a blank cell is a blank."""
    in_padded = [row for row in rows if row.line.table.padded and row.columns and row.columns.table is row.line.table]
    lined_up = set()
    for number, group in groupby(in_padded, key=lambda row: row.line.table.number):
        if all(_stands_under_headings(row) for row in group):
            lined_up.add(number)
    return lined_up


def _stands_under_headings(row: Row) -> bool:
    at = [slot.cell.column for slot in row.columns.slots] if row.columns else []
    printed = [cell.column for cell in row.values if not _is_blank(cell)]
    return bool(at) and at == sorted(set(at)) and set(printed) <= set(at) and at[0] in printed


def _under_headings(values: Sequence[Cell], slots: Sequence[Slot]) -> list[Cell] | None:
    """Cells and headings paired by the grid columns they share: one cell for each heading, nothing printed left over."""
    paired = _paired_in_order(values, slots)
    if paired is not None:
        return paired
    placed: list[Cell] = []
    for slot in slots:
        under = [cell for cell in values if _overlap(cell, slot.cell)]
        if len(under) != 1:
            return None
        placed.append(under[0])
    leftover = [cell for cell in values if cell not in placed and not _is_blank(cell)]
    if leftover or len(set(map(id, placed))) != len(placed):
        return None
    return placed


def _paired_in_order(values: Sequence[Cell], slots: Sequence[Slot]) -> list[Cell] | None:
    """As many cells as headings, each overlapping its own: how a heading and a cell of other spans belong together."""
    if len(values) != len(slots):
        return None
    if all(_overlap(cell, slot.cell) for cell, slot in zip(values, slots, strict=True)):
        return list(values)
    return None


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


def run_of_print(values: Sequence[Cell]) -> list[Cell]:
    """The cells from the first that is not empty to the last."""
    printed = [i for i, cell in enumerate(values) if not _is_blank(cell)]
    return list(values[printed[0] : printed[-1] + 1]) if printed else []


def _is_blank(cell: Cell) -> bool:
    return not cell.text.strip()
