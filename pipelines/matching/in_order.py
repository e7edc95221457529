"""Rows that lost their label or the headings of their columns: taken in the form's order where its equations confirm it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipelines.blocks import Cell, Table
from pipelines.forms.form import FormTable, Heading, leaves
from pipelines.matching.cells import read_row
from pipelines.matching.columns import Columns, Slot
from pipelines.matching.gather import Gathered, Row, is_number
from pipelines.matching.lines import Line
from pipelines.matching.padding import run_of_print
from pipelines.matching.placing import place
from pipelines.matching.proof import is_confirmed
from pipelines.matching.vocabulary import Vocabulary, label_of
from pipelines.report import Figure, Key, State


class Printed(NamedTuple):
    """A row as it is printed: its key, "" where no label tells it, and a cell for every column of the form."""

    row_key: str
    cells: Sequence[Cell]
    line: Line


def read_in_order(gathered: Gathered, figures: Mapping[Key, Figure], prose: str) -> dict[Key, Figure]:
    """Figures of tables whose rows are all printed, each with as many numbers as the form has columns.

    Rows without a label are taken only where exactly as many stand between two labelled ones as the form has there,
    columns only where none of their headings stands out of the form's order, and both only where every equation of the
    table holds. `prose` are the words outside tables. Cells that are read already are left out.
    """
    found: dict[Key, Figure] = {}
    for table in gathered.vocabulary.form.tables:
        if table.layout == "matrix":
            rows = _in_order(gathered, table)
        elif table.layout == "record":
            rows = _only_row(gathered, table, prose)
        else:
            continue
        read = read_rows(gathered.vocabulary, table, rows)
        if read and is_confirmed(gathered.vocabulary, table.key, read):
            found |= {key: figure for key, figure in read.items() if _is_open(figures, key)}
    return found


def read_rows(known: Vocabulary, table: FormTable, rows: Sequence[Printed]) -> dict[Key, Figure]:
    """The figures of rows that print the form's columns in its order. Only numbers are certain."""
    read: dict[Key, Figure] = {}
    for row_key, cells, line in rows:
        columns = Columns(table.columns, line.table, [Slot(path, line.cells[0]) for path in leaves(table.columns)])
        row = Row(table.key, row_key, tuple(cells), columns, line, padded=False)
        read |= {k: f for k, f in read_row(known, row, list(cells)).items() if f.state is State.REPORTED}
    return read


def row_keys(table: FormTable, printed: Sequence[str]) -> list[tuple[Heading, tuple[Heading, ...]]]:
    """The rows of a form's table in order, each with the groups it stands in; a group's single row where that is printed."""
    found: list[tuple[Heading, tuple[Heading, ...]]] = []
    pending: list[tuple[Heading, tuple[Heading, ...]]] = [(row, ()) for row in reversed(table.rows)]
    while pending:
        row, above = pending.pop()
        if row.variant and row.variant.key in printed:
            found.append((row.variant, above))
        elif row.children:
            pending += [(child, (*above, row)) for child in reversed(row.children)]
        else:
            found.append((row, above))
    return found


def _is_open(figures: Mapping[Key, Figure], key: Key) -> bool:
    return key not in figures or figures[key].state is State.AMBIGUOUS


def _in_order(gathered: Gathered, table: FormTable) -> list[Printed]:
    """Every row of the form's table as the document prints it, none where rows are too many, too few or out of order."""
    rows = [row for row in gathered.rows if row.table_key == table.key]
    labelled = [row for row in rows if row.row_key and run_of_print(row.values)]
    if not labelled or not all(row.columns is None or _keep_order(row.columns, row.line.table) for row in labelled):
        return []
    count = gathered.vocabulary.widths[table.key]
    printed = [Printed(row.row_key, _cells(row, count), row.line) for row in labelled]
    if not all(row.cells for row in printed):
        return []
    lines = [line for noted in gathered.unplaced.values() for line in noted]
    printed += [row for line in lines if (row := _unlabelled(line, count)) is not None]
    printed.sort(key=lambda row: (row.line.table.number, row.cells[0].row, row.cells[0].column))
    headings = [heading for heading, _ in row_keys(table, [row.row_key for row in printed])]
    if len(printed) != len(headings):
        return []
    pairs = list(zip(printed, headings, strict=True))
    if not all(_may_be(gathered.vocabulary, row, heading) for row, heading in pairs):
        return []
    return [row._replace(row_key=heading.key) for row, heading in pairs]


def _keep_order(columns: Columns, table: Table) -> bool:
    """Whether the headings tell that the columns of a table stand as in the form.

    Headings in the table itself stand over its columns: none is the form's, or all but one are, each in its place, as two
    that are missing may have changed places. Headings of a table before it only tell the order in which it was made.
    """
    paths = list(leaves(columns.tree))
    at = [(paths.index(slot.path), place) for place, slot in enumerate(columns.slots) if slot.path in paths]
    if columns.table is not table:
        return at == sorted(at)
    in_place = len(columns.slots) == len(paths) and all(index == place for index, place in at)
    return not at or (in_place and len(at) >= len(paths) - 1)


def _may_be(known: Vocabulary, row: Printed, heading: Heading) -> bool:
    """Whether a printed row may be that of the form: it bears its label, or none of the form's."""
    if row.row_key:
        return row.row_key == heading.key
    labels = [label_of(known.form.form, cell.text) for cell in row.line.cells if not is_number(cell)]
    named = [known.rows[label].heading for label in labels if label in known.rows]
    return not named or heading.key in (named[-1].key, named[-1].variant.key if named[-1].variant else "")


def _cells(row: Row, count: int) -> Sequence[Cell]:
    """One cell for each of the form's columns, none where the row prints more or fewer."""
    placed = place(row)
    cells = placed if not isinstance(placed, str) else _run(row.values, count)
    return cells if len(cells) == count and all(is_number(c) or not c.text.strip() for c in cells) else ()


def _run(values: Sequence[Cell], count: int) -> Sequence[Cell]:
    run = run_of_print(values)
    return run if len(run) == count else values


def _unlabelled(line: Line, count: int) -> Printed | None:
    first = next((at for at, cell in enumerate(line.cells) if is_number(cell)), len(line.cells))
    run = run_of_print(line.cells[first:])
    return Printed("", run, line) if len(run) == count and all(map(is_number, run)) else None


def _only_row(gathered: Gathered, table: FormTable, prose: str) -> list[Printed]:
    """The one line of a document that prints as many numbers as a table of one row has columns, below its groups' words."""
    count = gathered.vocabulary.widths[table.key]
    lines = [line for noted in gathered.unplaced.values() for line in noted]
    lines += [row.line for row in gathered.rows if row.table_key == table.key]
    rows = [row for line in lines if (row := _unlabelled(line, count)) is not None]
    groups = {path[-2] for path in leaves(table.columns) if len(path) > 1}
    named = all(any(wording in prose for wording in group.wordings) for group in groups)
    return rows if len(rows) == 1 and named else []
