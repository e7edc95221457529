"""The head of a Word stream: what kind of file it is, and where its parts stand ([MS-DOC] 2.5, FIB)."""

import struct
from dataclasses import dataclass

from pipelines.doc.container import Container
from pipelines.readers.unreadable import Unreadable

WORD_97 = 0xA5EC
OLDER = {  # marks of earlier versions
    0xA5DB: "Word 2",
    0xA5DC: "Word 6 or 95",
    0xA697: "Word 6 or 95 (East Asian)",
    0xA698: "Word 6 or 95 (East Asian)",
    0xA699: "Word 6 or 95 (East Asian)",
}
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
BASE = 32  # bytes before the first of the three arrays
LENGTHS = 11  # of the parts of the text that are known here, in the order of the text

# Places of parts in the table stream, by their number.
STYLES, CHARACTER_PAGES, PARAGRAPH_PAGES, PIECES, BOXES, ANCHORS, LISTS, LIST_USES = 1, 12, 13, 33, 56, 40, 73, 74


@dataclass(frozen=True, slots=True)
class Parts:
    """The streams of a Word document and where what stands in them.

    `lengths` are numbers of characters: main text, footnotes, headers, macros, comments, endnotes, text boxes, text boxes
    in headers; they follow one another in this order.
    """

    word: bytes
    table: bytes
    data: bytes
    lengths: tuple[int, ...]
    places: tuple[tuple[int, int], ...]  # offset and size of each part in `table`

    def part(self, number: int) -> bytes:
        """A part of the table stream, b"" where the document has none. Raises `Unreadable` where it is cut short."""
        offset, size = self.places[number] if number < len(self.places) else (0, 0)
        if offset + size > len(self.table):
            raise broken(f"part {number} reaches beyond its stream ({offset + size} of {len(self.table)} bytes)")
        return self.table[offset : offset + size]


def read_parts(container: Container) -> Parts:
    """Reads the head. Raises `Unreadable`: encrypted, damaged, or needs_libreoffice for versions before Word 97."""
    word = container.read("WordDocument")
    if len(word) < BASE + 2:
        raise broken(f"stream WordDocument ends after {len(word)} bytes")
    mark, flags = struct.unpack_from("<H8xH", word)
    if flags & ENCRYPTED and (mark == WORD_97 or mark in OLDER):
        raise Unreadable("encrypted", "the document is locked with a password; ask the publisher for an open copy")
    if mark in OLDER:
        raise Unreadable("needs_libreoffice", f"a document of {OLDER[mark]}, a format that only LibreOffice reads here")
    if mark != WORD_97:
        raise broken(f"stream WordDocument begins with {mark:#06x}, which no version of Word writes")
    lengths, places = _arrays(word)
    name = "1Table" if flags & SECOND_TABLE else "0Table"
    table = container.read(name)
    if not table:
        raise broken(f"stream {name} is missing")
    return Parts(word, table, container.read("Data"), lengths, places)


def broken(what: str) -> Unreadable:
    """What a reader raises for a Word document whose parts don't fit together."""
    return Unreadable("damaged", f"the Word document is damaged: {what}; fetch the file again")


def _arrays(word: bytes) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """The lengths and the places, which stand in three arrays, each after its own length."""
    try:
        offset = BASE + 2 + 2 * struct.unpack_from("<H", word, BASE)[0]
        (count,) = struct.unpack_from("<H", word, offset)
        lengths = struct.unpack_from(f"<{LENGTHS}I", word, offset + 2)[3:]
        offset += 2 + 4 * count
        (count,) = struct.unpack_from("<H", word, offset)
        flat = struct.unpack_from(f"<{2 * count}I", word, offset + 2)
    except struct.error as error:
        raise broken("its head is cut short") from error
    return lengths, tuple(zip(flat[::2], flat[1::2], strict=True))
