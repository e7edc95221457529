"""Reads Word documents in the OLE container: .doc, .dot and what WPS saves as .wps (Word 97 to 2003)."""

import struct

from pipelines.blocks import Document
from pipelines.doc.body import read_blocks
from pipelines.doc.container import MAGIC, Container, open_container
from pipelines.doc.fib import broken, read_parts
from pipelines.doc.summary import title_in
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "application/msword"

MAIN_STREAM = "WordDocument"
# Streams by which other programs' documents are known.
OTHERS = ("Workbook", "Book", "PowerPoint Document", "EncryptedPackage", "VisioDocument")
SUMMARY = "\x05SummaryInformation"


def recognises(data: bytes) -> bool:
    """Whether the bytes are an OLE container with a Word document, or with nothing that other programs are known by."""
    if not data.startswith(MAGIC):
        return False
    try:
        names = open_container(data).streams.keys()
    except Unreadable:
        return not any(name.encode("utf-16-le") in data for name in OTHERS)
    return MAIN_STREAM in names or names.isdisjoint(OTHERS)


def read(data: bytes, declared_type: str = "") -> Document:
    """The document's printed paragraphs and tables, and the title that its properties declare.

    Deleted and hidden text, headers, footers, notes and comments are left out; the numbers of lists are written out.
    Raises `Unreadable`: damaged, encrypted, too_large, or needs_libreoffice for formats that are not read here.
    """
    container = open_container(data)
    if MAIN_STREAM not in container.streams:
        raise _not_word(container)
    try:
        blocks = read_blocks(read_parts(container))
    except (struct.error, IndexError) as error:
        raise broken(f"something in it ends too early ({error})") from error
    title = title_in(container.read(SUMMARY))
    return Document(tuple(blocks), {"title": title} if title else {})


def _not_word(container: Container) -> Unreadable:
    names = ", ".join(repr(name) for name in sorted(container.streams)[:8]) or "none"
    return Unreadable(
        "needs_libreoffice",
        f"an OLE container without a Word document, as early versions of WPS and Works write; its streams are {names}",
    )
