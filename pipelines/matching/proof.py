"""Whether the form's equations confirm how the rows of a table were taken."""

from collections.abc import Mapping

from pipelines.checks import is_broken, weigh
from pipelines.matching.vocabulary import Vocabulary, printed_cells
from pipelines.report import Figure, Key, State

_MOST_OPEN = 2  # cells that need not be read; with more of them the equations confirm little


def is_confirmed(known: Vocabulary, table_key: str, figures: Mapping[Key, Figure]) -> bool:
    """Whether nearly all cells of a table are read as numbers, and no equation of the table is broken."""
    cells = [cell for cell in printed_cells(known, figures) if cell.table_key == table_key]
    if sum(not _is_read(figures, cell.key) for cell in cells) > _MOST_OPEN:
        return False
    every = {cell.key: Figure(*cell.key, State.AMBIGUOUS) for cell in printed_cells(known, figures)} | dict(figures)
    sides = [
        (left, right)
        for instance, left, right in weigh(known.form, every)
        if instance.equation.table_key == table_key and instance.left
    ]
    return bool(sides) and not any(is_broken(left, right) for left, right in sides)


def _is_read(figures: Mapping[Key, Figure], key: Key) -> bool:
    return key in figures and figures[key].state is State.REPORTED
