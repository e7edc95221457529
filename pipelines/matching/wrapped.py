"""Numbers that a narrow cell prints in several lines: taken for one where the form's equations confirm it."""

import re

from pipelines.checks import is_broken, weigh
from pipelines.matching.vocabulary import Vocabulary
from pipelines.numbers import read_number
from pipelines.report import Figure, Key, State

_LINES = re.compile(r"\d[\d,]*(?:\n[\d,]+)+(?:\.\d+)?")


def join_wrapped(known: Vocabulary, figures: dict[Key, Figure]) -> dict[Key, Figure]:
    """The figures; cells of nothing but digits in lines as one number each, where it is part of sums that hold with it.

    Two lines may as well be two numbers, or a number and a note's: no sum would hold then, and they stay words.
    """
    joined = {key: one for key, figure in figures.items() if (one := _joined(figure))}
    while joined:
        confirmed: set[Key] = set()
        refuted: set[Key] = set()
        for instance, left, right in weigh(known.form, {**figures, **joined}):
            parts = joined.keys() & {*instance.left, *instance.right}
            if is_broken(left, right):
                refuted |= parts
            elif instance.left and not left.open and not right.open:
                confirmed |= parts
        kept = {key: joined[key] for key in joined if key in confirmed - refuted}
        if len(kept) == len(joined):
            break
        joined = kept
    return {key: joined.get(key, figure) for key, figure in figures.items()} if joined else figures


def _joined(figure: Figure) -> Figure | None:
    if figure.state is not State.TEXT or not _LINES.fullmatch(figure.raw):
        return None
    state, value, _ = read_number(figure.raw.replace("\n", ""))
    return figure._replace(state=state, value=value) if state is State.REPORTED else None
