"""Reads the characters of a page with pdfium, as strips: characters side by side in one type.

A call into pdfium costs as much as a dozen lines of Python, and a page has a thousand characters. So their codes come in
one call, and of Chinese characters or figures in a row only the first and the last are asked where they stand: if the
row is as long as its characters are wide, there is no gap in it.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from ctypes import addressof, c_double, c_float, c_ushort
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pypdfium2.raw as pdfium

from pipelines.pdf import calls
from pipelines.pdf.geometry import Box, turn, turn_box
from pipelines.pdf.radicals import USUAL_FORMS

LINE_END_HYPHEN = 2  # what pdfium gives for a hyphen at the end of a line
# Spaces; characters as wide as the type is large; figures, which are alike in width; any other character but controls.
ROW = re.compile("([ \xa0\u3000]+)|([\u2e80-\u2fff\u3001-\u9fff\uff01-\uff60]+)|[0-9]+|[^\x01\x03-\x1f\xad]")
SPACE, WIDE, SINGLE = 1, 2, None  # its groups; what none matches is looked at by itself or as figures
TOO_LARGE = 4.0  # of the type size: pdfium gives boxes without scale for fonts that write downwards
LETTER_LIMIT = 200_000  # on one page; the densest real ones have some 5,000
NEVER = -math.inf
SLANT = 0.1  # quarter turns, 9 degrees; type on a crooked scan stands straighter, a watermark doesn't
SLANTED = -1
# In parts of the type size.
GAP = 0.12  # figures in neighbouring cells stand farther apart than this, figures of one number don't
BACKWARDS = 0.6
OVERPRINT = 0.2  # the same again so near is bold type
LEVEL = 0.2  # characters of one type and line reach as high and as low, but for a few strokes

SHORT_CODE = re.compile("[\x01-\xff]")  # as small as the numbers of glyphs in a font that holds a form's figures
PLAIN_CONTROLS = "\t\n\r\x02"  # what text is divided with
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
PRINTED_AS = {
    **USUAL_FORMS,
    0: UNKNOWN,
    LINE_END_HYPHEN: "-",
    **dict.fromkeys(range(0xD800, 0xE000), UNKNOWN),
}


class Strip(NamedTuple):
    """Characters printed side by side: the origin of the first on the baseline, their box, the size of the type."""

    text: str
    x: float
    y: float
    box: Box
    size: float
    quarter: int  # quarter turns clockwise that make it upright
    spaced: bool  # a space is printed before it
    orders: Sequence[int]  # the index of each character in the text page


class Glyphs(NamedTuple):
    """The characters of a text page in the order in which the file prints them, one code each.

    `left` and `bottom` are the corner of the page, from which strips are measured.
    """

    text_page: int  # its address
    codes: str
    left: float
    bottom: float


def read_glyphs(text_page: pdfium.FPDF_TEXTPAGE, left: float, bottom: float) -> Glyphs:
    """All characters of the page."""
    count = max(0, min(pdfium.FPDFText_CountChars(text_page), LETTER_LIMIT))
    address = calls.address_of(text_page)
    return Glyphs(address, _without_glyph_numbers(address, _read_codes(text_page, count)), left, bottom)


def read_strips(glyphs: Glyphs) -> list[Strip]:
    """The page's characters in strips; a character that the file maps to no code is "\\ufffd".

    Spaces are no characters: they mark the strip that follows. Bold type made by printing twice is read once. What runs
    across the page at a slant is a watermark, and left out.
    """
    begun: list[Strip] = []
    ends: list[float] = []  # of the strips, on the untouched page
    codes, page, spaced = glyphs.codes, glyphs.text_page, False
    place = addressof(edges := (c_float * 4)())  # left, top, right, bottom
    orders: list[int] = []
    left = top = right = bottom = near = level = gap = back = NEVER
    rows = [(match.start(), match.end(), match.lastindex) for match in ROW.finditer(codes)][::-1]
    while rows:
        begin, end, kind = rows.pop()
        if kind == SPACE:
            spaced = spaced or not all(calls.is_generated(page, index) for index in range(begin, end))
            continue
        calls.read_box(page, begin, place)
        x1, y2, x2, y1 = edges
        if abs(x1 - left) < near and abs(y1 - bottom) < near and codes[begin] == codes[orders[-1]]:
            rows.extend((index, index + 1, SINGLE) for index in range(end - 1, begin, -1))
            continue
        if spaced or not (abs(y1 - bottom) < level and abs(y2 - top) < level and back < x1 - right < gap):
            orders = []
            begun.append(_begin(glyphs, begin, (x1, y1, x2, y2), spaced, orders))
            ends.append(x2)
            spaced, (size, near, level, gap, back) = False, _limits(begun[-1], x2 - x1)
        left, top, right, bottom = x1, y2, x2, y1
        if end - begin > 1:
            calls.read_box(page, end - 1, place)
            long = (end - begin) * (size if kind == WIDE else x2 - x1)
            if abs(edges[2] - x1 - long) < gap and abs(edges[3] - y1) < level and abs(edges[1] - y2) < level:
                left, top, right, bottom = edges
            else:
                rows.extend((index, index + 1, SINGLE) for index in range(end - 1, begin, -1))
                end = begin + 1
        orders.extend(range(begin, end))
        ends[-1] = right
    return [_finish(glyphs, strip, end) for strip, end in zip(begun, ends, strict=True) if strip.quarter != SLANTED]


def split_by_object(glyphs: Glyphs, orders: Sequence[int]) -> list[Strip]:
    """The characters of those indexes, one strip for each text object that prints them.

    Empty where each is an object of its own, as some programs print: that says nothing about words.
    """
    objects = [calls.text_object_of(glyphs.text_page, order) for order in orders]
    groups = [[order for order, _ in group] for _, group in groupby(zip(orders, objects, strict=True), itemgetter(1))]
    if all(len(group) == 1 for group in groups):
        return []
    begun = [_begin(glyphs, group[0], _box(glyphs, group[0]), False, group) for group in groups]
    return [_finish(glyphs, strip, _box(glyphs, strip.orders[-1])[2]) for strip in begun]


def main_quarter(strips: list[Strip]) -> int:
    """The quarter turns clockwise that make most of the page's text upright."""
    counts: Counter[int] = Counter()
    for strip in strips:
        counts[strip.quarter] += len(strip.orders)
    [(quarter, _)] = counts.most_common(1) or [(0, 0)]
    return quarter


def turn_strip(strip: Strip, quarters: int, width: float, height: float) -> Strip:
    """The strip on the page turned clockwise."""
    x, y = turn(strip.x, strip.y, quarters, width, height)
    box = turn_box(strip.box, quarters, width, height)
    return strip._replace(x=x, y=y, box=box, quarter=(strip.quarter - quarters) % 4)


def _read_codes(text_page: pdfium.FPDF_TEXTPAGE, count: int) -> str:
    """The character codes. Text and characters run alike unless some have no code or need two UTF-16 units."""
    buffer = (c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        text = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 else "\0" for code in codes)


def _without_glyph_numbers(text_page: int, codes: str) -> str:
    """The codes, those that are no codes replaced by "\\ufffd".

    Where a font has no map for a glyph pdfium gives the glyph's number, which may look like a figure, a space or nothing.
    """
    kept = list(codes)
    for match in SHORT_CODE.finditer(codes):
        index = match.start()
        is_control = match[0] < " " and match[0] not in PLAIN_CONTROLS
        if calls.has_no_code(text_page, index) or (is_control and not calls.is_generated(text_page, index)):
            kept[index] = UNKNOWN
    return "".join(kept)


def _limits(strip: Strip, width: float) -> tuple[float, float, float, float, float]:
    """The size, and how near the next character is to be the same again, level, going on, and going back; in points."""
    size = strip.size
    is_simple = not strip.quarter and width <= TOO_LARGE * size
    return size, OVERPRINT * size, LEVEL * size, *((GAP * size, -BACKWARDS * size) if is_simple else (NEVER, NEVER))


def _begin(glyphs: Glyphs, index: int, box: Box, spaced: bool, orders: list[int]) -> Strip:
    """The strip that begins with the character of that index, in that box on the untouched page."""
    origin, matrix = (c_double * 2)(), (c_float * 6)()
    place = addressof(origin)
    calls.read_origin(glyphs.text_page, index, place, place + 8)
    calls.read_matrix(glyphs.text_page, index, addressof(matrix))
    x, y = origin
    a, b, c, d, _, _ = matrix
    size = calls.read_size(glyphs.text_page, index) * math.hypot(c, d)
    if box[2] - box[0] > TOO_LARGE * size:
        box = (x, y, x + size, y + size)
    turns = 0.0 if b == 0 and a > 0 else math.atan2(b, a) / (math.pi / 2)
    quarter = round(turns) % 4 if abs(turns - round(turns)) < SLANT else SLANTED
    left, bottom = glyphs.left, glyphs.bottom
    moved = (box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom)
    return Strip("", x - left, y - bottom, moved, size, quarter, spaced, orders)


def _finish(glyphs: Glyphs, strip: Strip, end: float) -> Strip:
    """The strip with its text, and as long as its characters reach: to `end` on the untouched page."""
    text, box = glyphs.codes[strip.orders[0] : strip.orders[-1] + 1], strip.box
    if len(strip.orders) > 1:
        box = (box[0], box[1], max(box[2], end - glyphs.left), box[3])
        if len(text) != len(strip.orders):
            text = "".join(glyphs.codes[order] for order in strip.orders)
    text = text if text.isdecimal() else text.translate(PRINTED_AS)
    return Strip(text, strip.x, strip.y, box, strip.size, strip.quarter, strip.spaced, strip.orders)


def _box(glyphs: Glyphs, index: int) -> Box:
    """Left, bottom, right, top of a character on the untouched page."""
    edges = (c_float * 4)()
    calls.read_box(glyphs.text_page, index, addressof(edges))
    left, top, right, bottom = edges
    return left, bottom, right, top
