"""Goes through the lines of all tables and tells what each is: column headings, a labelled row, or neither."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.blocks import Cell
from pipelines.forms.form import FormTable, Heading, leaves
from pipelines.matching.columns import Columns, Slot
from pipelines.matching.lines import Line
from pipelines.matching.vocabulary import TableWords, Vocabulary, label_of
from pipelines.numbers import read_number
from pipelines.report import State


class Row(NamedTuple):
    """One printed row of a form's table: its key ("" in a table of one row) and the cells after its label.

    `padded` says that blank cells among them may stand for nothing.
    """

    table_key: str
    row_key: str
    values: tuple[Cell, ...]
    columns: Columns | None
    line: Line
    padded: bool


@dataclass
class Gathered:
    """What the tables of a document hold for one form. `unplaced` are lines with numbers that no label tells apart."""

    vocabulary: Vocabulary
    rows: list[Row] = field(default_factory=list)
    unplaced: dict[str, list[Line]] = field(default_factory=dict)
    columns: dict[str, Columns] = field(default_factory=dict)
    group: Heading | None = None
    current: str = ""  # the table whose words were printed last


def gather(lines: Iterable[Line], vocabulary: Vocabulary) -> Gathered:
    """Sort the lines of a document's tables by what they are in the form."""
    gathered = Gathered(vocabulary)
    for line in lines:
        labels = [label_of(vocabulary.form.form, cell.text) for cell in line.cells]
        if any(_take_in_headings(gathered, line, labels, table) for table in vocabulary.tables.values()):
            continue
        if any(_take_in_values(gathered, line, labels, table) for table in vocabulary.tables.values()):
            continue
        if gathered.current and sum(is_number(cell) for cell in line.cells) > 1:
            gathered.unplaced.setdefault(gathered.current, []).append(line)
    return gathered


def is_number(cell: Cell) -> bool:
    """Whether a cell prints a number, whatever its kind."""
    return read_number(cell.text, money=True, signed=True).state is State.REPORTED


def _take_in_headings(gathered: Gathered, line: Line, labels: list[str], table_words: TableWords) -> bool:
    if not _is_heading_line(line, labels, table_words):
        return False
    gathered.current = table_words.table.key
    _add_headings(gathered, line, labels, table_words.table)
    return True


def _take_in_values(gathered: Gathered, line: Line, labels: list[str], table_words: TableWords) -> bool:
    if table_words.table.layout == "record":
        taken = _take_in_record(gathered, line, labels, table_words.table)
    else:
        taken = _take_in_row(gathered, line, labels, table_words)
    if taken:
        gathered.current = table_words.table.key
    return taken


def _is_heading_line(line: Line, labels: list[str], table_words: TableWords) -> bool:
    if table_words.table.heading_cell and next(filter(None, labels), "") == table_words.table.heading_cell:
        return True
    over_columns = sum(label in table_words.columns for label in labels)
    if table_words.table.layout == "record":
        return over_columns > 1 and over_columns == sum(1 for label in labels if label)
    return over_columns > 0 and not any(is_number(cell) for cell in line.cells)


def _add_headings(gathered: Gathered, line: Line, labels: list[str], table: FormTable) -> None:
    columns = gathered.columns.get(table.key)
    if table.layout == "blocks":
        columns = Columns((), line.table, width=line.cells[-1].column + line.cells[-1].colspan)
        cells = [cell for cell, label in zip(line.cells, labels, strict=True) if label not in ("", table.heading_cell)]
        columns.slots = [Slot((), cell) for cell in cells]
    else:
        used = columns is not None and any(row.columns is columns for row in gathered.rows)
        if columns is None or used or columns.table is not line.table or columns.complete:
            columns = Columns(table.columns, line.table, expected=sum(1 for _ in leaves(table.columns)))
            if table.layout == "record":
                columns.add_caption(line)
        columns.add_line(line.cells, labels)
    gathered.columns[table.key] = columns


def _take_in_record(gathered: Gathered, line: Line, labels: list[str], table: FormTable) -> bool:
    columns = gathered.columns.get(table.key)
    if columns is None or gathered.current != table.key or any(label and not label.isdigit() for label in labels):
        return False
    if not any(is_number(cell) for cell in line.cells) and len(line.cells) < len(columns.slots):
        return False
    gathered.rows.append(Row(table.key, "", line.cells, columns, line, line.table.padded))
    return True


def _take_in_row(gathered: Gathered, line: Line, labels: list[str], table_words: TableWords) -> bool:
    table_key = table_words.table.key
    heading, last = _last_label(gathered, line, labels, table_words)
    if last < 0:
        return False
    values = line.cells[last + 1 :]
    row_key = _row_key(heading, values)
    if row_key:
        columns = gathered.columns.get(table_key)
        if columns is not None and table_words.table.layout == "blocks":
            columns.expected = max(columns.expected, gathered.vocabulary.block_width(row_key))
        gathered.rows.append(Row(table_key, row_key, values, columns, line, line.table.padded))
    elif any(is_number(cell) for cell in values):
        gathered.unplaced.setdefault(table_key, []).append(line)
    return True


def _last_label(
    gathered: Gathered, line: Line, labels: list[str], table_words: TableWords
) -> tuple[Heading | None, int]:
    """The last label on the line before any number, and where it stands; -1 where there is none."""
    last, heading, unknown = -1, None, False
    for i, label in enumerate(labels):
        found = table_words.rows.get(label)
        if found and not (unknown and label in table_words.shared):
            last, (heading, group) = i, found
            if heading.needs_group and group is not gathered.group:
                heading = None
            elif heading.children:
                gathered.group = heading
        elif label and is_number(line.cells[i]):
            break
        elif label:
            unknown = True
    return heading, last


def _row_key(heading: Heading | None, values: tuple[Cell, ...]) -> str:
    """The row's key; "" for a group, unless the body prints numbers for the whole group in one row."""
    if heading is None:
        return ""
    if heading.children:
        return heading.variant.key if heading.variant and any(is_number(cell) for cell in values) else ""
    return heading.key
