"""The pages of a PDF that are pictures: scanned, drawn as outlines, or set in fonts that don't say what they print."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.pdf.geometry import Page
from pipelines.recognition import is_installed, recognise_pages, refuse_many

if TYPE_CHECKING:
    from pipelines.ocr.document import Sight
    from pipelines.ocr.pictures import Picture

LARGEST = 4_000  # pixels, the longer side: a sheet of A3 at 200 dots an inch has 3,307


def pictures_among(document: pypdfium2.PdfDocument, pages: Sequence[Page], is_garbled: bool) -> list[int]:
    """The numbers of the pages that show something and say nothing in text; of all pages where the text is garbled."""
    return [page.number for page in pages if is_garbled or (not page.words and _shows_something(document, page.number))]


def see_pages(document: pypdfium2.PdfDocument, numbers: Sequence[int]) -> "dict[int, Sight]":
    """What is recognised on the pages of these numbers, by number; nothing where the extra is not installed.

    Raises `Unreadable` where they are too many.
    """
    if not numbers or not is_installed():
        return {}
    refuse_many(len(numbers))
    return recognise_pages(_pictures(document, numbers))


def in_words(numbers: Sequence[int]) -> str:
    """Page numbers for people: "page 3", "pages 3, 4 and 7"."""
    *first, last = map(str, numbers)
    return f"pages {', '.join(first)} and {last}" if first else f"page {last}"


def _pictures(document: pypdfium2.PdfDocument, numbers: Sequence[int]) -> "Iterator[tuple[int, Picture]]":
    from pipelines.ocr.pictures import DOTS, Picture

    for number in numbers:
        page = document[number - 1]
        scale = min(DOTS / 72, LARGEST / max(page.get_size()))
        bitmap = page.render(scale=scale, grayscale=True)
        yield number, Picture(bitmap.to_numpy().squeeze().copy(), scale)
        bitmap.close()
        page.close()


def _shows_something(document: pypdfium2.PdfDocument, number: int) -> bool:
    page = document[number - 1]
    objects = pdfium.FPDFPage_CountObjects(page.raw)
    page.close()
    return bool(objects)
