"""Reads the values that a 7z header is made of, one after the other."""

import struct
from io import BytesIO

from pipelines.readers.unreadable import Unreadable


def take(header: BytesIO, length: int) -> bytes:
    """The next bytes. Raises `Unreadable` (damaged), as all here, where the header ends too early."""
    taken = header.read(length) if length <= header.getbuffer().nbytes else b""
    if len(taken) < length:
        raise Unreadable("damaged", "the 7z container's listing breaks off; fetch it again")
    return taken


def read_byte(header: BytesIO) -> int:
    """The next byte."""
    return take(header, 1)[0]


def read_number(header: BytesIO) -> int:
    """A number of one to nine bytes: as many ones as lead the first byte, so many bytes follow, lowest first."""
    first = read_byte(header)
    following = next((n for n in range(8) if not first & (0x80 >> n)), 8)
    low = int.from_bytes(take(header, following), "little")
    return low | (first & (0x7F >> following)) << (8 * following)


def read_count(header: BytesIO) -> int:
    """A number of things that are listed: no more than there are bytes."""
    number = read_number(header)
    if number > header.getbuffer().nbytes:
        raise Unreadable("damaged", f"the 7z container's listing claims {number} of something it has no room for")
    return number


def read_bits(header: BytesIO, count: int) -> list[bool]:
    """Flags, eight in a byte, the highest first."""
    packed = take(header, (count + 7) // 8)
    return [bool(packed[n // 8] & (0x80 >> n % 8)) for n in range(count)]


def read_digests(header: BytesIO, count: int) -> list[int | None]:
    """CRC-32 values, None where one is not given."""
    given = [True] * count if read_byte(header) else read_bits(header, count)
    return [struct.unpack("<I", take(header, 4))[0] if is_given else None for is_given in given]


def expect(header: BytesIO, mark: int) -> None:
    """Passes the byte that must stand here."""
    if (found := read_byte(header)) != mark:
        raise Unreadable("damaged", f"the 7z container's listing has mark {found:#x} where {mark:#x} must stand")
