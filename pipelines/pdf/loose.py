"""Finds tables that no rules are drawn around: figures that stand under one another, below the words that head them.

Only the order of the cells in a row is claimed. What does not line up without doubt stays what it was, lines of prose.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.pdf.geometry import Word
from pipelines.pdf.lines import FIRST_CHINESE, group_by_baseline

VALUE = re.compile(r"[+-]?\d[\d,]*(\.\d+)?|[/／—–－-]{1,2}|无")
GLUED = re.compile(r"(.*[^\d.,、．（(+-])(\d+)", re.S)  # a label and the figure that it touches
DIGIT_WIDTH = 0.5  # of the type size
PROSE = re.compile("[。；;！!]")
NOTE = re.compile("[（(].*[）)]")
APART = 1.0  # of the type size: between cells, where words of one text stand nearer
FAR = 1.2  # of the type size: between a label, however long, and the figures beside it
CLOSE = 0.35  # of the type size: between words of one text
TOUCHING = 0.35  # of the type size: between words and the figures among them
LONG = 32  # characters; a line of prose, no heading
UNIT = 3  # characters; 万元 and 人次 have two
FEWEST_UNITS = 2  # lines that make a column of them


class Piece(NamedTuple):
    """Words printed side by side on one line of a page."""

    text: str
    left: float
    right: float
    y: float  # of the baseline
    size: float
    orders: tuple[int, ...]  # of its words in the file

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def is_value(self) -> bool:
        return VALUE.fullmatch(self.text) is not None


class PieceLine(NamedTuple):
    """One printed line: the words before its figures, and the figures that end it (none in a line of words)."""

    words: list[Piece]
    values: list[Piece]


def read_pieces(words: Sequence[Word]) -> list[PieceLine]:
    """The upright words of a page, line by line from the top."""
    lines = group_by_baseline([word for word in words if word.upright])
    return [_line([piece for word in line for piece in _split(word)]) for line in lines]


def is_prose(line: PieceLine) -> bool:
    """Whether the line is running text, by its stops or by its length without a gap.

    A long text is none that stands in brackets, or with others far beside it, as labels do beside figures or headings.
    """
    if has_stop(line):
        return True
    if not line.values and NOTE.fullmatch("".join(piece.text for piece in line.words)):
        return False
    run = 0
    for piece, after in pairwise([*line.words, *line.values[:1], None]):
        if piece is None or piece in line.values:
            break
        run += len(piece.text)
        gap = (after.left - piece.right) / piece.size if after else 0.0
        if run > LONG and gap <= FAR and (after is None or gap > CLOSE or after in line.values):
            return True
        run = 0 if gap > CLOSE else run
    return False


def has_stop(line: PieceLine) -> bool:
    """Whether a sentence ends in the line."""
    return any(PROSE.search(piece.text) for piece in line.words)


def with_units(lines: list[PieceLine]) -> list[PieceLine]:
    """The lines, the units that stand in a column of their own before the figures among these.

    They are short words, on most lines with figures, apart from the labels and under one another.
    """
    beside = [line for line in lines if line.values and len(line.words) > 1 and _may_be_unit(*line.words[-2:])]
    if len(beside) < FEWEST_UNITS or 2 * len(beside) < sum(bool(line.values) for line in lines):
        return lines
    left, right = max(line.words[-1].left for line in beside), min(line.words[-1].right for line in beside)
    labels_end = max(line.words[-2].right for line in beside)
    if left > right or any(line.words[-1].left < labels_end for line in beside):
        return lines
    return [
        PieceLine(line.words[:-1], [line.words[-1], *line.values]) if _ends_in_unit(line, left, right) else line
        for line in lines
    ]


def _ends_in_unit(line: PieceLine, left: float, right: float) -> bool:
    """Whether the last words of a line with figures stand where units do."""
    if not line.values or len(line.words) < 2 or len(line.words[-1].text) > UNIT:
        return False
    return line.words[-1].left <= right and left <= line.words[-1].right


def _may_be_unit(label: Piece, piece: Piece) -> bool:
    return len(piece.text) <= UNIT and piece.left - label.right > APART * piece.size and not piece.is_value


def join_pieces(pieces: Sequence[Piece]) -> str:
    """The pieces of one cell, top to bottom. Two figures are never joined."""
    text = ""
    for piece in pieces:
        text += "\n" + piece.text if text and max(text[-1], piece.text[0]) < FIRST_CHINESE else piece.text
    return text


def _line(pieces: list[Piece]) -> PieceLine:
    pieces = _with_figures_of_words(pieces)
    first = len(pieces)
    while first and pieces[first - 1].is_value:
        first -= 1
    return PieceLine(pieces[:first], pieces[first:])


def _with_figures_of_words(pieces: list[Piece]) -> list[Piece]:
    """The pieces, a figure that touches the words before it one with them, as in 计1条: fonts part what one label prints.

    The figures that end the line are none of those.
    """
    last_words = max((at for at, piece in enumerate(pieces) if not piece.is_value), default=-1)
    joined: list[Piece] = []
    for at, piece in enumerate(pieces):
        last = joined[-1] if joined else None
        is_inside = piece.is_value and at < last_words
        goes_on = last is not None and last.text[-1].isdecimal() and not last.is_value
        if last and (is_inside or goes_on) and _touch(last, piece):
            joined[-1] = _one(last, piece)
        else:
            joined.append(piece)
    return joined


def _touch(left: Piece, right: Piece) -> bool:
    """Whether two pieces stand as near as letters of one word do, at least one of them in words."""
    return right.left - left.right < TOUCHING * right.size and not (left.is_value and right.is_value)


def _one(left: Piece, right: Piece) -> Piece:
    return left._replace(text=left.text + right.text, right=right.right, orders=left.orders + right.orders)


def _split(word: Word) -> list[Piece]:
    whole = Piece(word.text, word.left, word.right, word.baseline, word.size, (word.order,))
    glued = GLUED.fullmatch(word.text) if word.text[-1:].isdecimal() else None
    if glued is None:
        return [whole]
    label, figure = glued.groups()
    border = word.right - DIGIT_WIDTH * word.size * len(figure)
    return [whole._replace(text=label, right=border), whole._replace(text=figure, left=border)]
