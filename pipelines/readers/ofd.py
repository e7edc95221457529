"""Reads OFD documents (GB/T 33190-2016), China's own format for pages as they are printed."""

import io
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.blocks import Document
from pipelines.docx.package import BROKEN_ZIP
from pipelines.ofd.documents import PageParts, read_pages, read_title
from pipelines.ofd.package import LOCK, ROOT, open_ofd
from pipelines.ofd.page import read_page
from pipelines.ofd.pictures import draw_page
from pipelines.pdf.flow import read_blocks
from pipelines.pdf.garbled import is_garbled
from pipelines.pdf.geometry import Page
from pipelines.pdf.pictures import in_words
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import (
    NOT_SEEN,
    READ_BY,
    REMEDY,
    blocks_of,
    is_installed,
    recognise_pages,
    refuse_many,
)

if TYPE_CHECKING:
    from pipelines.ocr.document import Sight

MEDIA_TYPE = "application/ofd"

ZIP_MAGIC = b"PK\x03\x04"
NAME_AT = 30  # bytes, of the first member's header before its name
FIRST_MEMBERS = (ROOT.encode(), LOCK.encode(), b"Doc_")
LETTER_LIMIT = 1_000_000  # in the document; 500 full pages


def recognises(data: bytes) -> bool:
    """Whether the bytes are an OFD document, whole or cut short."""
    if not data.startswith(ZIP_MAGIC):
        return False
    if data[NAME_AT:].startswith(FIRST_MEMBERS):
        return True
    if ROOT.lower().encode() not in data.lower() and LOCK.lower().encode() not in data.lower():
        return False
    try:
        names = {name.lower() for name in zipfile.ZipFile(io.BytesIO(data)).namelist()}
    except BROKEN_ZIP:
        return False
    return not names.isdisjoint((ROOT.lower(), LOCK.lower()))


def read(data: bytes, declared_type: str = "") -> Document:
    """The document's paragraphs and tables, each cell with its page and box, and the title that it declares.

    Seals, signatures and annotations are left out. Raises `Unreadable`: damaged, encrypted, too_large, scan (nothing to
    read but pictures), garbled_text (the file says which glyphs it prints and not which characters they are).
    """
    with closing(open_ofd(data)) as package:
        title = read_title(package)
        pages: list[Page] = []
        pictured: dict[int, PageParts] = {}
        letters = 0
        for number, parts in enumerate(read_pages(package), start=1):
            page, images = read_page(package, parts, number)
            pages.append(page)
            if images and not page.words:
                pictured[number] = parts
            letters += sum(len(word.text) for word in page.words)
            if letters > LETTER_LIMIT:
                raise Unreadable("too_large", f"more than {LETTER_LIMIT} letters: no annual report is so long")
        sights, not_seen = _see_pages(package, pictured)
    pages = [sights[page.number].page if page.number in sights else page for page in pages]
    _refuse_without_text(pages, not_seen)
    facts = {"title": title} if title else {}
    facts |= {READ_BY: "ocr"} if sights else {}
    facts |= {NOT_SEEN: f"{not_seen} (of {len(pages)} pages)"} if not_seen else {}
    return Document(tuple(blocks_of(read_blocks(pages), sights)), facts)


def _see_pages(package: zipfile.ZipFile, pictured: dict[int, PageParts]) -> "tuple[dict[int, Sight], str]":
    """What is recognised on the pages that are pictures, and which of them were not looked at, with the reason."""
    if not pictured:
        return {}, ""
    if not is_installed():
        return {}, f"{in_words(list(pictured))}; {REMEDY}"
    refuse_many(len(pictured))
    sights: dict[int, Sight] = {}
    reasons = []
    for number, parts in pictured.items():
        try:
            sights |= recognise_pages([(number, draw_page(package, parts))])
        except Unreadable as refused:
            reasons.append(f"page {number}: {refused.detail}")
    return sights, "; ".join(reasons)


def _refuse_without_text(pages: list[Page], not_seen: str) -> None:
    text = "".join(word.text for page in pages for word in page.words)
    if not text:
        hidden = " but an invisible layer, which is not what people see" if any(page.hidden for page in pages) else ""
        raise Unreadable(
            "scan",
            f"{len(pages)} pages of OFD without text{hidden}: {not_seen or 'nothing was recognised on them'}",
        )
    if is_garbled(text):
        raise Unreadable(
            "garbled_text",
            f"the text is rubbish ({text[:20]!r} ...): the OFD names glyphs, not characters; print it to PDF for OCR",
        )
