"""Reads the characters of a page with pdfium, as strips: characters side by side in one type.

A call into pdfium costs as much as a dozen lines of Python, and a page has a thousand characters. So their codes come in
one call, and of Chinese characters or figures in a row only the first and the last are asked where they stand: if the
row is as long as its characters are wide, there is no gap in it.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from ctypes import c_ushort
from itertools import compress, groupby, repeat
from operator import itemgetter
from struct import Struct
from typing import NamedTuple

import pypdfium2.raw as pdfium

from pipelines.blocks import UNKNOWN
from pipelines.pdf import calls
from pipelines.pdf.geometry import Box, turn, turn_box
from pipelines.pdf.radicals import USUAL_FORMS

LINE_END_HYPHEN = 2  # what pdfium gives for a hyphen at the end of a line
# What stands before: spaces, and ends of lines. Then characters as wide as the type is large; or figures, which are alike
# in width; or any other character.
ROW = re.compile(
    "([ \xa0\u3000\x01\x03-\x1f\xad]*)"
    "(?:([\u2e80-\u2fff\u3001-\u9fff\uff01-\uff60]+)|[0-9]+|[^ \xa0\u3000\x01\x03-\x1f\xad])"
)
WIDE, SINGLE = 2, 1  # the last of its groups; figures are looked at like single characters
SPACES = " \xa0\u3000"
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

SHORT = re.compile("[\x01-\xff]")  # as far as the numbers of glyphs reach in a font that holds a form's figures
CONTROLS = re.compile("[\x01\x03-\x08\x0b\x0c\x0e-\x1f]")  # but those that text is divided with
PRINTED_AS = {
    **USUAL_FORMS,
    0: UNKNOWN,
    LINE_END_HYPHEN: "-",
    **dict.fromkeys(range(0xD800, 0xE000), UNKNOWN),
}
# Two patterns, for one set of characters that reaches beyond U+FFFF takes fifty times as long.
PRINTED_OTHERWISE = re.compile(f"[{''.join(chr(code) for code in PRINTED_AS if code < 0x10000)}]")
RARE = re.compile("[\U00010000-\U0010ffff]")

# Where pdfium writes what it is asked: a box (left, top, right, bottom); an origin and a matrix.
BOX, ORIGIN_AND_MATRIX = Struct("4f"), Struct("2d6f")
ORIGIN_AT = BOX.size
MATRIX_AT = ORIGIN_AT + Struct("2d").size
ROOM = ORIGIN_AT + ORIGIN_AND_MATRIX.size, 0, ORIGIN_AT, ORIGIN_AT + 8, MATRIX_AT


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

    `left` and `bottom` are the corner of the page, from which strips are measured. `is_plain` says that all codes are
    printed as they are.
    """

    text_page: calls.Address
    codes: str
    is_plain: bool
    left: float
    bottom: float
    room: calls.Room


# A strip whose end isn't known, on the untouched page: x, y, box, size, quarter, spaced, orders.
Begun = tuple[float, float, Box, float, int, bool, list[int]]


def read_glyphs(text_page: pdfium.FPDF_TEXTPAGE, left: float, bottom: float) -> Glyphs:
    """All characters of the page."""
    count = max(0, min(pdfium.FPDFText_CountChars(text_page), LETTER_LIMIT))
    address = calls.address_of(text_page)
    codes = _without_glyph_numbers(address, _read_codes(text_page, count))
    is_plain = not PRINTED_OTHERWISE.search(codes) and not RARE.search(codes)
    return Glyphs(address, codes, is_plain, left, bottom, calls.make_room(*ROOM))


def read_strips(glyphs: Glyphs) -> list[Strip]:
    """The page's characters in strips; a character that the file maps to no code is "\\ufffd".

    Spaces are no characters: they mark the strip that follows. Bold type made by printing twice is read once. What runs
    across the page at a slant is a watermark, and left out.
    """
    begun: list[Begun] = []
    ends: list[float] = []  # of the strips, on the untouched page
    page, codes, _, _, _, (held, (place, *_)) = glyphs
    read_box, unpack = calls.read_box, BOX.unpack_from
    spaced, orders = False, list[int]()
    size = left = top = right = bottom = near = level = gap = back = NEVER
    rows = [(*match.span(1), match.end(), match.lastindex) for match in ROW.finditer(codes)]
    rows.reverse()
    while rows:
        before, begin, end, kind = rows.pop()
        if before != begin and not spaced:
            spaced = _has_space(page, codes, before, begin)
        read_box(page, begin, place)
        x1, y2, x2, y1 = unpack(held)
        if -near < x1 - left < near and -near < y1 - bottom < near and codes[begin] == codes[orders[-1]]:
            rows.extend([(index, index, index + 1, SINGLE) for index in range(end - 1, begin, -1)])
            continue
        if spaced or not (back < x1 - right < gap and -level < y1 - bottom < level and -level < y2 - top < level):
            orders = []
            begun.append(strip := _begin(glyphs, begin, (x1, y1, x2, y2), spaced, orders))
            ends.append(x2)
            spaced, (size, near, level, gap, back) = False, _limits(strip, x2 - x1)
        left, top, right, bottom = x1, y2, x2, y1
        if (count := end - begin) > 1:
            read_box(page, end - 1, place)
            left, top, right, bottom = unpack(held)
            long = count * (size if kind == WIDE else x2 - x1)
            if not (-gap < right - x1 - long < gap and -level < bottom - y1 < level and -level < top - y2 < level):
                left, top, right, bottom = x1, y2, x2, y1
                rows.extend([(index, index, index + 1, SINGLE) for index in range(end - 1, begin, -1)])
                count = 1
        orders.extend(range(begin, begin + count))
        ends[-1] = right
    return [_finish(glyphs, strip, end) for strip, end in zip(begun, ends, strict=True) if strip[4] != SLANTED]


def _has_space(page: calls.Address, codes: str, begin: int, end: int) -> bool:
    """Whether the file itself prints a space there."""
    return 0 in [calls.is_generated(page, index) for index in range(begin, end) if codes[index] in SPACES]


def split_by_object(glyphs: Glyphs, orders: Sequence[int]) -> list[Strip]:
    """The characters of those indexes, one strip for each text object that prints them.

    Empty where each is an object of its own, as some programs print: that says nothing about words.
    """
    objects = [calls.text_object_of(glyphs.text_page, order).value for order in orders]
    groups = [[order for order, _ in group] for _, group in groupby(zip(orders, objects, strict=True), itemgetter(1))]
    if all(len(group) == 1 for group in groups):
        return []
    begun = [_begin(glyphs, group[0], _box(glyphs, group[0]), False, group) for group in groups]
    return [_finish(glyphs, strip, _box(glyphs, strip[6][-1])[2]) for strip in begun]


def main_quarter(strips: list[Strip]) -> int:
    """The quarter turns clockwise that make most of the page's text upright."""
    if {strip.quarter for strip in strips} <= {0}:
        return 0
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


def _without_glyph_numbers(text_page: calls.Address, codes: str) -> str:
    """The codes, those that are no codes replaced by "\\ufffd".

    Where a font has no map for a glyph pdfium gives the glyph's number, which may look like a figure, a space or nothing.
    """
    short = [match.start() for match in SHORT.finditer(codes)]
    has_none = map(calls.has_no_code, repeat(text_page), short)
    controls = [match.start() for match in CONTROLS.finditer(codes)]
    wrong = [*compress(short, has_none), *(at for at in controls if not calls.is_generated(text_page, at))]
    if not wrong:
        return codes
    kept = list(codes)
    for index in wrong:
        kept[index] = UNKNOWN
    return "".join(kept)


def _limits(strip: Begun, width: float) -> tuple[float, float, float, float, float]:
    """The size, and how near the next character is to be the same again, level, going on, and going back; in points."""
    _, _, _, size, quarter, _, _ = strip
    if quarter or width > TOO_LARGE * size:
        return size, OVERPRINT * size, LEVEL * size, NEVER, NEVER
    return size, OVERPRINT * size, LEVEL * size, GAP * size, -BACKWARDS * size


def _begin(glyphs: Glyphs, index: int, box: Box, spaced: bool, orders: list[int]) -> Begun:
    """The strip that begins with the character of that index, in that box."""
    page, _, _, _, _, (held, (_, at_x, at_y, at_matrix)) = glyphs
    calls.read_origin(page, index, at_x, at_y)
    calls.read_matrix(page, index, at_matrix)
    x, y, a, b, c, d, _, _ = ORIGIN_AND_MATRIX.unpack_from(held, ORIGIN_AT)
    size = calls.read_size(page, index) * (math.hypot(c, d) if c else abs(d))
    if box[2] - box[0] > TOO_LARGE * size:
        box = (x, y, x + size, y + size)
    if b == 0 and a > 0:
        return x, y, box, size, 0, spaced, orders
    turns = math.atan2(b, a) / (math.pi / 2)
    quarter = round(turns) % 4 if abs(turns - round(turns)) < SLANT else SLANTED
    return x, y, box, size, quarter, spaced, orders


def _finish(glyphs: Glyphs, begun: Begun, end: float) -> Strip:
    """The strip with its text, measured from the page's corner, and as long as its characters reach."""
    _, codes, is_plain, left, bottom, _ = glyphs
    x, y, (x1, y1, x2, y2), size, quarter, spaced, orders = begun
    text, count = codes[orders[0] : orders[-1] + 1], len(orders)
    if end > x2 and count > 1:
        x2 = end
    if len(text) != count:
        text = "".join([codes[order] for order in orders])
    if not is_plain:
        text = text.translate(PRINTED_AS)
    box = (x1 - left, y1 - bottom, x2 - left, y2 - bottom)
    return Strip(text, x - left, y - bottom, box, size, quarter, spaced, orders)


def _box(glyphs: Glyphs, index: int) -> Box:
    """Left, bottom, right, top of a character on the untouched page."""
    held, places = glyphs.room
    calls.read_box(glyphs.text_page, index, places[0])
    left, top, right, bottom = BOX.unpack_from(held)
    return left, bottom, right, top
