"""The numbers that Word prints before list paragraphs ([MS-DOC] 2.9.147 and 2.9.150, LSTF, LVL; 2.9.131, LFO)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.doc.fib import LIST_USES, LISTS, Parts, broken
from pipelines.doc.properties import Properties
from pipelines.docx.numbering import LEVELS, Level, Levels, next_label

LIST_SIZE, LEVEL_SIZE, USE_SIZE, OVERRIDE_SIZE = 28, 28, 16, 8  # bytes
SIMPLE = 1  # flag: the list has one level
RESTARTS, REDEFINES = 0x10, 0x20  # flags of an override; the lowest four bits are the level
# How numbers are written ([MS-OSHARED] 2.2.1.3, MSONFC), by the names that .docx has for it; others are counts.
WRITTEN = {
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "japaneseCounting",
    18: "decimalEnclosedCircle",
    23: "bullet",
    28: "decimalEnclosedCircleChinese",
    33: "chineseCounting",
    35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    39: "chineseCountingThousand",
    255: "none",
}

Use = tuple[object, Levels]  # what counts its numbers, and its levels


@dataclass(frozen=True, slots=True)
class Numbering:
    """The uses of a document's lists, in the order of their numbers, and how far each list has counted."""

    uses: tuple[Use, ...]
    reached: dict[object, dict[int, int]] = field(default_factory=dict)


def read_numbering(parts: Parts) -> Numbering:
    """The document's lists, before the first paragraph. Raises `Unreadable` where they are cut short."""
    return Numbering(tuple(_read_uses(parts.part(LIST_USES), dict(_read_lists(parts)))))


def number_of(properties: Properties, numbering: Numbering) -> str:
    """What is printed before a paragraph, "" where it has no number. It counts: ask once for each, in their order."""
    if not 0 < properties.list_use <= len(numbering.uses):
        return ""
    counted_by, levels = numbering.uses[properties.list_use - 1]
    depth = min(properties.list_level, LEVELS - 1)
    if depth not in levels:
        return ""
    label = next_label(levels, depth, numbering.reached.setdefault(counted_by, {}))
    return f"{label} " if label and label[-1].isalnum() else label


def _read_lists(parts: Parts) -> Iterator[tuple[int, Levels]]:
    """List id and levels. The levels of all lists follow one another behind the part that names the lists."""
    named = parts.part(LISTS)
    if len(named) < 2:
        return
    offset, size = parts.places[LISTS]
    (count,) = struct.unpack_from("<H", named)
    at = offset + size
    for i in range(min(count, (len(named) - 2) // LIST_SIZE)):
        list_id = struct.unpack_from("<i", named, 2 + LIST_SIZE * i)[0]
        levels: Levels = {}
        for depth in range(1 if named[2 + LIST_SIZE * i + 26] & SIMPLE else LEVELS):
            levels[depth], at = _read_level(parts.table, at)
        yield list_id, levels


def _read_level(table: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    try:
        start, style = struct.unpack_from("<iB", table, at)
        character_size, paragraph_size = struct.unpack_from("<BB", table, at + 24)
        at += LEVEL_SIZE + character_size + paragraph_size
        (length,) = struct.unpack_from("<H", table, at)
        text = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    except struct.error as error:
        raise broken("its lists are cut short") from error
    # Where a number goes, the text holds its level as a character.
    pattern = "".join(f"%{ord(character) + 1}" if character < "\x09" else character for character in text)
    return Level(start, WRITTEN.get(style, "decimal"), pattern), at + 2 + 2 * length


def _read_uses(part: bytes, lists: dict[int, Levels]) -> list[Use]:
    """The uses of lists, which paragraphs name by their number; overrides follow behind all of them."""
    count = struct.unpack_from("<I", part)[0] if len(part) >= 4 else 0
    at = 4 + USE_SIZE * count
    if at > len(part):
        return []
    uses: list[Use] = []
    for i in range(count):
        list_id, overrides = struct.unpack_from("<i8xB", part, 4 + USE_SIZE * i)
        levels = dict(lists.get(list_id, {}))
        at += 4
        for _ in range(overrides):
            at = _override(part, at, levels)
        uses.append((f"{list_id} of {i}" if overrides else list_id, levels))  # an override starts the list anew
    return uses


def _override(part: bytes, at: int, levels: Levels) -> int:
    """Changes a level as the override at that place says, and returns where the next one stands.

    Programs differ in what they leave between overrides; one that lies beyond the part is none.
    """
    if at + OVERRIDE_SIZE > len(part):
        return at
    start, flags = struct.unpack_from("<iB", part, at)
    depth = flags & 0xF
    if flags & REDEFINES:
        levels[depth], at = _read_level(part, at + OVERRIDE_SIZE)
        return at
    if flags & RESTARTS and depth in levels:
        known = levels[depth]
        levels[depth] = Level(start, known.style, known.pattern)
    return at + OVERRIDE_SIZE
