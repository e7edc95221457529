"""Draws a page of a PDF with the box of a number on it."""

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import ImageDraw

from archive.site.place import Place

_WIDTH = 1400  # pixels: small print of a full-width table stays readable
_TALLEST = 4000  # pixels: bounds the memory of a page that declares an absurd size
_PDFIUM = Lock()  # PDFium may be entered by one thread at a time


def page_image(body: bytes, place: Place) -> bytes:
    """The page as a PNG, the box in red. Raises ValueError where the bytes are no PDF or it has no such page."""
    with _open_page(body, place) as page:
        width, height = page.get_size()
        image = page.render(scale=min(_WIDTH / width, _TALLEST / height)).to_pil().convert("RGB")
        if place.box:
            left, top, right, bottom = _box_on_image(page, image.size, place.box)
            ImageDraw.Draw(image).rectangle((left - 3, top - 3, right + 3, bottom + 3), outline="#c8102e", width=4)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def percent_into(body: bytes, place: Place) -> tuple[float, float]:
    """How far across and down the page the box begins, in percent of its size. Raises ValueError as `page_image` does."""
    if place.box is None:
        return 0.0, 0.0
    with _open_page(body, place) as page:
        left, top, _, _ = _box_on_image(page, (1000, 1000), place.box)
    return left / 10, top / 10


@contextmanager
def _open_page(body: bytes, place: Place) -> Iterator[pypdfium2.PdfPage]:
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"the file is no PDF that can be opened: {error}") from error
        try:
            if not 0 < place.page <= len(document):
                raise ValueError(f"the PDF has {len(document)} pages, no page {place.page}")
            yield document[place.page - 1]
        finally:
            document.close()


def _box_on_image(
    page: pypdfium2.PdfPage, size: tuple[int, int], box: tuple[float, float, float, float]
) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a box in pixels of the image of its page."""
    (x1, y1), (x2, y2) = (_on_image(page, size, *corner) for corner in (box[:2], box[2:]))
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _on_image(page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """A point of the page in pixels of the image; PDFium knows of rotation and cropping."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
