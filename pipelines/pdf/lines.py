"""Sorts words into printed lines."""

from dataclasses import dataclass
from itertools import pairwise

from pipelines.pdf.geometry import Word

# In parts of the type size.
SAME_LINE = 0.4
GAP_IN_CHINESE = 0.5
ROOM = 1.6
GAP_ELSEWHERE = 0.12  # as far as words are joined: figures apart never become one number
OVERLAP = 0.6  # what is printed over other words is none of them: one of the two is covered
FOOTNOTE = 0.8  # a smaller figure is a footnote's, none of the number's
PADDING = 12.0  # points, both sides of a cell together
FIRST_CHINESE = "\u2e80"


@dataclass(frozen=True, slots=True)
class Line:
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
    turned = sorted((word for word in words if not word.upright), key=lambda word: word.order)
    if turned:
        lines.append(_line(turned))
    return sorted(lines, key=lambda line: -line.baseline)


def text_of(words: tuple[Word, ...], width: float) -> tuple[str, bool]:
    """The words of a cell of that width, and whether the last line leaves no room for another.

    Lines stay lines ("\\n"), but Chinese that ran out of room runs on.
    """
    text = ""
    is_full = False
    for line in read_lines(words) if len(words) > 1 else map(_line_of, words):
        text = join_lines(text, line.text, is_full)
        is_full = width - (line.right - line.left) < ROOM * line.size + PADDING
    return text, is_full


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
    for word in sorted(words, key=lambda word: -word.baseline):
        if not groups or groups[-1][-1].baseline - word.baseline > SAME_LINE * max(word.size, groups[-1][-1].size):
            groups.append([])
        groups[-1].append(word)
    return [sorted(group, key=lambda word: word.left) for group in groups]


def _line_of(word: Word) -> Line:
    return Line(word.text, word.left, word.right, word.baseline, word.size)


def _line(words: list[Word]) -> Line:
    text = words[0].text
    for last, word in pairwise(words):
        text += " " + word.text if _is_apart(last, word) else word.text
    left, right = min(word.left for word in words), max(word.right for word in words)
    return Line(text, left, right, words[0].baseline, max(word.size for word in words))


def _is_apart(last: Word, word: Word) -> bool:
    chinese = last.text[-1] >= FIRST_CHINESE or word.text[0] >= FIRST_CHINESE
    gap = GAP_IN_CHINESE if chinese else GAP_ELSEWHERE
    if last.text[-1].isdecimal() and word.text[0].isdecimal() and word.size < FOOTNOTE * last.size:
        return True
    space, size = word.left - last.right, max(word.size, last.size)
    return word.spaced or (word.upright and not -OVERLAP * size < space < gap * size)
