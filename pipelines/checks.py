"""Tests the arithmetic that the form prescribes. What breaks it is the report's own contradiction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.equations import Instance, instances, variant_cells
from pipelines.forms.form import Form, FormCell
from pipelines.matching.vocabulary import vocabulary
from pipelines.report import Figure, Finding, FindingKind, Key, State

_FEW = 4  # operands that are quoted whatever they are; of longer sums only what counts
Figures = Mapping[Key, Figure]


class Side(NamedTuple):
    """One side of an equation: the sum of what is known, whether an operand is not, and what each operand counts."""

    total: float
    open: bool
    values: tuple[float | None, ...]


def find_contradictions(form: Form, figures: Figures) -> tuple[Finding, ...]:
    """The equations of the form that the printed figures break, in the form's order.

    A blank or unread operand leaves the outcome open, unless the other figures contradict whatever it may be: counts
    are never negative. A blank is taken as 0, and a blank total as the sum of its row, only where the row supports it.
    """
    broken = [
        _finding(form, instance, figures, left, right)
        for instance, left, right in _unequal(form, figures)
        if is_broken(left, right)
    ]
    return (*_uncountable(form, figures), *_blanks_in_sums(form, figures), *broken)


def weigh(form: Form, figures: Figures) -> Iterator[tuple[Instance, Side, Side]]:
    """Both sides of every equation of the form. `figures` holds every official cell, read or not."""
    in_order = _values(form, figures)
    for instance in _instances(form, figures):
        yield instance, _side(instance.pick_left(in_order)), _side(instance.pick_right(in_order))


def _unequal(form: Form, figures: Figures) -> Iterator[tuple[Instance, Side, Side]]:
    """Both sides of the equations whose sides are not plainly equal, which few are."""
    in_order = _values(form, figures)
    for instance in _instances(form, figures):
        left, right = instance.pick_left(in_order), instance.pick_right(in_order)
        if None in left or None in right or sum(left) != sum(right):  # type: ignore[arg-type]
            yield instance, _side(left), _side(right)


def _values(form: Form, figures: Figures) -> tuple[float | None, ...]:
    """The values of the form's cells in its order, blanks that their row supports among them."""
    keys = vocabulary(form.form).cells
    values = tuple([figure.value if figure else None for figure in map(figures.get, keys)])
    if not _has_blank(figures):
        return values
    supported = _supported(form, figures)
    return tuple([supported.get(key, value) for key, value in zip(keys, values, strict=True)])


def _instances(form: Form, figures: Figures) -> tuple[Instance, ...]:
    variant_rows = {cell.row_key for cell in variant_cells(form.form) if cell.key in figures}
    return instances(form.form, frozenset(variant_rows))


def _supported(form: Form, figures: Figures) -> dict[Key, float]:
    """What blanks stand for where their own row says so: parts of a total reached without them, or the total."""
    supported: dict[Key, float] = {}
    values = {key: figure.value for key, figure in figures.items()}
    blank = {key for key, figure in figures.items() if figure.state is State.BLANK}
    for equation, _, left, right, *_ in _instances(form, figures):
        if equation.each != "row":
            continue
        printed = [key for key in left if key not in blank]
        side = _side(tuple(values[key] for key in printed))
        if side.open:
            continue
        if right[0] in blank and printed:
            supported[right[0]] = side.total
        if values[right[0]] == side.total:
            supported.update(dict.fromkeys(blank.intersection(left), 0))
    return supported


def _has_blank(figures: Figures) -> bool:
    return State.BLANK in [figure.state for figure in figures.values()]


def _side(counted: tuple[float | None, ...]) -> Side:
    known = counted if None not in counted else [value for value in counted if value is not None]
    total: float = sum(known)  # type: ignore[arg-type]
    return Side(total if total.__class__ is int else round(total, 6), len(known) < len(counted), counted)


def is_broken(left: Side, right: Side) -> bool:
    """Whether two sides can't be equal, whatever their open operands are: counts are never negative."""
    if left.total == right.total or not left.values or not right.values or (left.open and right.open):
        return False
    return (left.total < right.total and not left.open) or (left.total > right.total and not right.open)


def _finding(form: Form, instance: Instance, figures: Figures, left: Side, right: Side) -> Finding:
    cells = vocabulary(form.form).cells
    equation, at = instance.equation, instance.at
    where = cells[at].column_zh if equation.each == "column" else cells[at].row_zh
    message = f"{where}: {equation.zh} – {_terms(left)} ≠ {_terms(right)} ({equation.en})"
    operands = [figures[key] for key in (*instance.left, *instance.right)]
    quoted = [f for f in operands if f.value or len(instance.left) <= _FEW]
    quote = "; ".join(f"{_label(cells[f.key])} {f.raw.strip() or '(空白)'}" for f in quoted)
    return Finding(equation.rule, *at, left.total, right.total, message, quote)


def _terms(side: Side) -> str:
    """The sum and what it is made of; in a long sum the zeros are left out."""
    shown = ["?" if value is None else f"{value:.15g}" for value in side.values if value or len(side.values) <= _FEW]
    total = f"{side.total:.15g}" + (" + ?" if side.open else "")
    return f"{total} ({' + '.join(shown)})" if len(side.values) > 1 and shown else total


def _label(cell: FormCell) -> str:
    return f"{cell.row_zh.rpartition('/')[2]} · {cell.column_zh.rpartition('/')[2]}"


def _blanks_in_sums(form: Form, figures: Figures) -> Iterator[Finding]:
    """Rows that print figures and leave their total blank, or a part that their total lacks: nothing contradicts."""
    if not _has_blank(figures):
        return
    for instance in _instances(form, figures):
        if instance.equation.each != "row":
            continue
        parts = [figures[key] for key in instance.left]
        found = _blank_in_sum(form, instance.at, parts, figures[instance.right[0]])
        if found:
            yield found


def _blank_in_sum(form: Form, at: Key, parts: Sequence[Figure], total: Figure) -> Finding | None:
    cells = vocabulary(form.form).cells
    counted = sum(part.value for part in parts if part.value)
    quote = "; ".join(f"{_label(cells[f.key])} {f.raw.strip()}" for f in parts if f.value)
    where = cells[at].row_zh
    if total.state is State.BLANK and quote:
        message = f"{where}: 总计空白，而各项之和为 {counted:g} "
        message += f"(the total is blank, its parts add up to {counted:g})"
        return Finding("total_blank", *at, counted, None, message, quote, FindingKind.OMISSION)
    states = {part.state for part in parts}
    if total.value is not None and counted < total.value and states == {State.REPORTED, State.BLANK}:
        message = f"{where}: 总计 {total.value:g}，各项之和仅 {counted:g}，另有空白 "
        message += f"(the parts add up to less than the total, and some are blank: {counted:g} of {total.value:g})"
        return Finding("part_blank", *at, counted, total.value, message, quote, FindingKind.OMISSION)
    return None


def _uncountable(form: Form, figures: Figures) -> Iterator[Finding]:
    """Counts that are no whole numbers. Money may have decimals, a change may be negative."""
    cells = vocabulary(form.form).cells
    for figure in figures.values():
        if not isinstance(figure.value, float) or figure.value.is_integer():
            continue
        cell = cells[figure.key]
        if cell.money:
            continue
        message = f"{_label(cell)}: {figure.raw.strip()} 不是整数 (a count must be a whole number)"
        yield Finding("not_a_count", *cell.key, None, figure.value, message, figure.raw.strip())
