"""The text of a Word document, put together from pieces ([MS-DOC] 2.8.35, Clx and piece table)."""

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipelines.doc.fib import PIECES, Parts, broken
from pipelines.doc.sprms import Modifier, modifiers
from pipelines.readers.unreadable import Unreadable

TEXT_LIMIT = 20_000_000  # characters
COPIES = 4  # how often the same bytes may stand in the text, on average; programs write no copies
NARROW = 0x40000000  # one byte a character
CHANGES, TABLE = 1, 2  # what a part of the piece table's store is
# A piece has room for one small change: its number and what the change is in full.
SMALL_CHANGES = {0x0C: 0x260A, 0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C, 0x68: 0x2A48}
# Programs that know nothing of Unicode leave Chinese text in bytes, two for a character; Western text has no such pairs.
CHINESE_PAIRS = re.compile("[\xa1-\xf7][\xa1-\xfe]")
HIGH = re.compile("[\x80-\xff]")
UNPRINTED = "\0"


class Piece(NamedTuple):
    """A run of text: characters `start` to `end` stand from byte `offset` on, each in `width` bytes."""

    start: int
    end: int
    offset: int
    width: int
    changes: tuple[Modifier, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """All text, one entry a character position of Word; a rare character takes two (UTF-16 halves)."""

    characters: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def piece_at(self, position: int) -> Piece:
        """The piece that holds a character."""
        return self.pieces[bisect_right(self.starts, position) - 1]


def read_text(parts: Parts) -> Text:
    """The text of all parts of the document in a row. Raises `Unreadable` where the piece table does not fit."""
    pieces = tuple(_pieces(parts.part(PIECES)))
    total = pieces[-1].end if pieces else 0
    if total > TEXT_LIMIT:
        raise Unreadable("too_large", f"{total} characters of text; the limit is {TEXT_LIMIT}")
    if sum((piece.end - piece.start) * piece.width for piece in pieces) > COPIES * len(parts.word):
        raise broken("its pieces hold more text than its stream")
    if not pieces or total < sum(parts.lengths):
        raise broken(f"its pieces hold {total} characters of {sum(parts.lengths)}")
    characters = "".join(_decode(parts.word, piece) for piece in pieces)
    return Text(characters, pieces, tuple(piece.start for piece in pieces))


def whole_characters(text: str) -> str:
    """Text with the halves of rare characters joined."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _pieces(store: bytes) -> list[Piece]:
    changes: list[tuple[Modifier, ...]] = []
    at = 0
    while at + 5 <= len(store) and store[at] == CHANGES:
        (size,) = struct.unpack_from("<H", store, at + 1)
        changes.append(modifiers(store[at + 3 : at + 3 + size]))
        at += 3 + size
    if at + 5 > len(store) or store[at] != TABLE:
        raise broken("its piece table is missing")
    (size,) = struct.unpack_from("<I", store, at + 1)
    table = store[at + 5 : at + 5 + size]
    count = (size - 4) // 12
    if size < 16 or size % 12 != 4 or len(table) < size:
        raise broken("its piece table is cut short")
    bounds = struct.unpack_from(f"<{count + 1}I", table)
    return [
        _piece(start, end, table[at : at + 8], changes)
        for (start, end), at in zip(pairwise(bounds), range(4 * (count + 1), len(table), 8), strict=True)
    ]


def _piece(start: int, end: int, packed: bytes, changes: list[tuple[Modifier, ...]]) -> Piece:
    place, change = struct.unpack("<2xIH", packed)
    if end < start:
        raise broken("its pieces are out of order")
    known: tuple[Modifier, ...] = ()
    if change & 1 and change >> 1 < len(changes):
        known = changes[change >> 1]
    elif not change & 1 and change >> 1 & 0x7F in SMALL_CHANGES:
        known = ((SMALL_CHANGES[change >> 1 & 0x7F], bytes([change >> 8])),)
    offset = place & (NARROW - 1)
    return Piece(start, end, offset // 2, 1, known) if place & NARROW else Piece(start, end, offset, 2, known)


def _decode(word: bytes, piece: Piece) -> str:
    """The characters of a piece, exactly as many as it says."""
    count = piece.end - piece.start
    packed = word[piece.offset : piece.offset + count * piece.width]
    if len(packed) < count * piece.width:
        raise broken(f"text at byte {piece.offset} reaches beyond its stream")
    if piece.width == 1:
        return _decode_narrow(packed)
    decoded = packed.decode("utf-16-le", "surrogatepass")
    return decoded if len(decoded) == count else "".join(map(chr, struct.unpack(f"<{count}H", packed)))


def _decode_narrow(packed: bytes) -> str:
    text = packed.decode("latin-1")
    if HIGH.search(text) and not HIGH.search(CHINESE_PAIRS.sub("", text)):
        # Every pair stands for two positions: what follows its character prints nothing.
        paired = CHINESE_PAIRS.sub(lambda pair: _pair(pair[0]) + UNPRINTED, text)
        if len(paired) == len(text):
            return paired
    return packed.decode("cp1252", "replace")


def _pair(pair: str) -> str:
    try:
        return pair.encode("latin-1").decode("gb2312")
    except UnicodeDecodeError:
        return ""
