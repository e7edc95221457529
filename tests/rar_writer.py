"""Writes RAR 5 containers with stored members, by the published description of the format: no free program writes RAR."""

import struct
from zlib import crc32

MAGIC = b"Rar!\x1a\x07\x01\x00"
MAIN, FILE, END = 1, 2, 5
HAS_DATA = 0x0002
HAS_CRC = 0x0004
UNIX = 1


def number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that another byte follows."""
    packed = bytearray()
    while value > 0x7F:
        packed.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*packed, value))


def block(kind: int, flags: int, fields: bytes, data: bytes = b"") -> bytes:
    """A header with its size and CRC, and the data that follows it."""
    size_of_data = number(len(data)) if flags & HAS_DATA else b""
    header = number(kind) + number(flags) + size_of_data + fields
    sized = number(len(header)) + header
    return struct.pack("<I", crc32(sized)) + sized + data


def file_block(name: str, content: bytes, method: int = 0, size: int | None = None, extra: bytes = b"") -> bytes:
    """A member: stored where `method` is 0, else claimed to be compressed so that it unpacks to `size` bytes."""
    raw = name.encode()
    fields = number(HAS_CRC) + number(len(content) if size is None else size) + number(0o644)
    fields += struct.pack("<I", crc32(content)) + number(method << 7) + number(UNIX) + number(len(raw)) + raw
    return block(FILE, HAS_DATA, fields + extra, content)


def rar(*blocks: bytes) -> bytes:
    """A container of these members."""
    return MAGIC + block(MAIN, 0, number(0)) + b"".join(blocks) + block(END, 0, number(0))
