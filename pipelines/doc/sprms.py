"""Single property modifiers: the small changes of which Word builds all formatting ([MS-DOC] 2.6)."""

import struct
from collections.abc import Iterator
from functools import lru_cache

from pipelines.doc.fib import broken

Modifier = tuple[int, bytes]

SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes of the operand, by the three highest bits; 6 tells its own
TABLE, TABLE_OF_WORD_6, TABS = 0xD608, 0xD606, 0xC615
OTHER_COUNT = 255
HUGE, TABLE_PROPERTIES = (0x6645, 0x6646), 0x646B


@lru_cache(maxsize=4096)
def modifiers(packed: bytes) -> tuple[Modifier, ...]:
    """Code and operand of each modifier; an operand of variable size comes without its size. Raises `Unreadable`."""
    return tuple(_modifiers(packed))


def _modifiers(packed: bytes) -> Iterator[Modifier]:
    at = 0
    while at + 2 <= len(packed):
        (code,) = struct.unpack_from("<H", packed, at)
        at += 2
        size = SIZES.get(code >> 13)
        if size is None:
            size, at = _own_size(code, packed, at)
        if at + size > len(packed):
            raise broken(f"formatting {code:#06x} is cut short")
        yield code, packed[at : at + size]
        at += size


def _own_size(code: int, packed: bytes, at: int) -> tuple[int, int]:
    """The size of an operand that tells it, and where the operand begins."""
    if code in (TABLE, TABLE_OF_WORD_6):
        size = struct.unpack_from("<H", packed.ljust(at + 2, b"\0"), at)[0]
        return max(size - 1, 0), at + 2
    size = packed[at] if at < len(packed) else 0
    if code == TABS and size == OTHER_COUNT:
        deleted = packed[at + 1] if at + 1 < len(packed) else 0
        added_at = at + 2 + 4 * deleted
        added = packed[added_at] if added_at < len(packed) else 0
        return 2 + 4 * deleted + 3 * added, at + 1
    return size, at + 1


def outsourced(code: int, operand: bytes, data: bytes) -> tuple[Modifier, ...]:
    """The modifiers that stand in the Data stream because they are too many for their page."""
    if code not in HUGE and code != TABLE_PROPERTIES:
        return ()
    (offset,) = struct.unpack("<I", operand)
    if offset + 2 > len(data):
        raise broken("formatting points beyond the Data stream")
    (size,) = struct.unpack_from("<H", data, offset)
    return modifiers(data[offset + 2 : offset + 2 + size])
