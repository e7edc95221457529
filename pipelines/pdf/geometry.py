"""What stands on a PDF page, in points. Pages are turned so that most of their text is upright."""

from dataclasses import dataclass
from typing import NamedTuple

Box = tuple[float, float, float, float]  # left, bottom, right, top


class Word(NamedTuple):
    """Characters printed side by side without a gap. `baseline` is their height on the page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float  # of the type
    spaced: bool  # a space is printed before it
    upright: bool  # else it runs up or down
    order: int  # in which the file prints it

    @property
    def middle(self) -> tuple[float, float]:
        """The point that tells in which cell the word stands."""
        _, left, right, baseline, size, _, upright, _ = self
        return (left + right) / 2, baseline + 0.35 * size if upright else baseline


class Rule(NamedTuple):
    """A straight line: `at` is its height if it runs across, its distance from the left if it runs down."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `turns` says how many quarter turns clockwise bring it to the way viewers show it."""

    number: int  # from 1
    width: float
    height: float
    turns: int
    words: tuple[Word, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    hidden: int  # words that are there to be searched, not seen

    def shown(self, box: Box) -> Box:
        """The box as viewers show the page, measured from its lower left corner."""
        if not self.turns and box[0] <= box[2] and box[1] <= box[3]:
            return box
        return turn_box(box, self.turns, self.width, self.height)


def turn(x: float, y: float, quarters: int, width: float, height: float) -> tuple[float, float]:
    """The point after turning a page of that width and height clockwise by quarter turns."""
    if quarters == 1:
        return y, width - x
    if quarters == 2:
        return width - x, height - y
    if quarters == 3:
        return height - y, x
    return x, y


def turn_box(box: Box, quarters: int, width: float, height: float) -> Box:
    """The box after turning the page clockwise by quarter turns."""
    x1, y1 = turn(box[0], box[1], quarters, width, height)
    x2, y2 = turn(box[2], box[3], quarters, width, height)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
