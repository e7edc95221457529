"""Compares what was read with what the page says, cell by cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.equations import instances
from pipelines.forms import load_forms
from pipelines.report import Figure, Report, State, Unread

BLANK = ("", "/", "—", "无")
NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:元|万元|万|亿元)?(?:[（①*].*)?")


@dataclass
class Tally:
    """`wrong` are cells that pass for read and don't say what the page says: "key: read as … for …"."""

    reports: int = 0
    right: int = 0
    flagged: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return self.right + self.flagged + len(self.wrong)

    def add(self, other: "Tally") -> None:
        """Count the other's cells too."""
        self.reports += other.reports
        self.right += other.right
        self.flagged += other.flagged
        self.wrong += other.wrong


def judge(form: str, truth: Mapping[str, tuple[str, ...]], read: Report | Unread) -> Tally:
    """Every official cell of the form and every printed one. An unread report flags them all."""
    keys = {".".join(cell.key) for cell in load_forms()[form].cells if not cell.is_variant} | truth.keys()
    if isinstance(read, Unread):
        return Tally(1, 0, len(keys))
    if read.form != form:
        values = [f"{'.'.join(f.key)}: read as form {read.form}" for f in read.figures if f.value is not None]
        return Tally(1, 0, len(keys) - len(values), values)
    figures = {".".join(figure.key): figure for figure in read.figures}
    named = _named_by_findings(read)
    tally = Tally(1)
    for key in sorted(keys | figures.keys()):
        verdict = _verdict(figures.get(key), truth.get(key, ()), read.reading == "partial")
        tally.right += verdict == "right"
        tally.flagged += verdict == "flagged" or (verdict == "wrong" and key in named)
        if verdict == "wrong" and key not in named:
            figure = figures.get(key)
            tally.wrong.append(f"{key}: {figure and (figure.state.value, figure.raw)} for {truth.get(key)}")
    return tally


def _named_by_findings(report: Report) -> set[str]:
    """The cells in the equations that the report breaks, and those that a finding names alone."""
    broken = {(f.rule, f.table_key, f.row_key, f.column_key) for f in report.findings}
    named = {".".join(at) for _, *at in broken}
    variants = {cell.row_key for cell in load_forms()[report.form].cells if cell.is_variant}
    printed = frozenset(figure.row_key for figure in report.figures if figure.row_key in variants)
    for instance in instances(report.form, printed):
        rules = {instance.equation.rule, "part_blank"} if instance.equation.each == "row" else {instance.equation.rule}
        if any((rule, *instance.at) in broken for rule in rules):
            named |= {".".join(key) for key in (*instance.left, *instance.right)}
    return named


def _verdict(figure: Figure | None, printed: tuple[str, ...], is_partial: bool) -> str:
    if figure is None or figure.state is State.ABSENT:
        return "right" if not printed else "flagged" if is_partial or figure is None else "wrong"
    if figure.state is State.AMBIGUOUS:
        return "flagged"
    if not printed:
        return "wrong" if figure.state is State.REPORTED else "flagged"
    if figure.state is State.BLANK:
        return "right" if any(text.strip() in BLANK for text in printed) else "wrong"
    if figure.state is State.TEXT:
        return "right" if _squashed(figure.raw) in map(_squashed, printed) else "flagged"
    numbers = [NUMBER.fullmatch(text.strip().replace(",", "")) for text in printed]
    return "right" if any(number and float(number[1]) == figure.value for number in numbers) else "wrong"


def _squashed(text: str) -> str:
    return "".join(text.split())
