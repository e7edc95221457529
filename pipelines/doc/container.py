"""The OLE container: named streams in chains of sectors ([MS-CFB])."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from pipelines.readers.unreadable import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512  # bytes
ENTRY = 128  # bytes of one entry of the directory
SECTOR_SHIFTS = (9, 12)
MINI_SHIFT = 6
FIRST_TABLE_SECTORS = 109  # of the allocation table, that are listed in the header
LAST_SECTOR = 0xFFFFFFFA  # numbers above it say that a chain ends or that a sector is free
NO_ENTRY = 0xFFFFFFFF
STREAM = 2  # the kind of an entry
STREAM_LIMIT = 200_000_000  # bytes


class Entry(NamedTuple):
    """One entry of the directory. `first` sector, `size` in bytes, `left`, `right` and `inner` are other entries."""

    name: str
    kind: int
    left: int
    right: int
    inner: int
    first: int
    size: int


@dataclass(frozen=True, slots=True)
class Container:
    """`streams` are those that stand in no folder: name → first sector and size in bytes."""

    data: bytes
    shift: int  # a sector has 2 ** shift bytes
    table: tuple[int, ...]  # sector → the next one of its chain
    mini_table: tuple[int, ...]
    mini_data: bytes
    mini_below: int  # streams smaller than this many bytes stand in small sectors
    streams: dict[str, tuple[int, int]]

    def read(self, name: str) -> bytes:
        """The bytes of a stream, b"" where there is none. Raises `Unreadable` where some of them are missing."""
        if name not in self.streams:
            return b""
        first, size = self.streams[name]
        if size < self.mini_below:
            whole = _join(self.mini_data, 0, MINI_SHIFT, self.mini_table, first, size)
        else:
            whole = _join(self.data, 1 << self.shift, self.shift, self.table, first, size)
        if len(whole) < size:
            raise Unreadable(
                "damaged", f"stream {name} has {len(whole)} of its {size} bytes: the file is cut short; fetch it again"
            )
        return whole[:size]


def open_container(data: bytes) -> Container:
    """The container and the names in it. Raises `Unreadable` where its tables or its directory are broken."""
    if len(data) < HEADER:
        raise _broken("it ends in its header")
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in SECTOR_SHIFTS or mini_shift != MINI_SHIFT:
        raise _broken(f"sectors of 2 to the {shift} and {mini_shift} bytes do not exist")
    first_entry, mini_below, first_mini = struct.unpack_from("<I4xII", data, 48)
    table = _numbers(_sectors(data, shift, _table_sectors(data, shift)))
    entries = _entries(_join(data, 1 << shift, shift, table, first_entry, STREAM_LIMIT))
    if not entries:
        raise _broken("its directory is missing")
    mini_table = _numbers(_join(data, 1 << shift, shift, table, first_mini, STREAM_LIMIT))
    mini_data = _join(data, 1 << shift, shift, table, entries[0].first, entries[0].size)
    streams = {entry.name: (entry.first, entry.size) for entry in _top_level(entries) if entry.kind == STREAM}
    return Container(data, shift, table, mini_table, mini_data, mini_below, streams)


def _table_sectors(data: bytes, shift: int) -> list[int]:
    """The sectors that hold the allocation table: listed in the header, and further on in a chain of their own."""
    count, further = struct.unpack_from("<I20xI", data, 44)
    if count > len(data) >> shift:
        raise _broken(f"its allocation table is longer than the file ({count} sectors)")
    listed = list(struct.unpack_from(f"<{FIRST_TABLE_SECTORS}I", data, 76))
    per_sector = (1 << shift) // 4
    while len(listed) < count:
        page = _numbers(_sectors(data, shift, [further]))
        if len(page) < per_sector:
            raise _broken("the list of its allocation table is cut short")
        listed += page[:-1]
        further = page[-1]
    return listed[:count]


def _sectors(data: bytes, shift: int, numbers: Iterable[int]) -> bytes:
    size = 1 << shift
    return b"".join(data[(number + 1) * size : (number + 2) * size] for number in numbers)


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _join(data: bytes, offset: int, shift: int, table: tuple[int, ...], first: int, size: int) -> bytes:
    """The bytes of a chain up to `size`, rounded up to sectors; fewer where the chain breaks off."""
    if size > STREAM_LIMIT:
        raise Unreadable("too_large", f"a stream of {size} bytes; the limit is {STREAM_LIMIT}")
    numbers = list(islice(_chain(table, first), -(-size // (1 << shift))))
    if len(set(numbers)) < len(numbers):
        raise _broken("a chain of its sectors runs in a circle")
    parts: list[bytes] = []
    start = 0
    while start < len(numbers):  # neighbours in one piece: most streams lie in a row
        end = start + 1
        while end < len(numbers) and numbers[end] == numbers[end - 1] + 1:
            end += 1
        begin = offset + (numbers[start] << shift)
        part = data[begin : begin + (end - start << shift)]
        parts.append(part)
        if len(part) < end - start << shift:
            break
        start = end
    return b"".join(parts)


def _chain(table: tuple[int, ...], sector: int) -> Iterator[int]:
    seen = 0
    while sector < len(table) and sector < LAST_SECTOR and seen < len(table):
        yield sector
        sector = table[sector]
        seen += 1


def _entries(directory: bytes) -> list[Entry]:
    entries: list[Entry] = []
    for start in range(0, len(directory) - ENTRY + 1, ENTRY):
        length, kind, *links = struct.unpack_from("<HBxIII", directory, start + 64)
        name = directory[start : start + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        entries.append(Entry(name, kind, *links, *struct.unpack_from("<II", directory, start + 116)))
    return entries


def _top_level(entries: list[Entry]) -> Iterator[Entry]:
    """The entries that stand directly in the root, which is the first entry."""
    waiting = [entries[0].inner]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if len(entries) <= number < NO_ENTRY:
            raise _broken("its directory is cut short")
        if number != NO_ENTRY and number not in seen:
            seen.add(number)
            yield entries[number]
            waiting += (entries[number].left, entries[number].right)


def _broken(what: str) -> Unreadable:
    return Unreadable("damaged", f"the OLE container can't be opened: {what}; the file is cut short or damaged")
