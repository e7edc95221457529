"""Where a printed row and a printed column meet: which cell of the form it is, and what it says."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.blocks import UNKNOWN, Cell, place_of
from pipelines.forms.form import FormCell
from pipelines.matching.gather import Row
from pipelines.matching.vocabulary import Vocabulary, label_of, vocabulary
from pipelines.numbers import MONEY_UNITS, read_money_unit, read_number
from pipelines.report import Figure, Key, State
from pipelines.words import squash, words

_UNIT_ROW = re.compile(r"[(]?(?:计量|金额|货币)?单位[:为]?([^\d:()]{1,12})[)]?")
_UNIT_PARTING = re.compile(r"[、,;/和及]")


def form_cells(known: Vocabulary, row: Row) -> Sequence[tuple[FormCell, int]]:
    """The form's cells on a printed row, each with the number of its column; columns with unknown words are left out."""
    if row.columns is None:
        return ()
    form = known.form.form
    if row.table_key not in known.blocks:
        return _cells_of_row(form, row.table_key, row.row_key, row.columns.keys)
    labels = [label_of(form, slot.cell.text) for slot in row.columns.slots]
    found = [known.block_columns.get((row.row_key, label)) for label in labels]
    return [(form_cell, index) for index, form_cell in enumerate(found) if form_cell is not None]


@lru_cache(maxsize=4096)
def _cells_of_row(
    form: str, table_key: str, row_key: str, keys: tuple[tuple[str, str], ...]
) -> tuple[tuple[FormCell, int], ...]:
    cells = vocabulary(form).cells
    found = [cells.get((table_key, row_key or named, column)) for named, column in keys]
    return tuple((form_cell, index) for index, form_cell in enumerate(found) if form_cell is not None)


def read_row(known: Vocabulary, row: Row, cells: Sequence[Cell | None]) -> dict[Key, Figure]:
    """What a row says, given the cell under each of its column headings, or None where that is not known."""
    slots = row.columns.slots if row.columns else []
    unit = unit_beside(known, row, cells)
    return {
        form_cell.key: read_cell(
            form_cell,
            cell.text,
            place_of(row.line.table, cell),
            slots[index].cell.text,
            row.line.caption,
            unit if is_in(known, form_cell, unit) else "",
        )
        for form_cell, index in form_cells(known, row)
        if (cell := cells[index]) is not None
    }


def unit_beside(known: Vocabulary, row: Row, cells: Sequence[Cell | None]) -> str:
    """The unit that a row of a list prints for its numbers: in a column of its own, or in its label (for money).

    For money in any other table that of a row of its own above, such as 单位：万元.
    """
    if row.columns is None:
        return ""
    if row.table_key not in known.lists:
        return _unit_above(row) if any(form_cell.money for form_cell, _ in form_cells(known, row)) else ""
    for slot, cell in zip(row.columns.slots, cells, strict=True):
        if cell is not None and slot.path and slot.path[-1].aside == "unit" and words(cell.text):
            return squash(cell.text)
    labels = [cell.text for cell in row.line.cells if not row.values or cell.column < row.values[0].column]
    return next(filter(None, map(read_money_unit, labels)), "")


def is_in(known: Vocabulary, form_cell: FormCell, unit: str) -> bool:
    """Whether a unit printed beside a row is that of a cell in it: of money only money, except where each row has its own."""
    return form_cell.money or form_cell.table_key in known.lists or unit not in MONEY_UNITS


def _unit_above(row: Row) -> str:
    """The unit of money that the nearest row above prints alone, unless the headings of the columns print one."""
    if row.columns is None or any(read_money_unit(slot.cell.text) for slot in row.columns.slots):
        return ""
    unit = ""
    for cell in row.line.table.cells:
        if cell.row >= row.line.cells[0].row:
            break
        note = _UNIT_ROW.fullmatch(squash(cell.text)) if "单" in cell.text else None
        if note:
            units = [part for part in _UNIT_PARTING.split(note[1]) if part in MONEY_UNITS]
            unit = units[0] if len(units) == 1 else ""
    return unit


def read_cell(form_cell: FormCell, text: str, place: str, heading: str, caption: str, beside: str = "") -> Figure:
    """What a printed cell says. The unit of money is what is printed: in the cell, on its row, its heading or the caption.

    `beside` is what the row prints as the unit of its numbers: it goes before the form's.
    """
    state, value, unit = read_number(text, form_cell.money, form_cell.signed)
    unit_read: str | None = beside or form_cell.unit
    if form_cell.money:
        unit_read = unit or beside or read_money_unit(heading) or read_money_unit(caption) or None
    if state is State.TEXT and UNKNOWN in text:
        reason = "a character is printed that the file does not tell, or that may not be what is seen"
        return Figure(*form_cell.key, State.AMBIGUOUS, None, text.strip(), unit_read, place, reason)
    return Figure(*form_cell.key, state, value, text.strip(), unit_read, place)


def unread_figure(form_cell: FormCell, cells: tuple[Cell, ...], row: Row, reason: str) -> Figure:
    """An ambiguous figure that keeps what the row prints."""
    raw = " | ".join(cell.text.strip() for cell in cells)
    place = place_of(row.line.table, cells[0]) if cells else ""
    return Figure(*form_cell.key, State.AMBIGUOUS, None, raw, form_cell.unit, place, reason)
