"""What of a Word document's text is printed: no field codes, nothing hidden or deleted, symbols as characters."""

import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.blocks import UNKNOWN
from pipelines.doc.fib import Parts
from pipelines.doc.pages import character_runs
from pipelines.doc.pieces import Text
from pipelines.doc.sprms import Modifier
from pipelines.doc.styles import Styles, inherited
from pipelines.numbers import is_without_words
from pipelines.struck import STROKE, settle_struck

DELETED, HIDDEN, RAISED, SYMBOL, STYLE = 0x0800, 0x083C, 0x2A48, 0x6A09, 0x4A30
STRUCK, STRUCK_TWICE, COLOUR, COLOUR_NUMBER = 0x0837, 0x2A53, 0x6870, 0x2A42
LOOKED_FOR = frozenset((DELETED, HIDDEN, RAISED, SYMBOL, STYLE, STRUCK, STRUCK_TWICE, COLOUR, COLOUR_NUMBER))
WHITE = (b"\xff\xff\xff\0", b"\x08")  # as a colour, and as the number of one
SUPERSCRIPT = 1
NOT_AS_STYLE = 0x81  # of a switch: the opposite of what the style says
END = re.compile("[\r\x07\x0c]")  # of a paragraph, a cell or row, a page or section
FIELD = re.compile("[\x13\x14\x15\x07]")
CODE_BEGINS, RESULT_BEGINS, FIELD_ENDS = "\x13\x14\x15"
SPELLINGS = dict.fromkeys(range(32), "") | {9: "\t", 11: "\n", 12: "\n", 14: "\n", 30: "-"}
RAISES = "\x0f"  # stands before raised text
STRIKES, WHITENS = "\x10\x11"  # stand before each character that is struck out, or white
# A footnote's digit is none of the number's.
SPELLINGS_IN_TABLE = SPELLINGS | {ord(RAISES): "\n", ord(STRIKES): STRIKES, ord(WHITENS): WHITENS}
STRUCK_CHARACTER = re.compile(rf"{STRIKES}{WHITENS}?(.)")
WHITE_DIGIT = re.compile(rf"{WHITENS}\d")
SPECIAL = re.compile("[\0-\x1f]")


class Characters(NamedTuple):
    """What each position of the text prints, and which of the positions that end something are deleted."""

    printed: list[str]
    deleted_ends: frozenset[int]


class Look(NamedTuple):
    """What formatting does to characters."""

    deleted: bool
    hidden: bool
    raised: bool
    symbol: str
    struck: bool
    white: bool


def read_characters(parts: Parts, text: Text, styles: Styles) -> Characters:
    """What is printed at each position of the text."""
    printed = list(text.characters)
    deleted_ends: set[int] = set()
    for start, end, look in _looks(parts, text, styles):
        if look.deleted:
            deleted_ends.update(mark.start() for mark in END.finditer(text.characters, start, end))
        printed[start:end] = _shown(printed[start:end], text.characters[start:end], look)
    for start, end in _field_codes(text.characters):
        printed[start:end] = [""] * (end - start)
    return Characters(printed, frozenset(deleted_ends))


def _shown(printed: list[str], characters: str, look: Look) -> list[str]:
    """What positions print that look so, given what they printed so far."""
    if look.deleted or look.hidden:
        return [""] * len(printed)
    if look.symbol:
        return [look.symbol if character == "(" else character for character in printed]
    if look.raised and characters[0] >= " ":
        printed[0] = RAISES + printed[0]
    signs = STRIKES * look.struck + WHITENS * look.white
    if signs:
        printed = [signs + character if character.isprintable() else character for character in printed]
    return printed


def spell_out(text: str, in_table: bool) -> str:
    """Text with the signs that Word keeps among the characters written as text, or left out."""
    return text.translate(SPELLINGS_IN_TABLE if in_table else SPELLINGS) if SPECIAL.search(text) else text


def cell_text(text: str) -> str:
    """What a cell says, given its text as spelt out. White digits without words are unknown: nobody may see them."""
    if STRIKES in text:
        text = settle_struck(STRUCK_CHARACTER.sub(lambda match: match[1] + STROKE, text))
    if WHITENS in text:
        bare = text.replace(WHITENS, "")
        text = WHITE_DIGIT.sub(UNKNOWN, text).replace(WHITENS, "") if is_without_words(bare) else bare
    return text.strip()


def _looks(parts: Parts, text: Text, styles: Styles) -> Iterator[tuple[int, int, Look]]:
    """First and last position of text that looks special, and how; later ones add to earlier ones."""
    runs = character_runs(parts, LOOKED_FOR)
    starts, ends = [run.start for run in runs], [run.end for run in runs]
    for piece in text.pieces:
        reach = piece.offset + (piece.end - piece.start) * piece.width
        for run in runs[bisect_right(ends, piece.offset) : bisect_left(starts, reach)]:
            start = piece.start + (max(run.start, piece.offset) - piece.offset) // piece.width
            end = piece.start + (min(run.end, reach) - piece.offset) // piece.width
            yield start, end, _look((*run.changes, *piece.changes), styles)
        if any(code in LOOKED_FOR for code, _ in piece.changes):
            yield piece.start, piece.end, _look(piece.changes, styles)


def _look(changes: tuple[Modifier, ...], styles: Styles) -> Look:
    """The last word of the style and the changes on each question."""
    named = [struct.unpack("<H", operand)[0] for code, operand in changes if code == STYLE]
    inherited_changes = (
        [change for style in inherited(named[-1], styles) for change in style.character] if named else []
    )
    inherited_values = dict(inherited_changes)
    of_style = _is_on(inherited_values, HIDDEN, False)
    values = inherited_values | dict(changes)
    symbol = values.get(SYMBOL, b"")
    return Look(
        _is_on(values, DELETED, False),
        _is_on(values, HIDDEN, of_style),
        values.get(RAISED, b"\0")[0] == SUPERSCRIPT,
        _symbol(struct.unpack_from("<H", symbol, 2)[0]) if symbol else "",
        _is_on(values, STRUCK, _is_on(inherited_values, STRUCK, False)) or _is_on(values, STRUCK_TWICE, False),
        (values.get(COLOUR) or values.get(COLOUR_NUMBER)) in WHITE,
    )


def _is_on(values: dict[int, bytes], code: int, of_style: bool) -> bool:
    value = values.get(code, b"\0")[0]
    return value == 1 or (value > 1 and of_style != (value == NOT_AS_STYLE))


def _symbol(code: int) -> str:
    character = chr(code)
    return character if character.isprintable() or "\ue000" <= character <= "\uf8ff" else UNKNOWN


def _field_codes(characters: str) -> Iterator[tuple[int, int]]:
    """Where the codes of fields stand, whose results are printed. A field ends at the end of its cell at the latest."""
    if CODE_BEGINS not in characters:
        return
    open_fields: list[int | None] = []  # where the code of each began; None: its result is being read
    for mark in FIELD.finditer(characters):
        at = mark.start()
        if mark[0] == CODE_BEGINS:
            open_fields.append(at)
        elif mark[0] not in (RESULT_BEGINS, FIELD_ENDS):
            open_fields.clear()
        elif open_fields:
            begun = open_fields.pop()
            if begun is not None:
                yield begun, at
            if mark[0] == RESULT_BEGINS:
                open_fields.append(None)
