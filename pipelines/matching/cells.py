"""Where a printed row and a printed column meet: which cell of the form it is, and what it says."""

from collections.abc import Sequence

from pipelines.blocks import Cell, place_of
from pipelines.forms.form import FormCell
from pipelines.matching.gather import Row
from pipelines.matching.vocabulary import Vocabulary, label_of
from pipelines.numbers import read_money_unit, read_number
from pipelines.report import Figure, State


def form_cells(vocabulary: Vocabulary, row: Row) -> list[tuple[FormCell, int]]:
    """The form's cells on a printed row, each with the number of its column; columns with unknown words are left out."""
    if row.columns is None:
        return []
    if row.table_key in vocabulary.blocks:
        labels = [label_of(vocabulary.form.form, slot.cell.text) for slot in row.columns.slots]
        found = [vocabulary.block_columns.get((row.row_key, label)) for label in labels]
    else:
        keys = row.columns.keys
        found = [vocabulary.cells.get((row.table_key, row.row_key or named, column)) for named, column in keys]
    return [(form_cell, index) for index, form_cell in enumerate(found) if form_cell is not None]


def read_row(vocabulary: Vocabulary, row: Row, cells: Sequence[Cell | None]) -> list[Figure]:
    """What a row says, given the cell under each of its column headings, or None where that is not known.

    The unit of money is what is printed: in the cell, its heading or the caption.
    """
    figures = []
    table = row.line.table
    for form_cell, index in form_cells(vocabulary, row):
        cell = cells[index]
        if cell is None:
            continue
        text = cell.text
        state, value, unit = read_number(text, form_cell.money, form_cell.signed)
        if form_cell.money:
            heading = row.columns.slots[index].cell.text if row.columns else ""
            unit_read = unit or read_money_unit(heading) or read_money_unit(row.line.caption) or None
        else:
            unit_read = form_cell.unit
        figures.append(Figure(*form_cell.key, state, value, text.strip(), unit_read, place_of(table, cell)))
    return figures


def unread_figure(form_cell: FormCell, cells: tuple[Cell, ...], row: Row, reason: str) -> Figure:
    """An ambiguous figure that keeps what the row prints."""
    raw = " | ".join(cell.text.strip() for cell in cells)
    place = place_of(row.line.table, cells[0]) if cells else ""
    return Figure(*form_cell.key, State.AMBIGUOUS, None, raw, form_cell.unit, place, reason)
