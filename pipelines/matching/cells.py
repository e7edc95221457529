"""Where a printed row and a printed column meet: which cell of the form it is, and what it says."""

from collections.abc import Iterator

from pipelines.blocks import Cell, place_of
from pipelines.forms.form import FormCell
from pipelines.matching.gather import Row
from pipelines.matching.vocabulary import Vocabulary, label_of
from pipelines.numbers import read_money_unit, read_number
from pipelines.report import Figure, State


def form_cells(vocabulary: Vocabulary, row: Row) -> Iterator[tuple[FormCell, int]]:
    """The form's cells on a printed row, each with the number of its column; columns with unknown words are left out."""
    for index, slot in enumerate(row.columns.slots if row.columns else ()):
        if slot.path:
            row_key = row.row_key or next((heading.row for heading in reversed(slot.path) if heading.row), "")
            form_cell = vocabulary.cells.get((row.table_key, row_key, slot.path[-1].key))
        else:
            form_cell = vocabulary.block_columns.get((row.row_key, label_of(vocabulary.form.form, slot.cell.text)))
        if form_cell is not None:
            yield form_cell, index


def read_figure(form_cell: FormCell, cell: Cell, row: Row, heading: str) -> Figure:
    """What one printed cell says. The unit of money is what is printed: in the cell, its heading or the caption."""
    printed = read_number(cell.text, form_cell.money, form_cell.signed)
    unit: str | None = form_cell.unit
    if form_cell.money:
        unit = printed.unit or read_money_unit(heading) or read_money_unit(row.line.caption) or None
    place = place_of(row.line.table, cell)
    return Figure(*form_cell.key, printed.state, printed.value, cell.text.strip(), unit, place)


def unread_figure(form_cell: FormCell, cells: tuple[Cell, ...], row: Row, reason: str) -> Figure:
    """An ambiguous figure that keeps what the row prints."""
    raw = " | ".join(cell.text.strip() for cell in cells)
    place = place_of(row.line.table, cells[0]) if cells else ""
    return Figure(*form_cell.key, State.AMBIGUOUS, None, raw, form_cell.unit, place, reason)
