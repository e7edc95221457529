"""Rows that print one cell too few: what is certain all the same, and what is not."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.blocks import Cell
from pipelines.checks import is_broken, weigh
from pipelines.equations import Instance
from pipelines.matching.cells import form_cells, read_row, unread_figure
from pipelines.matching.gather import Row
from pipelines.matching.padding import run_of_print
from pipelines.matching.vocabulary import Vocabulary, printed_cells
from pipelines.report import Figure, Key, State

Figures = dict[Key, Figure]


class ShortRow(NamedTuple):
    """A row, the reason why it could not be placed, and how many rows the document prints before it."""

    row: Row
    reason: str
    at: int


def complete_short_rows(vocabulary: Vocabulary, figures: Figures, short: Sequence[ShortRow]) -> Iterator[Figure]:
    """Figures for every cell of the rows that could not be placed.

    Neighbouring rows that lack one cell lack the same one. Each column is tried as the missing one, and the form's
    equations rule out some. A figure is certain where all the columns that are left agree on it; the rest is ambiguous.
    A row of a padded table may as well print all its cells, the last of them blank.
    """
    for block in _blocks(short):
        figures_besides = _with_open_cells(vocabulary, figures, block)
        trials = list(_trials(vocabulary, figures_besides, block))
        for row, reason, _ in block:
            possible = trials + [
                t for trial in trials for t in _with_blank_end(vocabulary, figures_besides, trial, row)
            ]
            for form_cell, _ in form_cells(vocabulary, row):
                tried = [trial.get(form_cell.key) for trial in possible]
                if tried and tried[0] is not None and all(figure == tried[0] for figure in tried):
                    yield tried[0]
                else:
                    yield unread_figure(form_cell, tuple(_printed(row)), row, reason)


def _blocks(short: Sequence[ShortRow]) -> Iterator[list[ShortRow]]:
    """Runs of rows that follow one another, with the same columns, as many printed cells, and a blank before them or none."""
    block: list[ShortRow] = []
    for one in short:
        if block and (block[-1].at + 1 != one.at or _shape(block[-1].row) != _shape(one.row)):
            yield block
            block = []
        block.append(one)
    if block:
        yield block


def _shape(row: Row) -> tuple[int, int, bool]:
    return id(row.columns), len(_printed(row)), _begins_blank(row)


def _begins_blank(row: Row) -> bool:
    return row.padded and bool(row.values) and not row.values[0].text.strip()


def _printed(row: Row) -> list[Cell]:
    return run_of_print(row.values) if row.padded else list(row.values)


def _with_open_cells(vocabulary: Vocabulary, figures: Figures, block: Sequence[ShortRow]) -> Figures:
    """The figures, and those that are not read yet as open."""
    printed = [*figures, *((row.table_key, row.row_key, "") for row, *_ in block)]
    open_cells = {cell.key: Figure(*cell.key, State.AMBIGUOUS) for cell in printed_cells(vocabulary, printed)}
    return {**open_cells, **figures}


def _trials(vocabulary: Vocabulary, figures: Figures, block: Sequence[ShortRow]) -> Iterator[Figures]:
    """The figures of the block for each column that may be the missing one, without those that an equation rules out."""
    columns = block[0].row.columns
    if columns is None or not columns.complete or len(_printed(block[0].row)) != len(columns.slots) - 1:
        return
    if any(slot.path and slot.path[-1].aside for slot in columns.slots):
        return  # columns without numbers have no sums that could tell which of them is missing
    broken = _broken(vocabulary, figures)
    for missing in range(len(columns.slots)):
        trial: Figures = {}
        for row, *_ in block:
            trial.update(_read_without(vocabulary, row, missing))
        if _holds(vocabulary, {**figures, **trial}, trial, broken):
            yield trial


def _with_blank_end(vocabulary: Vocabulary, figures: Figures, trial: Figures, row: Row) -> Iterator[Figures]:
    """The trial with a row that prints all its cells, where the blank behind them may be the last."""
    if row.columns is None or not row.padded or _begins_blank(row) or row.values[-1].text.strip():
        return
    others = {key: figure for key, figure in trial.items() if key[:2] != (row.table_key, row.row_key)}
    whole = _read_without(vocabulary, row, len(row.columns.slots) - 1)
    if not _breaks(vocabulary, {**figures, **others, **whole}, _broken(vocabulary, figures)):
        yield others | whole


def _read_without(vocabulary: Vocabulary, row: Row, missing: int) -> Figures:
    """What a row says if nothing is printed in one of its columns."""
    cells: list[Cell | None] = list(_printed(row))
    cells.insert(missing, None)
    return read_row(vocabulary, row, cells)


def _broken(vocabulary: Vocabulary, figures: Figures) -> list[Instance]:
    return [instance for instance, left, right in weigh(vocabulary.form, figures) if is_broken(left, right)]


def _breaks(vocabulary: Vocabulary, figures: Figures, broken: list[Instance]) -> bool:
    """Whether an equation is broken that held before."""
    before = {instance.at for instance in broken}
    return any(instance.at not in before for instance in _broken(vocabulary, figures))


def _holds(vocabulary: Vocabulary, figures: Figures, trial: Figures, broken: list[Instance]) -> bool:
    """Whether the trial breaks no equation that held without it, and some column's sum is reached with its figures.

    A row whose own sum is broken may have moved by a cell itself: the sums that it has a part in tell nothing.
    """
    confirmed = False
    broken_before = {instance.at for instance in broken}
    doubted = {instance.at[:2] for instance in broken if instance.equation.each == "row"}
    for instance, left, right in weigh(vocabulary.form, figures):
        if any(key[:2] in doubted for key in (*instance.left, *instance.right)):
            continue
        if is_broken(left, right):
            if instance.at not in broken_before:
                return False
        elif instance.equation.each == "column" and not left.open and not right.open:
            confirmed |= any(key in trial and trial[key].value for key in instance.left)
    return confirmed
