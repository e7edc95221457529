"""Reads pictures of pages: JPEG, PNG, TIFF with its pages, BMP, GIF and WebP."""

import io
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from pipelines.blocks import Document
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import REMEDY, document_of_pictures, is_installed, refuse_many

if TYPE_CHECKING:
    from pipelines.ocr.pictures import Picture

T = TypeVar("T")

PIXEL_LIMIT = 80_000_000  # on one page; a sheet of A3 at 600 dots an inch has 70 million
SMALLEST = 16  # pixels
_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
_PAGED = "TIFF"  # the frames of other formats are a moving picture


def recognises(data: bytes) -> bool:
    """Whether the bytes are a picture."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_bitmap = data[:2] == b"BM" and data[6:10] == bytes(4)  # the four bytes are reserved
    return data.startswith(_MARKS) or is_webp or is_bitmap


def read(data: bytes, declared_type: str = "") -> Document:
    """The paragraphs and ruled tables that are recognised, each cell with its confidence; its box is in pixels.

    Raises `Unreadable`: damaged, too_large, scan (the extra that recognises is not installed).
    """
    return _opened(data, _read)


def picture_in(data: bytes, least: tuple[int, int]) -> Image.Image:
    """The picture, of several the first, upright, of at least so many pixels across and down.

    Raises `Unreadable`: damaged, too_large, too_small.
    """
    if not recognises(data):
        raise Unreadable("damaged", f"{len(data)} bytes that are no picture (they begin with {data[:8]!r})")
    return _opened(data, lambda image: _first(image, least))


def _opened(data: bytes, read: Callable[[Image.Image], T]) -> T:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, on large pictures and odd metadata; sizes are limited here
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                return read(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("damaged", f"a picture of {len(data)} bytes that can't be opened ({error})") from error
    except Image.DecompressionBombError as error:
        raise Unreadable("too_large", str(error)) from error


def _first(image: Image.Image, least: tuple[int, int]) -> Image.Image:
    if image.width < least[0] or image.height < least[1]:
        raise Unreadable("too_small", f"{image.width} × {image.height} pixels have no room for a table")
    _refuse_large(image)
    image.load()
    return ImageOps.exif_transpose(image)


def _read(image: Image.Image) -> Document:
    if min(image.size) < SMALLEST:
        raise Unreadable("empty", f"a picture of {image.width} × {image.height} pixels has no room for a line of print")
    pages = getattr(image, "n_frames", 1) if image.format == _PAGED else 1
    _refuse_large(image)
    refuse_many(pages)
    if not is_installed():
        size = f"{image.width} × {image.height} pixels" + (f", {pages} pages" if pages > 1 else "")
        raise Unreadable("scan", f"a picture ({size}): {REMEDY}")
    return document_of_pictures(_pictures(image))


def _pictures(image: Image.Image) -> "Iterator[Picture]":
    from pipelines.ocr.pictures import picture_of

    for frame in ImageSequence.Iterator(image) if image.format == _PAGED else (image,):
        _refuse_large(frame)
        yield picture_of(ImageOps.exif_transpose(frame))


def _refuse_large(image: Image.Image) -> None:
    """Looks at the size that the header names, before anything is decoded."""
    if image.width * image.height > PIXEL_LIMIT:
        size = f"{image.width} × {image.height} pixels"
        raise Unreadable("too_large", f"{size}, the limit is {PIXEL_LIMIT:,}: scan the page at 300 dots an inch")
