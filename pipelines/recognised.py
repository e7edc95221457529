"""Doubts what is read from pictures: a figure that may be misread is no figure."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipelines.blocks import Document, Table, place_of
from pipelines.checks import is_broken, weigh
from pipelines.equations import Instance
from pipelines.forms.form import Form
from pipelines.narrative import find_disagreements
from pipelines.recognition import NOT_SEEN, READ_BY, SURE, UNRECOGNISED
from pipelines.report import Figure, Key, Section, State

_BLANK = re.compile(r"[-—–―/]{0,6}|无")  # other strokes may be a figure that is misread
_LIKE_FIGURES = re.compile(r"[\s\d,.;:'。、OoQDUCc〇○Il|/\\丨一二三SsZzBbgqGTtiJj+_~·^*\-—–―]*")


def doubt(document: Document, form: Form, figures: dict[Key, Figure], sections: Iterable[Section]) -> dict[Key, Figure]:
    """The figures; what a picture may hide or make misread is ambiguous.

    Sums catch misreadings, they never put them right: where an equation of the form, or the prose, says otherwise than
    recognised cells, each of these cells may be the one that is misread.
    """
    facts = document.facts
    if READ_BY in facts:
        figures = {key: _doubted(figure) for key, figure in _with_confidence(document, figures)}
        figures = _without_parts(form, figures)
        figures = _without_disagreements(form, _without_broken_sums(form, figures), sections)
        rest = f", and not all of them could be read: {facts[NOT_SEEN]}" if NOT_SEEN in facts else ""
        return _without_absence(figures, f"not found in what is recognised of the pictures{rest}")
    if NOT_SEEN not in facts:
        return figures
    if all(figure.state in (State.ABSENT, State.AMBIGUOUS) for figure in figures.values()):
        return {key: Figure(*key, State.ABSENT, unit=figure.unit) for key, figure in figures.items()}
    return _without_absence(figures, f"not in the text of the document, and part of it is pictures: {facts[NOT_SEEN]}")


def _without_absence(figures: dict[Key, Figure], reason: str) -> dict[Key, Figure]:
    """The figures; what was not found may stand on a picture all the same, unless nothing of the form was found at all.

    Of what only the prose names that is the reason, too.
    """
    if all(figure.state is State.ABSENT for figure in figures.values()):
        return figures
    return {k: _ambiguous(f, reason) if _is_not_found(f) else f for k, f in figures.items()}


def _is_not_found(figure: Figure) -> bool:
    return figure.state is State.ABSENT or (figure.state is State.AMBIGUOUS and not figure.place)


def _with_confidence(document: Document, figures: Mapping[Key, Figure]) -> Iterator[tuple[Key, Figure]]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    confidences = {place_of(table, cell): cell.confidence for table in tables for cell in table.cells}
    for key, figure in figures.items():
        is_read = figure.state is not State.AMBIGUOUS
        yield key, figure._replace(confidence=confidences.get(figure.place)) if is_read else figure


def _doubted(figure: Figure) -> Figure:
    if figure.confidence is None or figure.state in (State.ABSENT, State.AMBIGUOUS):
        return figure
    if UNRECOGNISED in figure.raw:
        return _ambiguous(figure, "something is printed in which nothing could be recognised")
    if figure.confidence < SURE:
        return _ambiguous(figure, f"recognised with a confidence of {figure.confidence:.2f}, {SURE} is needed")
    if figure.state is State.BLANK and not _BLANK.fullmatch(figure.raw):
        return _ambiguous(figure, "a single stroke, which may be a figure")
    if figure.state is State.TEXT and _LIKE_FIGURES.fullmatch(figure.raw):
        return _ambiguous(figure, "letters and signs that may be figures misread")
    return figure


def _without_parts(form: Form, figures: dict[Key, Figure]) -> dict[Key, Figure]:
    """The figures; a count with a decimal point is a comma or a speck that is misread."""
    counts = {cell.key for cell in form.cells if not cell.money}
    reason = "read from a picture, and a count has no decimals"
    return {k: _ambiguous(f, reason) if k in counts and _has_parts(f) else f for k, f in figures.items()}


def _has_parts(figure: Figure) -> bool:
    return figure.confidence is not None and isinstance(figure.value, float)


def _without_broken_sums(form: Form, figures: dict[Key, Figure]) -> dict[Key, Figure]:
    # A cell that falls out opens other sums, and a blank that was supported may no longer be: it is gone over again.
    while suspects := dict(_suspects(form, figures)):
        for key, instance in suspects.items():
            reason = f"read from a picture, and the sums don't agree: {instance.equation.zh} ({instance.equation.en})"
            figures = {**figures, key: _ambiguous(figures[key], reason)}
    return figures


def _suspects(form: Form, figures: Mapping[Key, Figure]) -> Iterator[tuple[Key, Instance]]:
    """The recognised cells on either side of an equation that does not hold."""
    for instance, left, right in weigh(form, figures):
        if is_broken(left, right):
            for key in (*instance.left, *instance.right):
                if figures[key].confidence is not None and figures[key].state in (State.REPORTED, State.BLANK):
                    yield key, instance


def _without_disagreements(form: Form, figures: dict[Key, Figure], sections: Iterable[Section]) -> dict[Key, Figure]:
    for finding in find_disagreements(form.form, figures, sections):
        key = (finding.table_key, finding.row_key, finding.column_key)
        if figures[key].confidence is not None:
            reason = f"read from a picture, and the text reads otherwise: {finding.quote}"
            figures = {**figures, key: _ambiguous(figures[key], reason)}
    return figures


def _ambiguous(figure: Figure, reason: str) -> Figure:
    return figure._replace(state=State.AMBIGUOUS, value=None, reason=reason)
