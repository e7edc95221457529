"""Lines that strike out what is printed."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from pipelines.pdf.geometry import Rule, Word

LOW, HIGH = 0.15, 0.6  # of the type size above the baseline: a line there goes through digits, no rule of a table does
LEAST = 2.0  # points of a word that are struck out at least
BY_PLACE = itemgetter(0)


class Strokes:
    """The lines across a page, by their height."""

    def __init__(self, across: Sequence[Rule]) -> None:
        self._rules = sorted(across, key=BY_PLACE)
        self._places = [rule.at for rule in self._rules]

    def cross(self, word: Word) -> bool:
        """Whether a line goes through an upright word, or a part of it."""
        if not word.upright:
            return False
        begin = bisect_left(self._places, word.baseline + LOW * word.size)
        if begin == len(self._places) or self._places[begin] > word.baseline + HIGH * word.size:
            return False
        end = bisect_right(self._places, word.baseline + HIGH * word.size, begin)
        return any(min(rule.end, word.right) - max(rule.start, word.left) >= LEAST for rule in self._rules[begin:end])
