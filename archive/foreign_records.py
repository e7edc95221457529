"""The records of WARC files that other programs wrote: plain, a gzip member each, or one gzip member for all.

What others write is taken with its slips (no blank lines after a block, bare line feeds), what is damaged is told, and
reading goes on at the next record.
"""

import re
from collections.abc import Callable, Iterator
from typing import IO

from zlib_ng import zlib_ng

from archive.errors import DamagedRecord
from archive.record import GZIP, MEMBER_START, Record

PIECE = 1 << 18  # bytes
LONGEST_BLOCK = 256 << 20  # bytes; longer ones are films and disk images, not reports
LONGEST_LINE = 1 << 16  # bytes
AHEAD = 64  # bytes: two line ends stand between records, and some writers leave a few more
VERSION = b"WARC/"

_RECORD_START = re.compile(rb"(?:^|\n)(?=WARC/[01]\.\d+\r?\n)")
_TEAR = None  # stands between pieces where bytes are missing

Pieces = Iterator[bytes | None]
OnDamage = Callable[[DamagedRecord], object]


def records_of_others(file: IO[bytes], name: str, on_damage: OnDamage) -> Iterator[Record]:
    """The records of an open WARC file; `offset` and `length` count unpacked bytes.

    Every place where bytes are no record goes to `on_damage`, with `name` in its message.
    """
    unpacked = _Unpacked(_pieces(file, name, on_damage))
    while unpacked.skip_blank_lines():
        try:
            yield _read_record(unpacked, name)
        except DamagedRecord as damage:
            on_damage(damage)
            unpacked.go_to_record()


class _Unpacked:
    """The unpacked bytes of a file, as many at a time as are asked for; none are read across a tear."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._held = b""
        self._at = 0  # how many of the held bytes are taken
        self._is_torn = False
        self.offset = 0

    def peek(self, length: int) -> bytes:
        """The next bytes, less than `length` only before a tear or the end; they stay."""
        self._hold(length)
        return self._held[self._at : self._at + length]

    def take(self, length: int) -> bytes:
        taken = self.peek(length)
        self._at += len(taken)
        self.offset += len(taken)
        return taken

    def put_back(self, data: bytes) -> None:
        """Undoes the last `take`, which gave `data`."""
        self._held, self._at = data + self._held[self._at :], 0
        self.offset -= len(data)

    def take_line(self) -> bytes:
        """The next line without its end. Raises DamagedRecord where there is none."""
        self._hold(1)
        end = self._held.find(b"\n", self._at)
        if end < 0:
            self._hold(LONGEST_LINE)
            end = self._held.find(b"\n", self._at, self._at + LONGEST_LINE)
        if end < 0:
            raise DamagedRecord("a line without an end")
        return self.take(end + 1 - self._at).rstrip(b"\r\n")

    def _hold(self, length: int) -> None:
        """Reads on until `length` bytes are held that are not taken, or a tear or the end comes."""
        total = len(self._held) - self._at
        if total >= length or self._is_torn:
            return
        parts = [self._held[self._at :]]
        while total < length and (piece := next(self._pieces, _TEAR)) is not _TEAR:
            parts.append(piece)
            total += len(piece)
        self._is_torn = total < length
        self._held, self._at = b"".join(parts), 0

    def skip_blank_lines(self) -> bool:
        """Goes to the next byte that is no line end, over a tear too; whether there is one."""
        while True:
            ahead = self.peek(AHEAD)
            blank = len(ahead) - len(ahead.lstrip(b"\r\n"))
            self.take(blank)
            if blank < len(ahead):
                return True
            if self._is_torn and not self._mend():
                return False

    def go_to_record(self) -> None:
        """Goes to the next line that begins a record, or to the end."""
        self.take(1)
        while True:
            ahead = self.peek(PIECE)
            if found := _RECORD_START.search(ahead):
                self.take(found.end())
                return
            self.take(max(len(ahead) - LONGEST_LINE, 1) if len(ahead) == PIECE else len(ahead))
            if not ahead and not self._mend():
                return

    def _mend(self) -> bool:
        """Goes on behind a tear; False at the end of the file."""
        while (piece := next(self._pieces, b"")) is _TEAR:
            pass  # one damaged member after another
        self._held, self._at, self._is_torn = piece, 0, not piece
        return bool(piece)


def _read_record(unpacked: _Unpacked, name: str) -> Record:
    start = unpacked.offset
    where = f"{name} at unpacked byte {start}"
    if not unpacked.peek(len(VERSION)).startswith(VERSION):
        raise DamagedRecord(f"{where}: these bytes begin no WARC record: {unpacked.peek(40)!r}")
    try:
        fields = tuple(_fields(unpacked))
    except DamagedRecord as damage:
        raise DamagedRecord(f"{where}: the head of a record breaks off") from damage
    record = Record(name, start, 0, fields, b"")
    what = f"{where}, the {record.kind} record of {record.field('WARC-Target-URI') or 'no address'}"
    length = record.field("Content-Length")
    if not length.isdecimal():
        raise DamagedRecord(f"{what} has the Content-Length {length!r}")
    if int(length) > LONGEST_BLOCK:
        raise DamagedRecord(f"{what} is {int(length):,} bytes long: more than {LONGEST_BLOCK >> 20} MiB are not read")
    block = unpacked.take(int(length))
    if len(block) < int(length):
        unpacked.put_back(block)  # a length that is too great hides the next record
        raise DamagedRecord(f"{what} has {len(block):,} of its {int(length):,} bytes")
    behind = unpacked.peek(AHEAD).lstrip(b"\r\n")
    if behind and not behind.startswith(VERSION):
        unpacked.put_back(block)
        raise DamagedRecord(f"{what} does not end after the {int(length):,} bytes that it says it has")
    return Record(name, start, unpacked.offset - start, fields, block)


def _fields(unpacked: _Unpacked) -> Iterator[tuple[str, str]]:
    unpacked.take_line()
    while line := unpacked.take_line():
        name, _, value = line.decode("utf-8", "replace").partition(":")
        yield name, value.strip()


def _pieces(file: IO[bytes], name: str, on_damage: OnDamage) -> Pieces:
    """The unpacked bytes of a file, with a tear wherever a gzip member is damaged."""
    start = file.read(PIECE)
    if not start.startswith(MEMBER_START[:2]):
        while start:
            yield start
            start = file.read(PIECE)
        return
    packed, unpacker = start, zlib_ng.decompressobj(GZIP)
    while packed or (packed := file.read(PIECE)):
        try:
            piece = unpacker.decompress(packed)
        except zlib_ng.error as error:  # type: ignore[misc]  # the package types its exception class as an instance
            on_damage(DamagedRecord(f"{name}: a gzip member is damaged ({error}); what it holds is lost"))
            yield _TEAR
            packed = _next_member(packed[1:], file)
            unpacker = zlib_ng.decompressobj(GZIP)
            continue
        packed = b""
        if piece:
            yield piece
        if unpacker.eof:
            # Some writers fill the last block with zeros.
            packed = unpacker.unused_data.lstrip(b"\0")
            unpacker = zlib_ng.decompressobj(GZIP)
            is_inside = bool(packed)
        else:
            is_inside = True
    if start and not unpacker.eof and is_inside:
        on_damage(DamagedRecord(f"{name}: the file ends inside a gzip member; fetch it again"))


def _next_member(packed: bytes, file: IO[bytes]) -> bytes:
    """The packed bytes from the next ones on that look like the start of a gzip member."""
    while (found := packed.find(MEMBER_START)) < 0:
        more = file.read(PIECE)
        if not more:
            return b""
        packed = packed[-2:] + more
    return packed[found:]
