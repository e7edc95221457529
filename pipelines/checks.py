"""Tests the arithmetic that the form prescribes. What breaks it is the report's own contradiction."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipelines.forms.form import Equation, Form, FormCell
from pipelines.matching.vocabulary import vocabulary
from pipelines.report import Figure, Finding, State

Key = tuple[str, str, str]
Figures = Mapping[Key, Figure]


class Side(NamedTuple):
    """One side of an equation: the sum of what is known, and whether an operand is not."""

    total: float
    open: bool
    figures: tuple[Figure, ...]


def find_contradictions(form: Form, figures: Figures) -> tuple[Finding, ...]:
    """The equations of the form that the printed figures break, in the form's order.

    A blank or unread operand leaves the outcome open, unless the other figures contradict whatever it may be: counts
    are never negative. A blank is taken as 0, and a blank total as the sum of its row, only where the row supports it.
    """
    supported = _supported(form, figures)
    found = [*_uncountable(form, figures), *_blank_totals(form, figures)]
    for equation in form.equations:
        for key, left, right in _instances(form, equation, figures):
            sides = _side(left, figures, supported), _side(right, figures, supported)
            if _broken(*sides):
                found.append(_finding(form, equation, key, *sides))
    return tuple(found)


def _instances(form: Form, equation: Equation, figures: Figures) -> Iterator[tuple[Key, list[Key], list[Key]]]:
    """The equation for each row or column of its table: where it is shown, the cells of its left and right side."""
    for other in _others(form, equation):

        def cells(side: tuple[str, ...], other: str = other) -> list[Key]:
            keys = [_crossing(equation, key, other) for key in side]
            return [key for key in keys if key in figures and not _replaced(form, key, figures)]

        yield _crossing(equation, equation.at, other), cells(equation.left), cells(equation.right)


def _crossing(equation: Equation, term: str, other: str) -> Key:
    """The cell of one term of an equation in one row or column."""
    return (equation.table_key, other, term) if equation.each == "row" else (equation.table_key, term, other)


def _others(form: Form, equation: Equation) -> dict[str, None]:
    cells = [cell for cell in form.cells if cell.table_key == equation.table_key]
    return dict.fromkeys(cell.row_key if equation.each == "row" else cell.column_key for cell in cells)


def _replaced(form: Form, key: Key, figures: Figures) -> bool:
    """Whether the body prints one row for the whole group that this absent cell belongs to."""
    if figures[key].state is not State.ABSENT:
        return False
    row = vocabulary(form.form).cells[key].row_zh.rpartition("/")[0]
    return any(cell.is_variant and cell.row_zh.endswith(row) and cell.key in figures for cell in form.cells)


def _supported(form: Form, figures: Figures) -> dict[Key, float]:
    """What blanks stand for where their own row says so: parts of a total that is reached without them, or the total."""
    supported: dict[Key, float] = {}
    for equation in form.equations:
        if equation.each != "row":
            continue
        for _, left, right in _instances(form, equation, figures):
            blanks, total = [k for k in left if figures[k].state is State.BLANK], figures[right[0]] if right else None
            side = _side([k for k in left if k not in blanks], figures, {})
            if total is None or side.open:
                continue
            if total.state is State.BLANK and side.figures:
                supported[right[0]] = side.total
            if total.value == side.total:
                supported.update(dict.fromkeys(blanks, 0))
    return supported


def _side(keys: Iterable[Key], figures: Figures, supported: Mapping[Key, float]) -> Side:
    operands = [(figures[key], supported.get(key, figures[key].value)) for key in keys]
    known = [value for _, value in operands if value is not None]
    return Side(round(sum(known), 6), len(known) < len(operands), tuple(figure for figure, _ in operands))


def _broken(left: Side, right: Side) -> bool:
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
        if f.state is not State.REPORTED or f.value or len(left.figures) < 5
    )
    return Finding(equation.rule, *key, left.total, right.total, message, quote)


def _terms(side: Side) -> str:
    shown = [f"{f.value:g}" if f.value is not None else "?" for f in side.figures if f.value or len(side.figures) < 5]
    total = f"{side.total:.15g}" + (" + ?" if side.open else "")
    return f"{total} ({' + '.join(shown)})" if len(side.figures) > 1 and shown else total


def _label(cell: FormCell) -> str:
    return f"{cell.row_zh.rpartition('/')[2]} · {cell.column_zh.rpartition('/')[2]}"


def _blank_totals(form: Form, figures: Figures) -> Iterator[Finding]:
    """Rows that print figures and leave their total blank."""
    cells = vocabulary(form.form).cells
    for equation in form.equations:
        for key, left, right in _instances(form, equation, figures) if equation.each == "row" else ():
            side = _side(left, figures, {})
            if right and figures[right[0]].state is State.BLANK and side.total > 0:
                row = cells[key].row_zh
                message = f"{row}: 总计空白，而各项之和为 {side.total:g} (the total is blank, its parts add up to {side.total:g})"
                printed = [f for f in side.figures if f.value]
                quote = "; ".join(f"{_label(cells[f.key])} {f.raw.strip()}" for f in printed)
                yield Finding("total_blank", *key, side.total, None, message, quote)


def _uncountable(form: Form, figures: Figures) -> Iterator[Finding]:
    """Counts that are no whole numbers. Money may have decimals, a change may be negative."""
    for cell in form.cells:
        figure = figures.get(cell.key)
        if figure is None or figure.value is None or cell.money or float(figure.value).is_integer():
            continue
        message = f"{_label(cell)}: {figure.raw.strip()} 不是整数 (a count must be a whole number)"
        yield Finding("not_a_count", *cell.key, None, figure.value, message, figure.raw.strip())
