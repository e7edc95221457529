"""Tells the single strokes apart that a recogniser of letters takes for one another: 1, /, | and dashes.

Measured on six typefaces at 120 and 200 dots an inch: the head of a 1 stands 0.03 to 0.13 of its height to the left of its
foot, that of a / 0.15 to 0.35 to the right; a | is at least four times as high as wide, a 1 at most twice.
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.ocr.ink import Mask
from pipelines.ocr.lines import Span, count_glyphs

SLASH, DASH = "/", "—"
_TAKEN_FOR_A_STROKE = frozenset(["", *"1/Il|丨丿_一-—–―~"])
# In parts of the height of the line.
LEAST_SLANT = 0.14  # of a /
MOST_SLANT = 0.1  # of a 1 or another upright figure
STEADY = 1.7  # a plain stroke is nowhere so many times as thick as it mostly is; a 1 is, at its flag or its foot
STEEP = 1.4  # times as high as wide is a /; figures that touch are wider
NARROW = 3.0  # times as high as wide: a bar rather than a 1
FLAT = 0.3  # of its width, the height of a dash
SHORTEST_DASH = 10  # pixels


def plain_stroke(text: str, ink: Mask, line: Span) -> str:
    """SLASH or DASH where the ink is nothing but one such stroke, and `text`, which is recognised in it, may stand for it."""
    if text not in _TAKEN_FOR_A_STROKE or count_glyphs(ink, line) != 1:
        return ""
    part = ink[line.top : line.bottom, line.left : line.right] > 0
    if line.height <= FLAT * line.width and line.width >= SHORTEST_DASH:
        return DASH if _is_steady(part.sum(axis=0)) else ""
    is_slash = line.height >= STEEP * line.width and slant(ink, line) >= LEAST_SLANT
    return SLASH if is_slash and _is_steady(part.sum(axis=1)) else ""


def may_be_one(ink: Mask, line: Span) -> bool:
    """Whether a single figure that is recognised as 1 has the shape of one."""
    return slant(ink, line) <= MOST_SLANT and line.height <= NARROW * line.width


def slant(ink: Mask, line: Span) -> float:
    """How far the head of a stroke stands to the right of its foot, in parts of its height."""
    third = max(line.height // 3, 1)
    head = ink[line.top : line.top + third, line.left : line.right]
    foot = ink[line.bottom - third : line.bottom, line.left : line.right]
    left, right = (float(np.flatnonzero(np.logical_or.reduce(part > 0)).mean()) for part in (foot, head))
    return (right - left) / line.height


def _is_steady(thickness: NDArray[np.int_]) -> bool:
    return bool(thickness.max() <= STEADY * max(float(np.median(thickness)), 1.0))
