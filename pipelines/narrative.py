"""Compares numbers that the prose states in plain words with the table's own."""

from collections.abc import Iterable, Mapping

from pipelines.matching.vocabulary import vocabulary
from pipelines.report import Figure, Finding, Key, Section


def find_disagreements(
    form_key: str, figures: Mapping[Key, Figure], sections: Iterable[Section]
) -> tuple[Finding, ...]:
    """A finding for each cell that the prose states otherwise, wherever it states it. Cells that are not reported say nothing."""
    text = ["".join(section.text.split()) for section in sections]
    found = []
    for statement in vocabulary(form_key).form.statements:
        figure = figures.get(statement.cell)
        stated = {int(m[1]): m[0] for section in text for m in statement.pattern.finditer(section)}
        if figure is None or figure.value is None or not stated or figure.value in stated:
            continue
        number, quote = next(iter(stated.items()))
        label = vocabulary(form_key).cells[statement.cell].row_zh.rpartition("/")[2]
        message = (
            f"{label}: 正文为 {number}，表中为 {figure.value:g} (the text says {number}, the table {figure.value:g})"
        )
        found.append(Finding("narrative", *figure.key, figure.value, number, message, quote))
    return tuple(found)
