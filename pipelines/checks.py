"""Tests the arithmetic that the form prescribes. What breaks it is the report's own contradiction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.equations import Instance, instances, variant_cells
from pipelines.forms.form import Form, FormCell
from pipelines.matching.vocabulary import vocabulary
from pipelines.report import Figure, Finding, FindingKind, Key, State

_FEW = 4  # operands that are quoted whatever they are; of longer sums only what counts
# Members of an enumeration and fields of a named tuple are looked up slowly, for every cell of every report.
_BLANK, _STATE = State.BLANK, Figure._fields.index("state")
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
        if None in left or None in right or sum(left) != sum(right):
            yield instance, _side(left), _side(right)


def _values(form: Form, figures: Figures) -> tuple[float | None, ...]:
    """The values of the form's cells in its order, blanks that their row supports among them."""
    keys = vocabulary(form.form).cells
    in_order = tuple(map(figures.get, keys))
    values = tuple([figure.value if figure else None for figure in in_order])
    if not _has_blank(figures):
        return values
    supported = _supported(_instances(form, figures), in_order)
    return tuple([supported.get(key, value) for key, value in zip(keys, values, strict=True)]) if supported else values


def _instances(form: Form, figures: Figures) -> tuple[Instance, ...]:
    variant_rows = {cell.row_key for cell in variant_cells(form.form) if cell.key in figures}
    return instances(form.form, frozenset(variant_rows))


def _supported(each: Iterable[Instance], in_order: tuple[Figure | None, ...]) -> dict[Key, float]:
    """What blanks stand for where their own row says so: parts of a total reached without them, or the total."""
    supported: dict[Key, float] = {}
    blanks = [figure is not None and figure[_STATE] is _BLANK for figure in in_order]
    for instance in each:
        are_blank, is_total_blank = instance.pick_left(blanks), instance.pick_right(blanks)[0]
        if instance.equation.each != "row" or not (is_total_blank or True in are_blank):
            continue
        parts, total = instance.pick_left(in_order), instance.pick_right(in_order)[0]
        side = _side(tuple([part.value for part, blank in zip(parts, are_blank, strict=True) if not blank]))
        if side.open:
            continue
        if is_total_blank and side.values:
            supported[total.key] = side.total
        if total.value == side.total:
            supported.update((part.key, 0) for part, blank in zip(parts, are_blank, strict=True) if blank)
    return supported


def _has_blank(figures: Figures) -> bool:
    return _BLANK in [figure[_STATE] for figure in figures.values()]


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
    in_order = tuple(map(figures.get, vocabulary(form.form).cells))
    for instance in _instances(form, figures):
        if instance.equation.each != "row":
            continue
        parts, total = instance.pick_left(in_order), instance.pick_right(in_order)[0]
        if found := _blank_in_sum(form, instance.at, parts, total):
            yield found


def _blank_in_sum(form: Form, at: Key, parts: Sequence[Figure], total: Figure) -> Finding | None:
    counted = sum(part.value for part in parts if part.value)
    is_part_blank = total.value is not None and counted < total.value
    if not ((total.state is State.BLANK and counted) or (is_part_blank and _are_some_blank(parts))):
        return None
    cells = vocabulary(form.form).cells
    quote = "; ".join(f"{_label(cells[f.key])} {f.raw.strip()}" for f in parts if f.value)
    where = cells[at].row_zh
    if total.value is None:
        message = f"{where}: 总计空白，而各项之和为 {counted:g} "
        message += f"(the total is blank, its parts add up to {counted:g})"
        return Finding("total_blank", *at, counted, None, message, quote, FindingKind.OMISSION)
    message = f"{where}: 总计 {total.value:g}，各项之和仅 {counted:g}，另有空白 "
    message += f"(the parts add up to less than the total, and some are blank: {counted:g} of {total.value:g})"
    return Finding("part_blank", *at, counted, total.value, message, quote, FindingKind.OMISSION)


def _are_some_blank(parts: Sequence[Figure]) -> bool:
    """Whether a part is blank and all others are reported."""
    return {part.state for part in parts} == {State.REPORTED, State.BLANK}


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
