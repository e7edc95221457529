"""Reads one printed line, twice and in two ways where it is a number, and says how sure that is."""

import re
import unicodedata
from typing import NamedTuple

import cv2
import numpy as np

from pipelines.ocr.engine import Character, Gray, recognise
from pipelines.ocr.ink import Mask
from pipelines.ocr.lines import Span, count_glyphs
from pipelines.ocr.strokes import may_be_one, plain_stroke
from pipelines.recognition import SURE, UNRECOGNISED

PAPER = 255
SURE_STROKE = 0.95  # of a stroke that is told by its shape
# In parts of the height of the line.
MARGIN = 0.2
WIDE_MARGIN = 0.45
STRETCH = 1.35  # a figure that is printed twice running is least often lost where it stands wide
NARROWEST_FIGURE, WIDEST_FIGURE = 0.5, 0.95  # how far one figure takes a number on

_NUMBER = re.compile(r"[-+−—–\d,.]*\d")
_SIGNS = re.compile("[-+−—–]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SHORT = 3  # Chinese characters at most beside a number, and letters that may be a misread one


class Reading(NamedTuple):
    """What a line says, and how sure that is, 0 to 1."""

    text: str
    confidence: float


def read_line(picture: Gray, ink: Mask, line: Span) -> Reading:
    """The text of a line. Full-width figures are given as the usual ones."""
    first = _recognised(picture, line, MARGIN, 1.0)
    text = _text(first)
    if stroke := plain_stroke(text, ink, line):
        return Reading(stroke, SURE_STROKE)
    if not text:
        return Reading(UNRECOGNISED, 0.0)
    confidence = min(character.probability for character in first)
    if not _may_be_number(text):
        return Reading(text, confidence)
    second = _recognised(picture, line, WIDE_MARGIN, STRETCH)
    if _text(second) != text or not _agrees_with_ink(text, ink, line):
        return Reading(text, 0.0)
    return Reading(text, min([confidence, *(character.probability for character in second)]))


def read_prose(picture: Gray, line: Span) -> Reading:
    """The text of a line of prose with its mean probability; a digit that is not sure is UNRECOGNISED."""
    characters = _recognised(picture, line, MARGIN, 1.0)
    if not characters:
        return Reading("", 0.0)
    sure = [c if c.probability >= SURE or not c.text.isdecimal() else c._replace(text=UNRECOGNISED) for c in characters]
    return Reading(_text(sure), sum(c.probability for c in characters) / len(characters))


def _may_be_number(text: str) -> bool:
    has_figure = any(character.isdecimal() for character in text)
    return len(_CHINESE.findall(text)) <= _SHORT if has_figure else len(text) <= _SHORT


def _recognised(picture: Gray, line: Span, margin: float, stretch: float) -> list[Character]:
    """The characters of a line that is cut out with some paper around it and made wider."""
    inside = picture[line.top : line.bottom, line.left : line.right]
    edge = max(round(margin * line.height), 3)
    around = cv2.copyMakeBorder(inside, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=PAPER)
    if stretch != 1.0:
        around = cv2.resize(around, None, fx=stretch, fy=1.0, interpolation=cv2.INTER_CUBIC)
    return recognise(around.astype(np.uint8, copy=False))


def _text(characters: list[Character]) -> str:
    text = "".join(character.text for character in characters).strip()
    return unicodedata.normalize("NFKC", text) if text and not _CHINESE.search(text) else text


def _agrees_with_ink(text: str, ink: Mask, line: Span) -> bool:
    """Whether the ink has room and pieces for so many figures, and a single stroke the shape of its own."""
    if text == "1":
        return may_be_one(ink, line)
    if not _NUMBER.fullmatch(text):
        return True
    figures = sum(character.isdecimal() for character in text)
    narrowest = (NARROWEST_FIGURE * figures - 0.35) * line.height
    widest = (WIDEST_FIGURE * figures + len(_SIGNS.findall(text)) + 0.15 * len(text)) * line.height
    return count_glyphs(ink, line) <= len(text) and narrowest <= line.width <= widest
