"""WARC records: one as a value, its bytes, and reading them back.

WARC 1.1, ISO 28500:2017; every record is a gzip member of its own, so that any of them opens at its offset.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zlib_ng import zlib_ng

from archive.errors import DamagedRecord

Fields = Sequence[tuple[str, str]]

GZIP = 31  # zlib's window bits for a gzip header and trailer
# 5 costs 3 % more bytes than what warcio writes and a quarter of its time; see benchmarks/bench_warc.py.
LEVEL = 5
CHUNK = 1 << 16
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
    path: Path, start: int = 0, on_damage: Callable[[DamagedRecord], None] | None = None
) -> Iterator[Record]:
    """The records of a file from the offset `start` on, one in memory at a time.

    Where the bytes are no record DamagedRecord is raised, or handed to `on_damage`, and then reading goes on at the
    next gzip member that holds a record.
    """
    with path.open("rb") as file:
        descriptor = file.fileno()
        size = os.fstat(descriptor).st_size
        offset, is_searching = start, False
        while offset < size:
            try:
                record = _record_at(descriptor, offset, path.name)
            except DamagedRecord as damage:
                if on_damage is None:
                    raise
                if not is_searching:
                    on_damage(damage)
                is_searching = True
                offset = _next_member(descriptor, offset + 1, size)
                continue
            yield record
            offset, is_searching = offset + record.length, False


def read_record(path: Path, offset: int) -> Record:
    """The record that starts at `offset`. Raises DamagedRecord where there is none."""
    with path.open("rb") as file:
        return _record_at(file.fileno(), offset, path.name)


def _record_at(descriptor: int, offset: int, name: str) -> Record:
    data, length = _unpack_member(descriptor, offset, name)
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


def _unpack_member(descriptor: int, offset: int, name: str) -> tuple[bytes, int]:
    """The unpacked bytes of the gzip member at `offset`, and how long it is in the file."""
    unpacker = zlib_ng.decompressobj(GZIP)
    parts = []
    position = offset
    while not unpacker.eof:
        chunk = os.pread(descriptor, CHUNK, position)
        if not chunk:
            raise DamagedRecord(f"{name} at offset {offset}: the file ends inside a record")
        position += len(chunk)
        try:
            parts.append(unpacker.decompress(chunk))
        except zlib_ng.error as error:  # type: ignore[misc]  # the package types its exception class as an instance
            raise DamagedRecord(f"{name} at offset {offset}: {error}") from error
    return b"".join(parts), position - len(unpacker.unused_data) - offset


def _next_member(descriptor: int, offset: int, size: int) -> int:
    """Where the next bytes stand that look like the start of a gzip member, `size` where there are none."""
    while offset < size:
        chunk = os.pread(descriptor, CHUNK + len(MEMBER_START) - 1, offset)
        found = chunk.find(MEMBER_START)
        if found >= 0:
            return offset + found
        offset += CHUNK
    return size
