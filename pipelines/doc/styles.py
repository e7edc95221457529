"""Styles of a Word document, as far as reading needs them: heading levels and lists ([MS-DOC] 2.9.271, STSH)."""

import struct
from typing import NamedTuple

from pipelines.doc.fib import STYLES, Parts
from pipelines.doc.sprms import Modifier, modifiers

PARAGRAPH_STYLE, CHARACTER_STYLE = 1, 2
NO_STYLE = 0xFFF
HEADINGS = range(1, 10)  # the numbers of the built-in styles "heading 1" to "heading 9"
BASE_LIMIT = 20  # styles based on styles; a circle of them ends here
OUTLINE = 0x2640
FIXED = 10  # bytes of a style before its name, at least


class Style(NamedTuple):
    """What a style changes, not what it inherits. `base` is the number of the style it is based on."""

    base: int
    paragraph: tuple[Modifier, ...]
    character: tuple[Modifier, ...]


Styles = list[Style]
NONE = Style(NO_STYLE, (), ())


def read_styles(parts: Parts) -> Styles:
    """The styles by their number; empty where the document has none."""
    sheet = parts.part(STYLES)
    if len(sheet) < 6:
        return []
    head, count, fixed = struct.unpack_from("<HHH", sheet)
    at = 2 + head
    styles: Styles = []
    while at + 2 <= len(sheet) and len(styles) < count:
        (size,) = struct.unpack_from("<H", sheet, at)
        styles.append(_read_style(sheet[at + 2 : at + 2 + size], fixed))
        at += 2 + size + size % 2
    return styles


def inherited(number: int, styles: Styles) -> list[Style]:
    """The style of that number and those it is based on, the most basic one first."""
    found: list[Style] = []
    while number < len(styles) and len(found) < BASE_LIMIT:
        found.append(styles[number])
        number = styles[number].base
    return found[::-1]


def _read_style(packed: bytes, fixed: int) -> Style:
    if len(packed) < max(fixed, FIXED) + 2:
        return NONE
    builtin, base, counts = struct.unpack_from("<HHH", packed)
    kind, base, count = base & 0xF, base >> 4, counts & 0xF
    (name,) = struct.unpack_from("<H", packed, fixed)
    sets = _sets(packed, fixed + 2 + 2 * name + 2, count)
    if kind == CHARACTER_STYLE:
        return Style(base, (), modifiers(sets[0]) if sets else ())
    if kind != PARAGRAPH_STYLE:
        return Style(base, (), ())
    paragraph = modifiers(sets[0][2:]) if sets else ()
    if builtin & 0xFFF in HEADINGS:
        paragraph = ((OUTLINE, bytes([(builtin & 0xFFF) - 1])), *paragraph)
    return Style(base, paragraph, modifiers(sets[1]) if len(sets) > 1 else ())


def _sets(packed: bytes, at: int, count: int) -> list[bytes]:
    """The sets of modifiers of a style, each after its size."""
    sets: list[bytes] = []
    while at + 2 <= len(packed) and len(sets) < count:
        (size,) = struct.unpack_from("<H", packed, at)
        sets.append(packed[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    return sets
