"""Goes through the lines of all tables and tells what each is: column headings, a labelled row, or neither."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.blocks import UNKNOWN, Cell
from pipelines.forms.form import FormTable, Heading, leaves
from pipelines.matching.columns import Columns
from pipelines.matching.lines import Line
from pipelines.matching.vocabulary import RowLabel, Vocabulary, label_of
from pipelines.numbers import is_without_words, read_number
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
    form = vocabulary.form
    for line in lines:
        labels = [text if (text := cell.text).isdecimal() else label_of(form.form, text) for cell in line.cells]
        if not vocabulary.over_columns.isdisjoint(labels):
            table = next((table for table in form.tables if _is_heading_line(vocabulary, line, labels, table)), None)
            if table is not None and not _is_row_without_numbers(gathered, line, labels):
                _add_headings(gathered, line, labels, table)
                continue
        if not _take_in_row(gathered, line, labels) and not _take_in_record(gathered, line, labels):
            _note_unplaced(gathered, gathered.current, line.cells, line, _fewest_numbers(gathered))
    _join_parts(gathered)
    return gathered


def _fewest_numbers(gathered: Gathered) -> int:
    """How many numbers make a line a row of the table whose words were printed last."""
    columns = gathered.columns.get(gathered.current)
    return 1 if gathered.current in gathered.vocabulary.lists or (columns and len(columns.slots) == 1) else 2


def _join_parts(gathered: Gathered) -> None:
    """Expect no more columns than printed of tables cut between columns, where their parts make up the form's together."""
    for table in gathered.vocabulary.form.tables:
        rows = [row for row in gathered.rows if row.table_key == table.key and row.columns is not None]
        parts = {id(row.columns): row.columns for row in rows if row.columns and not row.columns.complete}
        if table.layout != "matrix" or len(parts) < 2:
            continue
        printed = [slot.path for part in parts.values() for slot in part.slots]
        labels = {frozenset(row.row_key for row in rows if row.columns is part) for part in parts.values()}
        if (
            sorted(map(id, (path[-1] for path in printed if path)))
            == sorted(id(path[-1]) for path in leaves(table.columns))
            and len(labels) == 1
            and all(printed)
        ):
            for part in parts.values():
                part.expected = len(part.slots)


def is_number(cell: Cell) -> bool:
    """Whether a cell prints a number, whatever its kind."""
    return cell.text.isdecimal() or read_number(cell.text, True, True).state is State.REPORTED


def _is_heading_line(vocabulary: Vocabulary, line: Line, labels: list[str], table: FormTable) -> bool:
    columns = vocabulary.columns[table.key]
    if table.layout == "list":
        return not columns.isdisjoint(labels) and vocabulary.rows.keys().isdisjoint(labels) and not _prints_number(line)
    if table.heading_cell and next(filter(None, labels), "") == table.heading_cell:
        return True
    if columns.isdisjoint(labels) or any(UNKNOWN in cell.text for cell in line.cells):
        return False
    if table.layout == "record":
        printed = [label for label in labels if label]
        corner = int(len(printed) > 2 and printed[0] not in columns)
        return (len(printed) > 1 or line.cells[0].colspan > 1) and columns.issuperset(printed[corner:])
    return not _prints_number(line)


def _is_row_without_numbers(gathered: Gathered, line: Line, labels: list[str]) -> bool:
    """Whether a line whose words are those of a heading is a row of the table above, as 总计 may be, of blanks or signs."""
    columns = gathered.columns.get(gathered.current)
    if columns is None or not columns.complete:
        return False
    named, last = _last_label(gathered, line, labels)
    return (
        named is not None
        and named.table.key == gathered.current
        and named.table.layout == "matrix"
        and len(labels) - last - 1 == len(columns.slots)
        and gathered.vocabulary.columns[gathered.current].isdisjoint(labels[last + 1 :])
        and any(row.columns is columns for row in gathered.rows)
    )


def _prints_number(line: Line) -> bool:
    return any(is_number(cell) for cell in line.cells)


def _add_headings(gathered: Gathered, line: Line, labels: list[str], table: FormTable) -> None:
    columns = gathered.columns.get(table.key)
    rows = gathered.vocabulary.rows
    labels = ["" if label in rows and not rows[label].shared else label for label in labels]
    if table.layout == "blocks":
        columns = Columns((), line.table)
        columns.add_block_line(line.cells, labels, table.heading_cell, gathered.vocabulary.columns[table.key])
    else:
        whole = gathered.vocabulary.widths[table.key]
        used = columns is not None and any(row.columns is columns for row in gathered.rows)
        full = columns is not None and columns.complete and len(columns.slots) >= whole
        apart = columns is not None and columns.table is not line.table and line.table.cells[-1].row > 0
        if columns is None or used or apart or full:
            first = (columns.first or columns) if columns is not None and columns.table is line.table else None
            columns = Columns(table.columns, line.table, expected=whole, first=first)
            if table.layout == "list":
                line, labels = _first_part(line, labels)
            if table.layout == "record":
                columns.add_caption(line, labels)
        columns.add_line(line.cells, labels)
        if table.layout == "record":
            columns.expect_printed_groups()
    gathered.columns[table.key] = columns
    gathered.current = table.key


def _first_part(line: Line, labels: list[str]) -> tuple[Line, list[str]]:
    """The headings up to where the first comes again: a list in two parts side by side has them twice."""
    first = next(at for at, label in enumerate(labels) if label)
    end = labels.index(labels[first], first + 1) if labels.count(labels[first]) > 1 else len(labels)
    return line._replace(cells=line.cells[:end]), labels[:end]


def _take_in_row(gathered: Gathered, line: Line, labels: list[str]) -> bool:
    named, last = _last_label(gathered, line, labels)
    if named is None:
        return False
    table, heading = named.table, named.heading
    if not heading.children and not heading.needs_group:
        gathered.group = named.group  # its own words tell where the row stands, whatever heading was printed last
    gathered.current = table.key
    end = _next_label(gathered.vocabulary, labels, last + 1)
    values = line.cells[last + 1 : end]
    row_key = heading.key
    if heading.needs_group and named.group is not gathered.group:
        row_key = ""
    elif heading.children and not heading.key:
        row_key = heading.variant.key if heading.variant and any(is_number(cell) for cell in values) else ""
    if row_key:
        columns = gathered.columns.get(table.key)
        if columns is not None and table.layout == "blocks":
            columns.expected = max(columns.expected, gathered.vocabulary.block_width(row_key))
        gathered.rows.append(Row(table.key, row_key, values, columns, line, line.table.padded))
    else:
        _note_unplaced(gathered, table.key, values, line, fewest=1)
    if end < len(labels):
        _take_in_row(gathered, line._replace(cells=line.cells[end:]), labels[end:])
    return True


def _next_label(vocabulary: Vocabulary, labels: list[str], start: int) -> int:
    """Where the next row begins on a line that ran together with the one below, else the line's end."""
    if vocabulary.rows.keys().isdisjoint(labels[start:]):
        return len(labels)
    return next(at for at in range(start, len(labels)) if labels[at] in vocabulary.rows)


def _last_label(gathered: Gathered, line: Line, labels: list[str]) -> tuple[RowLabel | None, int]:
    """The last label on the line before any number, and where it stands."""
    named, last, unknown = None, -1, False
    rows = gathered.vocabulary.rows
    for i, label in enumerate(labels):
        found = rows.get(label)
        if found and found.heading.needs_group and gathered.group:
            found = gathered.vocabulary.in_group.get((gathered.group, label), found)
        if found and not (unknown and found.shared):
            if found.heading.children:
                gathered.group = found.heading
            named, last = found, i
        elif label and is_number(line.cells[i]):
            break
        elif label:
            unknown = True
    return named, last


def _take_in_record(gathered: Gathered, line: Line, labels: list[str]) -> bool:
    """A line of nothing but numbers and blanks under the headings of a table that has one row."""
    columns = gathered.columns.get(gathered.current)
    if columns is None or gathered.current not in gathered.vocabulary.records:
        return False
    if len(labels) == len(columns.slots) + 1 and labels[0] and not is_number(line.cells[0]):
        line, labels = line._replace(cells=line.cells[1:]), labels[1:]  # what the numbers count: 件数
    words_printed = [c for c, label in zip(line.cells, labels, strict=True) if label and not label.isdigit()]
    if words_printed and not _may_be_values(gathered.vocabulary, words_printed, labels, len(columns.slots)):
        return False
    if not any(is_number(cell) for cell in line.cells) and len(line.cells) < len(columns.slots):
        return False
    gathered.rows.append(Row(gathered.current, "", line.cells, columns, line, line.table.padded))
    return True


def _may_be_values(vocabulary: Vocabulary, cells: Sequence[Cell], labels: list[str], count: int) -> bool:
    """Whether cells with words say nothing (无) or a number with its unit, or stand among numbers under every heading."""
    if not vocabulary.known.isdisjoint(labels):
        return False
    if all(read_number(cell.text).state is not State.TEXT for cell in cells):
        return True
    return len(labels) == count and any(label.isdigit() for label in labels)


def _prints_several(cell: Cell) -> bool:
    return "\n" in cell.text and is_without_words(cell.text) and any(map(str.isdigit, cell.text))


def _may_be_figure(cell: Cell) -> bool:
    return is_number(cell) or _prints_several(cell) or UNKNOWN in cell.text


def _note_unplaced(gathered: Gathered, table_key: str, cells: Sequence[Cell], line: Line, fewest: int = 2) -> None:
    """Keep a line whose numbers no label of the form tells apart; a cell may print several."""
    if table_key and sum(map(_may_be_figure, cells)) >= fewest:
        gathered.unplaced.setdefault(table_key, []).append(line)
