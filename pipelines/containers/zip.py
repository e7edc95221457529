"""Zip containers (PKWARE APPNOTE 6.3), but not the documents that are zip files inside: .docx, .xlsx, .ofd, .odt, ...."""

import io
import struct
import zipfile
import zlib
from functools import partial
from itertools import pairwise
from lzma import LZMAError

from pipelines.containers.entry import Entry, decode_name, shown_name
from pipelines.readers.unreadable import Unreadable

MAGIC = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
SPANNED = b"PK00PK\x03\x04"  # a single volume of what was to be several
DOCUMENT_MARKS = ("[content_types].xml", "ofd.xml", "encryptions.xml", "mimetype", "meta-inf/manifest.mf")
# How a document begins, which tells it apart where its directory is lost.
FIRST_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"customXml/", b"OFD.xml", b"Doc_")
NAME_AT = 30  # bytes, of a member's header before its name
RECORD = b"PK\x01\x02"  # begins each line of the directory
RECORD_LIMIT = 100_000
IS_ENCRYPTED, IS_UTF8 = 0x1, 0x800
BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError)


def recognises(data: bytes) -> bool:
    """Whether the bytes are a zip container and no document, whole or damaged."""
    if not data.startswith((MAGIC, EMPTY, SPANNED)) or data[NAME_AT:].startswith(b"[Content_Types].xml"):
        return False
    if data.count(RECORD) > RECORD_LIMIT:
        return True
    try:
        names = {name.lower() for name in zipfile.ZipFile(io.BytesIO(data)).namelist()}
    except BROKEN:
        return not data[NAME_AT:].startswith(FIRST_MEMBERS)
    return names.isdisjoint(DOCUMENT_MARKS)


def list_entries(data: bytes) -> list[Entry]:
    """The files in the container. Raises `Unreadable`: damaged, too_large."""
    if (records := data.count(RECORD)) > RECORD_LIMIT:
        raise Unreadable("too_large", f"about {records} files in a zip container: no report comes so")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise Unreadable(
            "damaged", f"the zip container of {len(data)} bytes can't be opened ({error}); fetch it again"
        ) from error
    _refuse_overlaps(package)
    return [
        Entry(shown_name(_name(info)), info.file_size, partial(_read, package, info))
        for info in package.infolist()
        if not info.is_dir()
    ]


def _name(info: zipfile.ZipInfo) -> str:
    # What is not said to be UTF-8 is CP437 by the standard; programs on Chinese Windows write GBK there.
    if info.flag_bits & IS_UTF8:
        return info.orig_filename
    try:
        return decode_name(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.orig_filename


def _refuse_overlaps(package: zipfile.ZipFile) -> None:
    """A container whose members share bytes unpacks to any size one likes; no program writes such."""
    for info, following in pairwise(sorted(package.infolist(), key=lambda info: info.header_offset)):
        if info.header_offset + NAME_AT + info.compress_size > following.header_offset:
            raise Unreadable(
                "damaged", f"the zip container's members {info.filename!r} and {following.filename!r} overlap: refused"
            )


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & IS_ENCRYPTED:
        raise Unreadable("encrypted", "locked with a zip password; ask the publisher for an open copy")
    try:
        return package.read(info)
    except BROKEN as error:
        raise Unreadable(
            "damaged", f"can't be unpacked (compression method {info.compress_type}): {error}; fetch it again"
        ) from error
