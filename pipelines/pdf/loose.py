"""Finds tables that no rules are drawn around: figures that stand under one another, below the words that head them.

Only the order of the cells in a row is claimed. What does not line up without doubt stays what it was, lines of prose.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.pdf.geometry import Word
from pipelines.pdf.lines import FIRST_CHINESE, group_by_baseline

VALUE = re.compile(r"[+-]?\d[\d,]*(\.\d+)?|[/／—–－-]{1,2}|无")
GLUED = re.compile(r"(.*[^\d.,、．（(+-])(\d+)", re.S)  # a label and the figure that it touches
DIGIT_WIDTH = 0.5  # of the type size
PROSE = re.compile("[。；;！!]")
APART = 1.0  # of the type size: between cells, where words of one text stand nearer
LONG = 32  # characters; a line of prose, no heading


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
    """Whether the line is running text, by its stops or by its length without a gap."""
    run, last = 0, None
    for piece in line.words:
        is_apart = last is None or piece.left - last.right > APART * piece.size
        run, last = (0 if is_apart else run) + len(piece.text), piece
        if run > LONG or PROSE.search(piece.text):
            return True
    return False


def join_pieces(pieces: Sequence[Piece]) -> str:
    """The pieces of one cell, top to bottom. Two figures are never joined."""
    text = ""
    for piece in pieces:
        text += "\n" + piece.text if text and max(text[-1], piece.text[0]) < FIRST_CHINESE else piece.text
    return text


def _line(pieces: list[Piece]) -> PieceLine:
    first = len(pieces)
    while first and pieces[first - 1].is_value:
        first -= 1
    return PieceLine(pieces[:first], pieces[first:])


def _split(word: Word) -> list[Piece]:
    whole = Piece(word.text, word.left, word.right, word.baseline, word.size, (word.order,))
    glued = GLUED.fullmatch(word.text) if word.text[-1:].isdecimal() else None
    if glued is None:
        return [whole]
    label, figure = glued.groups()
    border = word.right - DIGIT_WIDTH * word.size * len(figure)
    return [whole._replace(text=label, right=border), whole._replace(text=figure, left=border)]
