"""The gaps between cells that are ruled each for itself: rules on both sides of a gap are one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.pdf.geometry import Rule, Word

SLIVER = 8.0  # points; no column of a table is so narrow, and no row so low


class Lines(NamedTuple):
    """Rules that touch one another."""

    across: list[Rule]
    down: list[Rule]


def without_slivers(lines: Lines, words: Sequence[Word]) -> Lines:
    """The rules; those that stand so near that no cell has room between them, and no word, in one place."""
    across, down = lines
    columns, rows = _slivers(down), _slivers(across)
    if not columns and not rows:
        return lines
    low, high = min(rule.at for rule in across), max(rule.at for rule in across)
    left, right = min(rule.at for rule in down), max(rule.at for rule in down)
    held = [(x, y) for x, y in (word.middle for word in words) if left < x < right and low < y < high]
    return Lines(
        _snapped(across, [sliver for sliver in rows if not any(sliver[0] < y < sliver[1] for _, y in held)]),
        _snapped(down, [sliver for sliver in columns if not any(sliver[0] < x < sliver[1] for x, _ in held)]),
    )


def _slivers(rules: Sequence[Rule]) -> list[tuple[float, float]]:
    """The places of neighbouring rules that are nearer than cells are wide."""
    places = sorted({rule.at for rule in rules})
    return [(first, second) for first, second in pairwise(places) if second - first < SLIVER]


def _snapped(rules: list[Rule], slivers: Sequence[tuple[float, float]]) -> list[Rule]:
    """The rules, the second of each sliver in the place of the first."""
    place: dict[float, float] = {}
    for first, second in slivers:
        place[second] = place.get(first, first)
    return [rule._replace(at=place.get(rule.at, rule.at)) for rule in rules]
