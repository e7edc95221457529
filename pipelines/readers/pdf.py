"""Reads PDF documents that hold text."""

import threading
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.blocks import Document
from pipelines.pdf.flow import read_blocks
from pipelines.pdf.garbled import is_garbled
from pipelines.pdf.geometry import Page
from pipelines.pdf.page import read_page
from pipelines.pdf.pictures import in_words, pictures_among, see_pages
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import NOT_SEEN, READ_BY, REMEDY, blocks_of, is_installed

MEDIA_TYPE = "application/pdf"

MAGIC_WITHIN = 1024  # bytes that may stand before the mark (ISO 32000-1, annex H, note 13)
END = b"startxref"  # stands after the last object
PAGE_LIMIT = 1_000

# pdfium keeps global state: one document at a time in a process.
PDFIUM = threading.Lock()


def recognises(data: bytes) -> bool:
    """Whether the bytes are a PDF, whole or cut short."""
    return b"%PDF-" in data[:MAGIC_WITHIN]


def read(data: bytes, declared_type: str = "") -> Document:
    """The document's paragraphs and ruled tables, each cell with its page and box, and the title that it declares.

    Raises `Unreadable`: damaged, encrypted, too_large, scan (nothing to read but pictures), garbled_text (the fonts
    don't say which characters their glyphs are).
    """
    with PDFIUM, closing(_open(data)) as document:
        title = document.get_metadata_value("Title").strip()
        pages = [_read_page(document, number) for number in range(1, len(document) + 1)]
        pictures = pictures_among(document, pages, is_rubbish := is_garbled(_text(pages)))
        sights = see_pages(document, pictures)
    if sights:
        pages = [sights[page.number].page if page.number in sights else page for page in pages]
        is_rubbish = is_garbled(_text(pages))
    _refuse_without_text(pages, is_rubbish)
    facts = {"title": title} if title else {}
    if sights:
        facts[READ_BY] = "ocr"
    elif pictures:
        facts[NOT_SEEN] = f"{in_words(pictures)} of {len(pages)}; {REMEDY}"
    return Document(tuple(blocks_of(read_blocks(pages), sights)), facts)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    # pdfium would repair a file whose end is missing, and a cell whose number is lost would pass for a blank one.
    if data.rfind(END) < data.rfind(b"endobj"):
        raise Unreadable("damaged", f"the PDF breaks off after {len(data)} bytes; fetch it again")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable("encrypted", "a password opens the PDF; ask the publisher for an open copy") from error
        raise Unreadable("damaged", f"{len(data)} bytes that don't open as a PDF ({error}); fetch it again") from error
    if len(document) > PAGE_LIMIT:
        pages = len(document)
        document.close()
        raise Unreadable("too_large", f"{pages} pages, the limit is {PAGE_LIMIT}: no annual report is so long")
    return document


def _read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        return read_page(document, number)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged", f"page {number} can't be opened ({error}); fetch the file again") from error


def _text(pages: list[Page]) -> str:
    return "".join(word.text for page in pages for word in page.words)


def _remedy() -> str:
    return "nothing was recognised on them" if is_installed() else REMEDY


def _refuse_without_text(pages: list[Page], is_rubbish: bool) -> None:
    if not any(page.words for page in pages):
        hidden = " but an invisible layer, which is not what people see" if any(page.hidden for page in pages) else ""
        raise Unreadable("scan", f"{len(pages)} pages without text{hidden}: {_remedy()}")
    if is_rubbish:
        raise Unreadable(
            "garbled_text",
            f"the text is rubbish ({_text(pages)[:20]!r} ...): the fonts have no usable map to Unicode; {REMEDY}",
        )
