"""Rows that print one cell too few: what is certain all the same, and what is not."""

from collections.abc import Iterator, Sequence

from pipelines.blocks import Cell
from pipelines.checks import is_broken, weigh
from pipelines.equations import Instance
from pipelines.matching.cells import form_cells, read_row, unread_figure
from pipelines.matching.gather import Row
from pipelines.matching.padding import run_of_print
from pipelines.matching.vocabulary import Vocabulary, printed_cells
from pipelines.report import Figure, State

Key = tuple[str, str, str]
ShortRow = tuple[Row, str]  # with the reason why it could not be placed


def complete_short_rows(
    vocabulary: Vocabulary, figures: dict[Key, Figure], short: Sequence[ShortRow]
) -> Iterator[Figure]:
    """Figures for every cell of the rows that could not be placed.

    Neighbouring rows that lack one cell lack the same one. Each column is tried as the missing one, and the form's
    equations rule out some. A figure is certain where all the columns that are left agree on it; the rest is ambiguous.
    """
    for block in _blocks(short):
        trials = list(_trials(vocabulary, figures, block))
        for row, reason in block:
            for form_cell, _ in form_cells(vocabulary, row):
                tried = [trial.get(form_cell.key) for trial in trials]
                if tried and tried[0] is not None and all(figure == tried[0] for figure in tried):
                    yield tried[0]
                else:
                    yield unread_figure(form_cell, tuple(_printed(row)), row, reason)


def _blocks(short: Sequence[ShortRow]) -> Iterator[list[ShortRow]]:
    """Runs of rows with the same columns and the same number of printed cells."""
    block: list[ShortRow] = []
    for row, reason in short:
        if block and (block[0][0].columns is not row.columns or len(_printed(block[0][0])) != len(_printed(row))):
            yield block
            block = []
        block.append((row, reason))
    if block:
        yield block


def _printed(row: Row) -> list[Cell]:
    return run_of_print(row.values) if row.padded else list(row.values)


def _trials(
    vocabulary: Vocabulary, figures: dict[Key, Figure], block: Sequence[ShortRow]
) -> Iterator[dict[Key, Figure]]:
    """The figures of the block for each column that may be the missing one, without those that an equation rules out."""
    columns = block[0][0].columns
    if columns is None or not columns.complete or len(_printed(block[0][0])) != len(columns.slots) - 1:
        return
    if any(slot.path and slot.path[-1].aside for slot in columns.slots):
        return  # columns without numbers have no sums that could tell which of them is missing
    printed = [*figures, *((row.table_key, row.row_key, "") for row, _ in block)]
    open_cells = {cell.key: Figure(*cell.key, State.AMBIGUOUS) for cell in printed_cells(vocabulary, printed)}
    figures = {**open_cells, **figures}
    broken = [instance for instance, left, right in weigh(vocabulary.form, figures) if is_broken(left, right)]
    for missing in range(len(columns.slots)):
        trial: dict[Key, Figure] = {}
        for row, _ in block:
            cells: list[Cell | None] = list(_printed(row))
            cells.insert(missing, None)
            trial.update(read_row(vocabulary, row, cells))
        if _holds(vocabulary, {**figures, **trial}, trial, broken):
            yield trial


def _holds(
    vocabulary: Vocabulary, figures: dict[Key, Figure], trial: dict[Key, Figure], broken: list[Instance]
) -> bool:
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
