"""Finds the printed lines in a part of a page: cut where a row of the picture is empty, and where a wide gap is."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.ocr.ink import Mask

# In pixels, at 200 dots an inch (pipelines/ocr/pictures.py).
FEWEST = 2  # of ink in a row or column that is not empty
LOWEST = 5  # ink is as high or as wide somewhere, else it is dust
# In parts of the height of the line.
GAP = 0.9  # what stands so far apart is not one word, nor one number
LOOSE = 0.35  # a part of a character, such as the dot of 、, is so near to the rest
LOW = 0.5  # and so much lower
DEEPEST = 4  # cuts within cuts


class Span(NamedTuple):
    """A part of a picture: left, top, right and bottom edge."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def find_lines(ink: Mask, part: Span) -> list[Span]:
    """The tight boxes of the printed lines in a part of a page, top to bottom and left to right."""
    return list(_cut(ink, part, 0))


def count_glyphs(ink: Mask, line: Span) -> int:
    """How many pieces stand side by side in a line without touching."""
    columns = np.logical_or.reduce(ink[line.top : line.bottom, line.left : line.right] > 0)
    return sum(1 for _run in _runs(columns))


def _cut(ink: Mask, part: Span, depth: int) -> Iterator[Span]:
    tight = _tight(ink, part)
    if tight is None:
        return
    inside = ink[tight.top : tight.bottom, tight.left : tight.right] > 0
    rows = _joined(list(_runs(inside.sum(axis=1) >= FEWEST)))
    if len(rows) > 1 and depth < DEEPEST:
        for top, bottom in rows:
            yield from _cut(ink, tight._replace(top=tight.top + top, bottom=tight.top + bottom), depth + 1)
        return
    words = _words(inside, tight.height)
    if len(words) > 1 and depth < DEEPEST:
        for left, right in words:
            yield from _cut(ink, tight._replace(left=tight.left + left, right=tight.left + right), depth + 1)
        return
    yield tight


def _tight(ink: Mask, part: Span) -> Span | None:
    """The box of the ink in a part, None where there is none to speak of."""
    inside = ink[part.top : part.bottom, part.left : part.right]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return None
    left, right = part.left + int(columns[0]), part.left + int(columns[-1]) + 1
    top, bottom = part.top + int(rows[0]), part.top + int(rows[-1]) + 1
    return Span(left, top, right, bottom) if max(right - left, bottom - top) >= LOWEST else None


def _runs(marks: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where runs of marks begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _joined(rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The rows of ink, parts of characters put to the characters they belong to."""
    highest = max((end - start for start, end in rows), default=0)
    joined: list[tuple[int, int]] = []
    for start, end in rows:
        if joined and start - joined[-1][1] <= LOOSE * highest:
            last = joined[-1][1] - joined[-1][0]
            if min(last, end - start) < LOW * highest and end - joined[-1][0] <= (1 + LOOSE) * highest:
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def _words(inside: NDArray[np.bool_], height: int) -> list[tuple[int, int]]:
    words: list[tuple[int, int]] = []
    for start, end in _runs(np.logical_or.reduce(inside)):
        if words and start - words[-1][1] <= GAP * height:
            words[-1] = (words[-1][0], end)
        else:
            words.append((start, end))
    return words
