"""The words of one form, ready for looking up: which label names which row, which words only stand over columns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.forms import load_forms
from pipelines.forms.form import Form, FormCell, FormTable, Heading, leaves, numbered_columns
from pipelines.matching.slips import without_slip
from pipelines.report import Key
from pipelines.words import squash, words

_NUMERALS = "一二三四五六七"
_NOTE = re.compile(r"(?<=[^(])\(.*")
_OF_WHICH = "其中"
_OF_A_YEAR = re.compile(r"^20\d\d年(.*)")  # over the numbers of the year that is reported on


class RowLabel(NamedTuple):
    """What a label names: a row or group of a table, inside a group. `shared` says that it stands over columns too."""

    table: FormTable
    heading: Heading
    group: Heading | None
    shared: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One form, looked up by words."""

    form: Form
    cells: dict[Key, FormCell]
    block_columns: dict[tuple[str, str], FormCell]  # (row_key, words of the column) in the table of blocks
    rows: dict[str, RowLabel]
    in_group: dict[tuple[Heading, str], RowLabel]  # labels that several groups print, by group
    columns: dict[str, frozenset[str]]  # by table: the labels that stand over its columns and name no row
    over_columns: frozenset[str]  # the labels that only stand in lines of column headings, of any table
    known: frozenset[str]  # every label of the form
    records: frozenset[str]  # keys of the tables that have one row without a label
    blocks: frozenset[str]  # keys of the tables in blocks
    lists: frozenset[str]  # keys of the tables that print an indicator a row
    widths: dict[str, int]  # by table: how many columns it has, or must have where it is a list

    def block_width(self, row_key: str) -> int:
        """How many columns the form has for a row of the table of blocks."""
        return len({cell.item for (row, _), cell in self.block_columns.items() if row == row_key})


@cache
def vocabulary(form_key: str) -> Vocabulary:
    """The look-up tables of a form, made once."""
    form = load_forms()[form_key]
    cells = {cell.key: cell for cell in form.cells}
    block_columns = {}
    for table in form.tables:
        for block in table.blocks:
            for row in block.rows:
                for column in block.columns:
                    cell = cells[table.key, row.key, column.key]
                    block_columns.update({(row.key, wording): cell for wording in column.wordings})
    rows = {label: found for table in form.tables for label, found in _row_labels(table).items()}
    in_group = {
        (named.group, label): named for table in form.tables for label, named in _labels_of_rows(table) if named.group
    }
    columns = {table.key: frozenset(_column_labels(table) - set(_row_labels(table))) for table in form.tables}
    over_columns = frozenset().union(*columns.values()) | {table.heading_cell for table in form.tables} - {""}
    records = frozenset(table.key for table in form.tables if table.layout == "record")
    widths = {table.key: 1 if table.layout == "list" else len(numbered_columns(table)) for table in form.tables}
    blocks = frozenset(table.key for table in form.tables if table.layout == "blocks")
    lists = frozenset(table.key for table in form.tables if table.layout == "list")
    return Vocabulary(
        form=form,
        cells=cells,
        block_columns=block_columns,
        rows=rows,
        in_group=in_group,
        columns=columns,
        over_columns=over_columns,
        known=over_columns | set(rows),
        records=records,
        blocks=blocks,
        lists=lists,
        widths=widths,
    )


@lru_cache(maxsize=16384)
def label_of(form_key: str, text: str) -> str:
    """The words of a printed label; without what bodies add to it, and without a slip, where the form knows it only so."""
    label = words(text)
    known = vocabulary(form_key).known
    if label in known:
        return label
    without_note = words(_NOTE.sub("", squash(text)))
    bare = words(without_note.removeprefix(_OF_WHICH))
    for shorter in (without_note, words(label.removeprefix(_OF_WHICH)), bare, _OF_A_YEAR.sub(_of_the_year, bare)):
        if shorter in known:
            return shorter
    if label[:1] in _NUMERALS and label[1:] in known:
        return label[1:]
    return without_slip(bare, known) or label


def _of_the_year(heading: re.Match[str]) -> str:
    return heading[1] or "本年"


def _row_labels(table: FormTable) -> dict[str, RowLabel]:
    return dict(_labels_of_rows(table))


def _labels_of_rows(table: FormTable) -> Iterator[tuple[str, RowLabel]]:
    columns = _column_labels(table)
    pending: list[tuple[Heading, Heading | None]] = [(heading, None) for heading in table.rows]
    pending += [(heading, None) for block in table.blocks for heading in block.rows]
    while pending:
        heading, group = pending.pop()
        yield from ((label, RowLabel(table, heading, group, label in columns)) for label in heading.wordings)
        pending += [(child, heading) for child in heading.children]


def _column_labels(table: FormTable) -> set[str]:
    headings = [heading for path in leaves(table.columns) for heading in path]
    headings += [heading for block in table.blocks for heading in block.columns]
    return {label for heading in headings for label in heading.wordings}


def siblings(vocabulary: Vocabulary, variant: FormCell) -> list[Key]:
    """The official cells that a variant cell stands for."""
    inside = variant.row_zh + "/"
    cells = vocabulary.form.cells
    return [cell.key for cell in cells if cell.row_zh.startswith(inside) and cell.column_key == variant.column_key]


def printed_cells(vocabulary: Vocabulary, printed: Iterable[Key]) -> list[FormCell]:
    """The official cells, and all cells of those variant rows of which any is printed."""
    cells = vocabulary.form.cells
    variants = {cell.row_key for cell in cells if cell.is_variant}
    rows = {row for _, row, _ in printed if row in variants}
    return [cell for cell in cells if not cell.is_variant or cell.row_key in rows]


@lru_cache(maxsize=1024)
def detect_form(printed: frozenset[str], year: int | None) -> str | None:
    """The form whose marks stand most among the printed labels; the year decides a tie.

    None where no form's words are printed and no form belongs to the year.
    """
    forms = load_forms()
    counts = {key: len(form.marks & {label_of(key, text) for text in printed}) for key, form in forms.items()}
    best = [key for key, count in counts.items() if count == max(counts.values())]
    if len(best) == 1:
        return best[0]
    in_force = [k for k in best if year and forms[k].first_year <= year <= (forms[k].last_year or year)]
    return in_force[0] if in_force else None
