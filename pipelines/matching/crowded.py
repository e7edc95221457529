"""Labels that stand in a table among other words, with figures: a cell or a row that holds several of the form's rows."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipelines.blocks import Block, Table
from pipelines.forms.form import FormCell
from pipelines.matching.lines import lines_of
from pipelines.matching.vocabulary import Vocabulary
from pipelines.report import Figure, State
from pipelines.words import words

_FEWEST_LABELS = 3  # of the form on such rows; fewer stand in menus, too
_SHORTEST = 2  # characters of a label that is looked for
_QUOTE = 60  # characters
_DIGIT = re.compile(r"\d")


class Crowded(NamedTuple):
    """How the rows begin on which labels stand, by label, and the tables without labels whose headings are printed."""

    rows: Mapping[str, str]
    headed: frozenset[str]


def look_crowded(known: Vocabulary, blocks: Sequence[Block], missing: Sequence[FormCell]) -> Crowded | None:
    """The labels of missing cells that stand on rows with figures; None where few do."""
    labels = {label for cell in missing if (label := _label_in(known, cell))}
    lines = list(lines_of(tuple(block for block in blocks if isinstance(block, Table)))) if labels else []
    printed = [
        (words("".join(cell.text for cell in line.cells)), " | ".join(cell.text.strip() for cell in line.cells))
        for line in lines
        if any(_DIGIT.search(cell.text) for cell in line.cells)
    ]
    rows = {label: raw[:_QUOTE] for label in labels for said, raw in printed if label in said}
    if len(rows) < _FEWEST_LABELS:
        return None
    every = {words(cell.text) for line in lines for cell in line.cells}
    return Crowded(rows, frozenset(key for key in known.records if not known.columns[key].isdisjoint(every)))


def doubt_absent(known: Vocabulary, crowded: Crowded, cell: FormCell, figure: Figure) -> Figure:
    """The figure; one that is absent is ambiguous where its row may stand among others."""
    if figure.state is not State.ABSENT or not (raw := _row_of(known, crowded, cell)):
        return figure
    reason = "labels stand among other words in a row with figures, and which of these are their own can't be told"
    return figure._replace(state=State.AMBIGUOUS, raw=raw, reason=reason)


def _row_of(known: Vocabulary, crowded: Crowded, cell: FormCell) -> str:
    """How the row begins on which a cell may stand, "" if none.

    A cell whose own label tells nothing may stand on any such row of its table; so may one of a table without labels.
    """
    if label := _label_in(known, cell):
        return crowded.rows.get(label, "")
    in_table = (raw for label, raw in crowded.rows.items() if known.rows[label].table.key == cell.table_key)
    return next(in_table, next(iter(crowded.rows.values())) if cell.table_key in crowded.headed else "")


def _label_in(known: Vocabulary, cell: FormCell) -> str:
    """The words by which a cell's row is looked for, "" where they are short or stand over columns, too."""
    label = words(cell.row_zh.rpartition("/")[2])
    named = known.rows.get(label)
    return label if len(label) >= _SHORTEST and named is not None and not named.shared else ""
