"""Draws a page of a PDF with the box of a number on it."""

import ctypes
import io
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
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"the file is no PDF that can be opened: {error}") from error
        try:
            return _draw(document, place)
        finally:
            document.close()


def _draw(document: pypdfium2.PdfDocument, place: Place) -> bytes:
    if not 0 < place.page <= len(document):
        raise ValueError(f"the PDF has {len(document)} pages, no page {place.page}")
    page = document[place.page - 1]
    width, height = page.get_size()
    image = page.render(scale=min(_WIDTH / width, _TALLEST / height)).to_pil().convert("RGB")
    if place.box:
        left, bottom, right, top = place.box
        corners = [_on_image(page, image.size, x, y) for x, y in ((left, bottom), (right, top))]
        (x1, y1), (x2, y2) = corners
        box = (min(x1, x2) - 3, min(y1, y2) - 3, max(x1, x2) + 3, max(y1, y2) + 3)
        ImageDraw.Draw(image).rectangle(box, outline="#c8102e", width=4)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def _on_image(page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """A point of the page in pixels of the image; PDFium knows of rotation and cropping."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
