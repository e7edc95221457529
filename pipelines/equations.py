"""The form's equations spelled out: which cells stand on either side, for every row or column."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from pipelines.forms import load_forms
from pipelines.forms.form import Equation, FormCell
from pipelines.matching.vocabulary import Vocabulary, siblings, vocabulary
from pipelines.report import Key

Picker = Callable[[Sequence[Any]], tuple[Any, ...]]


class Instance(NamedTuple):
    """An equation for one row or column: the cell where it is shown, the cells of its left and right side.

    `pick_left` and `pick_right` take what belongs to the cells of a side out of what is given for all, in the form's order.
    """

    equation: Equation
    at: Key
    left: tuple[Key, ...]
    right: tuple[Key, ...]
    pick_left: Picker
    pick_right: Picker


@cache
def variant_cells(form_key: str) -> tuple[FormCell, ...]:
    """The cells of a form that are not in the official one, but printed by some bodies."""
    return tuple(cell for cell in vocabulary(form_key).form.cells if cell.is_variant)


@cache
def instances(form_key: str, variant_rows: frozenset[str] = frozenset()) -> tuple[Instance, ...]:
    """Every equation of a form for every row or column of its table.

    `variant_rows` are the rows the report prints in place of a group of official ones: they are operands in its stead.
    """
    known = vocabulary(form_key)
    variants = variant_cells(form_key)
    left_out = {cell.key for cell in variants if cell.row_key not in variant_rows}
    left_out |= {key for cell in variants if cell.row_key in variant_rows for key in siblings(known, cell)}
    found = []
    for equation in load_forms()[form_key].equations:
        cells = [c for c in known.form.cells if c.table_key == equation.table_key and c.key not in left_out]
        for other in dict.fromkeys(cell.row_key if equation.each == "row" else cell.column_key for cell in cells):
            left, right = (
                tuple(key for term in side if (key := _crossing(equation, term, other)) not in left_out)
                for side in (equation.left, equation.right)
            )
            at = _crossing(equation, equation.at, other)
            found.append(Instance(equation, at, left, right, _picker(known, left), _picker(known, right)))
    return tuple(found)


def _picker(known: Vocabulary, keys: tuple[Key, ...]) -> Picker:
    keys_in_order = list(known.cells)
    places = [keys_in_order.index(key) for key in keys]
    if len(places) > 1:
        return itemgetter(*places)
    return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


def _crossing(equation: Equation, term: str, other: str) -> Key:
    """The cell of one term of an equation in one row or column."""
    return (equation.table_key, other, term) if equation.each == "row" else (equation.table_key, term, other)
