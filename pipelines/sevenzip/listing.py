"""What files a 7z container holds."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zlib import crc32

from pipelines.readers.unreadable import Unreadable
from pipelines.sevenzip.numbers import expect, read_bits, read_byte, read_count, read_number, take
from pipelines.sevenzip.streams import END, SIGNATURE_HEADER, Folder, read_streams
from pipelines.sevenzip.unpacking import unpack_folder

MAGIC = b"7z\xbc\xaf\x27\x1c"
HEADER, ARCHIVE_PROPERTIES, MAIN_STREAMS, FILES, ENCODED_HEADER = 0x01, 0x02, 0x04, 0x05, 0x17
EMPTY_STREAM, EMPTY_FILE, NAMES = 0x0E, 0x0F, 0x11
LISTING_LIMIT = 16 << 20  # bytes; 100,000 long names


@dataclass(frozen=True, slots=True)
class File:
    """One file: the folder it is packed in, None where it is empty, and its place among the files there."""

    name: str
    size: int
    folder: Folder | None
    place: int


def list_files(data: bytes) -> list[File]:
    """The container's files without its directories. Raises `Unreadable`: damaged, encrypted, too_large, unsupported."""
    listing = _listing(data)
    header = BytesIO(listing)
    if read_byte(header) == ENCODED_HEADER:
        folders = read_streams(header)
        if not folders:
            raise Unreadable("damaged", "the 7z container's packed listing can't be found; fetch it again")
        folder = folders[0]
        if folder.coders[-1].size > LISTING_LIMIT:
            raise Unreadable("too_large", f"the 7z container's listing alone has {folder.coders[-1].size} bytes")
        header = BytesIO(unpack_folder(data, folder))
        expect(header, HEADER)
    return _read_header(header)


def _listing(data: bytes) -> bytes:
    if len(data) < SIGNATURE_HEADER:
        raise Unreadable("damaged", f"a 7z container of {len(data)} bytes breaks off; fetch it again")
    at, length, digest = struct.unpack("<QQI", data[12:SIGNATURE_HEADER])
    if not length:
        return bytes((HEADER, END))
    if length > LISTING_LIMIT:
        raise Unreadable("too_large", f"the 7z container's listing alone has {length} bytes")
    listing = data[SIGNATURE_HEADER + at : SIGNATURE_HEADER + at + length]
    if len(listing) < length or crc32(listing) != digest:
        raise Unreadable(
            "damaged", "the 7z container is cut short, damaged, or the first of several volumes; fetch it again"
        )
    return listing


def _read_header(header: BytesIO) -> list[File]:
    folders: list[Folder] = []
    files: list[File] = []
    while (mark := read_byte(header)) != END:
        if mark == ARCHIVE_PROPERTIES:
            while read_byte(header) != END:
                take(header, read_number(header))
        elif mark == MAIN_STREAMS:
            folders = read_streams(header)
        elif mark == FILES:
            files = _read_files(header, folders)
        else:
            raise Unreadable("damaged", f"the 7z container's listing has the unknown mark {mark:#x}")
    return files


def _read_files(header: BytesIO, folders: list[Folder]) -> list[File]:
    count = read_count(header)
    names = [""] * count
    is_empty = [False] * count
    empty_files: list[bool] = []
    while (kind := read_byte(header)) != END:
        part = BytesIO(take(header, read_number(header)))
        if kind == NAMES:
            expect(part, 0)  # 1: kept elsewhere, which no program does
            names = [_read_name(part) for _ in range(count)]
        elif kind == EMPTY_STREAM:
            is_empty = read_bits(part, count)
        elif kind == EMPTY_FILE:
            empty_files = read_bits(part, sum(is_empty))
    streams = iter([(folder, place) for folder in folders for place in range(len(folder.sizes))])
    are_files = iter(empty_files or [False] * sum(is_empty))
    return [file for name, none in zip(names, is_empty, strict=True) if (file := _file(name, none, streams, are_files))]


def _file(name: str, is_empty: bool, streams: Iterator[tuple[Folder, int]], are_files: Iterator[bool]) -> File | None:
    """The next file; None for a directory."""
    if is_empty:
        return File(name, 0, None, 0) if next(are_files) else None
    folder, place = next(streams, (None, 0))
    if folder is None:
        raise Unreadable("damaged", f"the 7z container lists {name!r} and holds no bytes for it; fetch it again")
    return File(name, folder.sizes[place], folder, place)


def _read_name(part: BytesIO) -> str:
    name = bytearray()
    while (pair := take(part, 2)) != b"\0\0":
        name += pair
    return name.decode("utf-16-le", "replace")
