"""Reads the characters of a page with pdfium."""

import math
from collections import Counter
from ctypes import c_double
from typing import NamedTuple

import pypdfium2.raw as pdfium

from pipelines.pdf.geometry import Box, turn, turn_box
from pipelines.pdf.radicals import USUAL_FORMS

LINE_END_HYPHEN = 2  # what pdfium gives for a hyphen at the end of a line
SOFT_HYPHEN = 0xAD
SPACES = (0x20, 0xA0, 0x3000)
LAST_CONTROL = 31
INVISIBLE = 3  # text render mode (ISO 32000-1, 9.3.6)
TOO_LARGE = 4.0  # of the type size: pdfium gives boxes without scale for fonts that write downwards
LETTER_LIMIT = 200_000  # on one page; the densest real ones have some 5,000


class Letter(NamedTuple):
    """One printed character: the origin of its glyph on the baseline, its box, the size of the type."""

    text: str
    x: float
    y: float
    box: Box
    size: float
    quarter: int  # quarter turns clockwise that make it upright
    spaced: bool  # a space is printed before it
    order: int  # its index in the text page


def read_letters(text_page: pdfium.FPDF_TEXTPAGE, left: float, bottom: float) -> list[Letter]:
    """The page's characters in the order in which the file prints them, measured from the given corner.

    A character that the file maps to no code is "\\ufffd". Spaces are no letters: they mark the letter that follows.
    """
    letters: list[Letter] = []
    x, y, box, matrix = c_double(), c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    spaced = False
    for index in range(min(pdfium.FPDFText_CountChars(text_page), LETTER_LIMIT)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in SPACES:
            spaced = spaced or not pdfium.FPDFText_IsGenerated(text_page, index)
            continue
        if (0 < code <= LAST_CONTROL and code != LINE_END_HYPHEN) or code == SOFT_HYPHEN:
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        pdfium.FPDFText_GetMatrix(text_page, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
        edges = (box.left, box.bottom, box.right, box.top)
        if box.right - box.left > TOO_LARGE * size:
            edges = (x.value, y.value, x.value + size, y.value + size)
        edges = (edges[0] - left, edges[1] - bottom, edges[2] - left, edges[3] - bottom)
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        letters.append(Letter(_text(code), x.value - left, y.value - bottom, edges, size, quarter, spaced, index))
        spaced = False
    return letters


def main_quarter(letters: list[Letter]) -> int:
    """The quarter turns clockwise that make most of the page's text upright."""
    [(quarter, _)] = Counter(letter.quarter for letter in letters).most_common(1) or [(0, 0)]
    return quarter


def turn_letter(letter: Letter, quarters: int, width: float, height: float) -> Letter:
    """The letter on the page turned clockwise."""
    x, y = turn(letter.x, letter.y, quarters, width, height)
    box = turn_box(letter.box, quarters, width, height)
    return letter._replace(x=x, y=y, box=box, quarter=(letter.quarter - quarters) % 4)


def is_invisible(text_page: pdfium.FPDF_TEXTPAGE, order: int) -> bool:
    """Whether the letter of that index is there to be searched, not seen, as in the text laid under a scan."""
    text_object = pdfium.FPDFText_GetTextObject(text_page, order)
    return bool(text_object) and pdfium.FPDFTextObj_GetTextRenderMode(text_object) == INVISIBLE


def _text(code: int) -> str:
    if code == LINE_END_HYPHEN:
        return "-"
    if not code or not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return "\N{REPLACEMENT CHARACTER}"
    return USUAL_FORMS.get(code) or chr(code)
