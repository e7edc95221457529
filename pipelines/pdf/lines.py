"""Sorts words into printed lines."""

from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pipelines.pdf.geometry import Word

# In parts of the type size.
SAME_LINE = 0.4
GAP_IN_CHINESE = 0.5
ROOM = 1.6
GAP_ELSEWHERE = 0.12  # as far as words are joined: figures apart never become one number
OVERLAP = 0.6  # what is printed over other words is none of them: one of the two is covered
FOOTNOTE = 0.8  # a smaller figure is a footnote's, none of the number's
RAISED = 0.15  # a figure so much higher or lower is one, too
PADDING = 12.0  # points, both sides of a cell together
FIRST_CHINESE = "\u2e80"


class Line(NamedTuple):
    """Words printed at one height, with the spaces between them."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def read_lines(words: tuple[Word, ...] | list[Word]) -> list[Line]:
    """The lines from top to bottom; words that run up or down make a line of their own, in the order of the file."""
    upright = [word for word in words if word.upright]
    lines = [_line(group) for group in group_by_baseline(upright)]
    if len(upright) < len(words):
        lines.append(_line(sorted([word for word in words if not word.upright], key=attrgetter("order"))))
    return sorted(lines, key=attrgetter("baseline"), reverse=True)


def text_of(words: tuple[Word, ...], width: float) -> tuple[str, bool]:
    """The words of a cell of that width, and whether the last line leaves no room for another.

    Lines stay lines ("\\n"), but Chinese that ran out of room runs on.
    """
    if len(words) == 1:
        [word] = words
        return word.text, _is_full(word.text, width, word.left, word.right, word.size)
    text = ""
    is_full = False
    for line, left, right, _, size in read_lines(words) if words else ():
        text = join_lines(text, line, is_full)
        is_full = _is_full(line, width, left, right, size)
    return text, is_full


def _is_full(text: str, width: float, left: float, right: float, size: float) -> bool:
    room = (right - left) / len(text) if text.isdecimal() else ROOM * size
    return width - (right - left) < room + PADDING


def join_lines(above: str, below: str, is_full: bool) -> str:
    """Two printed lines of a cell. Figures never run on: two lines may be two numbers."""
    runs_on = is_full and above and below and max(above[-1], below[0]) >= FIRST_CHINESE
    return above + below if runs_on or not above or not below else f"{above}\n{below}"


def join_text(left: str, right: str) -> str:
    """Two printed lines of one paragraph as running text: Chinese has no spaces where lines break."""
    if left and right and left[-1] < FIRST_CHINESE and right[0] < FIRST_CHINESE and left[-1] != "-":
        return f"{left} {right}"
    return left + right


def group_by_baseline(words: list[Word]) -> list[list[Word]]:
    """The words of each printed line, left to right, the lines from top to bottom."""
    groups: list[list[Word]] = []
    last_baseline = last_size = 0.0
    for word in sorted(words, key=attrgetter("baseline"), reverse=True):
        baseline, size = word.baseline, word.size
        if not groups or last_baseline - baseline > SAME_LINE * max(size, last_size):
            groups.append([])
        groups[-1].append(word)
        last_baseline, last_size = baseline, size
    return [sorted(group, key=attrgetter("left")) if len(group) > 1 else group for group in groups]


def _line(words: list[Word]) -> Line:
    first = words[0]
    text, left, right, baseline, size, *_ = first
    if len(words) == 1:
        return Line(text, left, right, baseline, size)
    for last, word in pairwise(words):
        text += " " + word.text if _is_apart(last, word) else word.text
    left, right = min([word.left for word in words]), max([word.right for word in words])
    return Line(text, left, right, baseline, max([word.size for word in words]))


def _is_apart(last: Word, word: Word) -> bool:
    chinese = last.text[-1] >= FIRST_CHINESE or word.text[0] >= FIRST_CHINESE
    gap = GAP_IN_CHINESE if chinese else GAP_ELSEWHERE
    space, size = word.left - last.right, max(word.size, last.size)
    if last.text[-1].isdecimal() and word.text[0].isdecimal():
        is_raised = word.upright and abs(word.baseline - last.baseline) > RAISED * size
        if is_raised or word.size < FOOTNOTE * last.size:
            return True
    return word.spaced or (word.upright and not -OVERLAP * size < space < gap * size)
