"""The table of one row as some bodies print it: stood on its side, or with a row for each group of its columns."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from pipelines.blocks import Block, Cell, Paragraph, Table
from pipelines.forms.form import FormTable, Heading
from pipelines.matching.vocabulary import Vocabulary, label_of


def upright(known: Vocabulary, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks; tables of one row that are printed otherwise brought to the form's shape, where each cell keeps its place."""
    records = [table for table in known.form.tables if table.layout == "record"]
    found: list[Block] = []
    for block in blocks:
        found += [block] if isinstance(block, Paragraph) else _upright(known, records, block)
    return tuple(found)


def _upright(known: Vocabulary, records: list[FormTable], table: Table) -> list[Table]:
    for record in records:
        if table.aligned and _is_on_its_side(known, record, table):
            return [_turned(table)]
        if parts := list(_parts(known, record, table)):
            return parts
    return [table]


def _is_on_its_side(known: Vocabulary, form_table: FormTable, table: Table) -> bool:
    """Whether the outermost headings of the form's table stand below one another, in the table's first column."""
    led = {cell.row for cell in table.cells if cell.column > 0}  # rows that go on beside their first cell
    first = [label_of(known.form.form, cell.text) for cell in table.cells if cell.column == 0 and cell.row in led]
    return len(form_table.columns) > 1 and all(
        any(wording in first for wording in heading.wordings) for heading in form_table.columns
    )


def _turned(table: Table) -> Table:
    cells = [
        cell._replace(row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        for cell in table.cells
    ]
    return Table(table.number, tuple(sorted(cells, key=attrgetter("row", "column"))), table.aligned, table.padded)


def _parts(known: Vocabulary, form_table: FormTable, table: Table) -> Iterator[Table]:
    """A table for each row that is labelled with a group of columns and prints a cell under each heading of the group."""
    groups = {wording: group for group in _innermost(form_table.columns) for wording in group.wordings}
    headings: list[Cell] = []
    for _, cells in groupby(table.cells, attrgetter("row")):
        line = list(cells)
        labels = [label_of(known.form.form, cell.text) for cell in line]
        named = [at for at, label in enumerate(labels) if label in groups]
        if named and headings and len(line) - named[-1] - 1 == len(headings):
            group = groups[labels[named[-1]]]
            if _are_headings_of(known, group, headings):
                yield _as_part(table, line[named[-1]], headings, line[named[-1] + 1 :])
                continue
        size = len(next(iter(groups.values())).children) if groups else 0
        if len(line) >= size and all(_are_headings_of(known, group, line[-size:]) for group in groups.values()):
            headings = line[-size:]


def _are_headings_of(known: Vocabulary, group: Heading, cells: list[Cell]) -> bool:
    return len(cells) == len(group.children) and all(
        label_of(known.form.form, cell.text) in child.wordings
        for cell, child in zip(cells, group.children, strict=True)
    )


def _as_part(table: Table, label: Cell, headings: list[Cell], values: list[Cell]) -> Table:
    count = len(headings)
    cells = [label._replace(row=0, column=0, rowspan=1, colspan=count)]
    cells += [cell._replace(row=1, column=at, rowspan=1, colspan=1) for at, cell in enumerate(headings)]
    cells += [cell._replace(row=2, column=at, rowspan=1, colspan=1) for at, cell in enumerate(values)]
    return Table(table.number, tuple(cells), table.aligned, table.padded)


def _innermost(headings: tuple[Heading, ...]) -> Iterator[Heading]:
    """Every heading whose children group nothing."""
    for heading in headings:
        if heading.children and not any(child.children for child in heading.children):
            yield heading
        yield from _innermost(heading.children)
