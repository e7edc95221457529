"""WARC records: one as a value, its bytes, and reading them back.

WARC 1.1, ISO 28500:2017; every record is a gzip member of its own, so that any of them opens at its offset.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zlib_ng import zlib_ng

from archive.errors import DamagedRecord
from archive.storage import AHEAD, Place, Reader, open_place

Fields = Sequence[tuple[str, str]]

GZIP = 31  # zlib's window bits for a gzip header and trailer
# 5 costs 3 % more bytes than what warcio writes and a quarter of its time; see benchmarks/bench_warc.py.
LEVEL = 5
CHUNK = 1 << 16  # bytes that are read at first; each further reading of the same record takes twice as many
LONGEST_CHUNK = 1 << 22
MEMBER_START = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a file. `length` counts the bytes of the gzip member, `block` is unpacked."""

    file: str
    offset: int
    length: int
    fields: tuple[tuple[str, str], ...]
    block: bytes

    def field(self, name: str) -> str:
        """The first value of a named field, "" where the record has none."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), "")

    @property
    def kind(self) -> str:
        return self.field("WARC-Type")

    @property
    def record_id(self) -> str:
        return bare_id(self.field("WARC-Record-ID"))


def bare_id(field: str) -> str:
    """A record id without its <urn:uuid:…>."""
    return field.removeprefix("<").removesuffix(">").removeprefix("urn:uuid:")


def sha1_digest(data: bytes) -> str:
    """ "sha1:" and the base32 SHA-1, the way WARC files label digests."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def packed_record(fields: Fields, block: bytes) -> bytes:
    """The gzip member for a record; its block digest and length are added to `fields`, blank fields are left out."""
    lines = [f"{name}: {one_line(value)}" for name, value in fields if value]
    lines.append(f"WARC-Block-Digest: {sha1_digest(block)}")
    lines.append(f"Content-Length: {len(block)}")
    head = "WARC/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
    return zlib_ng.compress(head.encode("utf-8") + block + b"\r\n\r\n", LEVEL, GZIP)


def one_line(value: str) -> str:
    """The value as a field can hold it: without line breaks, which would start a field of their own.

    Lone surrogates, which come out of wrongly decoded links and which UTF-8 cannot hold, become "?".
    """
    if value.isprintable():
        return value
    value = value.encode("utf-8", "replace").decode("utf-8")
    return value if value.isprintable() else " ".join(value.split())


def iterate_records(
    place: Place, start: int = 0, on_damage: Callable[[DamagedRecord], None] | None = None
) -> Iterator[Record]:
    """The records of a file from the offset `start` on, one in memory at a time.

    Where the bytes are no record DamagedRecord is raised, or handed to `on_damage`, and then reading goes on at the
    next gzip member that holds a record.
    """
    with open_place(place, AHEAD) as file:
        yield from records_in(file, start, on_damage)


def records_in(
    file: Reader, start: int = 0, on_damage: Callable[[DamagedRecord], None] | None = None
) -> Iterator[Record]:
    """`iterate_records` of a file that is open already."""
    offset, is_searching = start, False
    while offset < file.size:
        try:
            record = record_at(file, offset)
        except DamagedRecord as damage:
            if on_damage is None:
                raise
            if not is_searching:
                on_damage(damage)
            is_searching = True
            offset = _next_member(file, offset + 1)
            continue
        yield record
        offset, is_searching = offset + record.length, False


def read_record(place: Place, offset: int) -> Record:
    """The record that starts at `offset`. Raises DamagedRecord where there is none."""
    with open_place(place) as file:
        return record_at(file, offset)


def record_at(file: Reader, offset: int) -> Record:
    """`read_record` of a file that is open already."""
    name = file.name
    data, length = _unpack_member(file, offset)
    head, separator, rest = data.partition(b"\r\n\r\n")
    if not separator or not head.startswith(b"WARC/1."):
        raise DamagedRecord(f"{name} at offset {offset}: a gzip member that holds no WARC record")
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    fields = tuple((key, value.strip()) for key, _, value in (line.partition(":") for line in lines))
    block = rest[:-4]
    declared = next((value for key, value in fields if key.lower() == "content-length"), "")
    if rest[-4:] != b"\r\n\r\n" or declared != str(len(block)):
        raise DamagedRecord(f"{name} at offset {offset}: the record says {declared} bytes and holds {len(block)}")
    return Record(name, offset, length, fields, block)


def _unpack_member(file: Reader, offset: int) -> tuple[bytes, int]:
    """The unpacked bytes of the gzip member at `offset`, and how long it is in the file."""
    unpacker = zlib_ng.decompressobj(GZIP)
    parts = []
    position, wanted = offset, CHUNK
    while not unpacker.eof:
        chunk = file.read_at(position, wanted)
        if not chunk:
            raise DamagedRecord(f"{file.name} at offset {offset}: the file ends inside a record")
        position, wanted = position + len(chunk), min(2 * wanted, LONGEST_CHUNK)
        try:
            parts.append(unpacker.decompress(chunk))
        except zlib_ng.error as error:  # type: ignore[misc]  # the package types its exception class as an instance
            raise DamagedRecord(f"{file.name} at offset {offset}: {error}") from error
    return b"".join(parts), position - len(unpacker.unused_data) - offset


def _next_member(file: Reader, offset: int) -> int:
    """Where the next bytes stand that look like the start of a gzip member, the file's size where there are none."""
    while offset < file.size:
        chunk = file.read_at(offset, CHUNK + len(MEMBER_START) - 1)
        found = chunk.find(MEMBER_START)
        if found >= 0:
            return offset + found
        offset += CHUNK
    return file.size
