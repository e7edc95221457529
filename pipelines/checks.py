"""Tests the arithmetic that the form prescribes. What breaks it is the report's own contradiction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.equations import Instance, instances
from pipelines.forms.form import Equation, Form, FormCell
from pipelines.matching.vocabulary import vocabulary
from pipelines.report import Figure, Finding, State

Key = tuple[str, str, str]
_FEW = 4  # operands that are quoted whatever they are; of longer sums only what counts
Figures = Mapping[Key, Figure]


class Side(NamedTuple):
    """One side of an equation: the sum of what is known, whether an operand is not, and what each operand counts."""

    total: float
    open: bool
    figures: tuple[Figure, ...]
    values: tuple[float | None, ...]


def find_contradictions(form: Form, figures: Figures) -> tuple[Finding, ...]:
    """The equations of the form that the printed figures break, in the form's order.

    A blank or unread operand leaves the outcome open, unless the other figures contradict whatever it may be: counts
    are never negative. A blank is taken as 0, and a blank total as the sum of its row, only where the row supports it.
    """
    broken = [
        _finding(form, instance.equation, instance.at, left, right)
        for instance, left, right in weigh(form, figures)
        if is_broken(left, right)
    ]
    return (*_uncountable(form, figures), *_blank_totals(form, figures), *broken)


def weigh(form: Form, figures: Figures) -> Iterator[tuple[Instance, Side, Side]]:
    """Both sides of every equation of the form. `figures` holds every official cell, read or not."""
    supported = _supported(form, figures)
    for instance in _instances(form, figures):
        yield instance, _side(instance.left, figures, supported), _side(instance.right, figures, supported)


def _instances(form: Form, figures: Figures) -> tuple[Instance, ...]:
    variant_rows = {cell.row_key for cell in form.cells if cell.is_variant and cell.key in figures}
    return instances(form.form, frozenset(variant_rows))


def _supported(form: Form, figures: Figures) -> dict[Key, float]:
    """What blanks stand for where their own row says so: parts of a total reached without them, or the total."""
    supported: dict[Key, float] = {}
    if not any(figure.state is State.BLANK for figure in figures.values()):
        return supported
    for equation, _, left, right in _instances(form, figures):
        if equation.each != "row":
            continue
        total = figures[right[0]]
        blanks = [key for key in left if figures[key].state is State.BLANK]
        side = _side([key for key in left if figures[key].state is not State.BLANK], figures, {})
        if side.open:
            continue
        if total.state is State.BLANK and side.figures:
            supported[right[0]] = side.total
        if total.value == side.total:
            supported.update(dict.fromkeys(blanks, 0))
    return supported


def _side(keys: Sequence[Key], figures: Figures, supported: Mapping[Key, float]) -> Side:
    operands = tuple([figures[key] for key in keys])
    values = tuple([f.value if f.value is not None else supported.get(f.key) for f in operands])
    known = values if None not in values else tuple([value for value in values if value is not None])
    return Side(round(sum(known), 6), len(known) < len(values), operands, values)  # type: ignore[arg-type]


def is_broken(left: Side, right: Side) -> bool:
    """Whether two sides can't be equal, whatever their open operands are: counts are never negative."""
    if not left.figures or not right.figures or (left.open and right.open):
        return False
    return (left.total < right.total and not left.open) or (left.total > right.total and not right.open)


def _finding(form: Form, equation: Equation, key: Key, left: Side, right: Side) -> Finding:
    cells = vocabulary(form.form).cells
    where = cells[key].column_zh if equation.each == "column" else cells[key].row_zh
    message = f"{where}: {equation.zh} – {_terms(left)} ≠ {_terms(right)} ({equation.en})"
    quote = "; ".join(
        f"{_label(cells[f.key])} {f.raw.strip() or '(空白)'}"
        for f in (*left.figures, *right.figures)
        if f.value or len(left.figures) <= _FEW
    )
    return Finding(equation.rule, *key, left.total, right.total, message, quote)


def _terms(side: Side) -> str:
    """The sum and what it is made of; in a long sum the zeros are left out."""
    shown = ["?" if value is None else f"{value:.15g}" for value in side.values if value or len(side.values) <= _FEW]
    total = f"{side.total:.15g}" + (" + ?" if side.open else "")
    return f"{total} ({' + '.join(shown)})" if len(side.values) > 1 and shown else total


def _label(cell: FormCell) -> str:
    return f"{cell.row_zh.rpartition('/')[2]} · {cell.column_zh.rpartition('/')[2]}"


def _blank_totals(form: Form, figures: Figures) -> Iterator[Finding]:
    """Rows that print figures and leave their total blank."""
    cells = vocabulary(form.form).cells
    for equation, at, left, right in _instances(form, figures):
        if equation.each != "row" or figures[right[0]].state is not State.BLANK:
            continue
        side = _side(left, figures, {})
        if side.total > 0:
            message = f"{cells[at].row_zh}: 总计空白，而各项之和为 {side.total:g} "
            message += f"(the total is blank, its parts add up to {side.total:g})"
            quote = "; ".join(f"{_label(cells[f.key])} {f.raw.strip()}" for f in side.figures if f.value)
            yield Finding("total_blank", *at, side.total, None, message, quote)


def _uncountable(form: Form, figures: Figures) -> Iterator[Finding]:
    """Counts that are no whole numbers. Money may have decimals, a change may be negative."""
    for cell in form.cells:
        figure = figures.get(cell.key)
        if figure is None or not isinstance(figure.value, float) or cell.money or figure.value.is_integer():
            continue
        message = f"{_label(cell)}: {figure.raw.strip()} 不是整数 (a count must be a whole number)"
        yield Finding("not_a_count", *cell.key, None, figure.value, message, figure.raw.strip())
