"""Reads workbooks of Excel 2 to 2003, in the OLE container or bare: .xls, .xlt, and what WPS saves as .et."""

import struct

from pipelines.blocks import Document
from pipelines.doc.container import MAGIC, open_container
from pipelines.doc.summary import title_in
from pipelines.readers.unreadable import Unreadable
from pipelines.sheets.biff import read_sheets
from pipelines.sheets.flow import read_blocks

MEDIA_TYPE = "application/vnd.ms-excel"

STREAMS = ("Workbook", "Book")  # since Excel 97, and before
WORD_STREAM = "WordDocument"
SUMMARY = "\x05SummaryInformation"
# The record that begins a bare workbook (versions 2 to 8): its number, its length, and for the later ones its version.
BARE = (b"\t\x08\x10\x00\x00\x06", b"\t\x08\x08\x00\x00\x05", b"\t\x04\x06\x00", b"\t\x02\x06\x00", b"\t\x00\x04\x00")
SIZE_LIMIT = 60_000_000  # bytes of the stream; 65,536 rows of 50 cells are as large
END, LOCK, RECORD_HEAD = 0x0A, 0x2F, 4


def recognises(data: bytes) -> bool:
    """Whether the bytes are a workbook of those years, whole or cut short."""
    if not data.startswith(MAGIC):
        return data.startswith(BARE)
    try:
        names = open_container(data).streams.keys()
    except Unreadable:
        return any(name.encode("utf-16-le") in data for name in STREAMS)
    return not names.isdisjoint(STREAMS) and WORD_STREAM not in names


def read(data: bytes, declared_type: str = "") -> Document:
    """The tables and paragraphs of all sheets that are shown, and the title that the workbook's properties declare.

    Hidden sheets, rows and columns are left out, as in .xlsx; a cell's text is what the program shows. Raises
    `Unreadable`: damaged, encrypted, too_large or empty.
    """
    stream, title = data, ""
    if data.startswith(MAGIC):
        container = open_container(data)
        stream = next((found for name in STREAMS if (found := container.read(name))), b"")
        title = title_in(container.read(SUMMARY))
    if len(stream) > SIZE_LIMIT:
        raise Unreadable("too_large", f"the workbook has {len(stream)} bytes; the limit is {SIZE_LIMIT}")
    if _is_locked(stream):
        raise Unreadable("encrypted", "the workbook is locked with a password; ask the publisher for an open copy")
    blocks = read_blocks(read_sheets(stream))
    if not blocks:
        raise Unreadable("empty", "none of the sheets that the workbook shows holds text; it may hold pictures")
    return Document(tuple(blocks), {"title": title} if title else {})


def _is_locked(stream: bytes) -> bool:
    """Whether the records up to the end of the first part say that those after them are encrypted ([MS-XLS] 2.4.117)."""
    at = 0
    while at + RECORD_HEAD <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        if number in (END, LOCK):
            return bool(number == LOCK)
        at += RECORD_HEAD + length
    return False
