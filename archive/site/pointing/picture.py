"""Draws a picture of a page, as it was scanned, with the box of a number on it."""

import io

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from archive.site.place import Place

_WIDTH = 1400  # pixels: small print of a full-width table stays readable
_TALLEST = 12_000  # pixels: bounds the memory of a page of the web that is one long picture
_LARGEST = 80_000_000  # pixels; reports are not read from larger ones either
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
_MARKS = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"GIF8", b"BM", b"RIFF")


def is_picture(body: bytes) -> bool:
    """Whether the bytes begin as a picture does."""
    return body.startswith(_MARKS)


def page_image(body: bytes, place: Place) -> bytes:
    """The page as a PNG, the box in red. Raises ValueError where the bytes are no picture or it has no such page."""
    page = _page(body, place)
    image = page.convert("RGB")
    image.thumbnail((_WIDTH, _TALLEST))
    if place.box:
        left, top, right, bottom = _box_from_top(page, place.box)
        across, down = image.width / page.width, image.height / page.height
        box = (left * across - 3, top * down - 3, right * across + 3, bottom * down + 3)
        ImageDraw.Draw(image).rectangle(box, outline="#c8102e", width=4)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def percent_into(body: bytes, place: Place) -> tuple[float, float]:
    """How far across and down the page the box begins, in percent of its size. Raises ValueError as `page_image` does."""
    if place.box is None:
        return 0.0, 0.0
    page = _page(body, place)
    left, top, _, _ = _box_from_top(page, place.box)
    return 100 * left / page.width, 100 * top / page.height


def _page(body: bytes, place: Place) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(body), formats=_FORMATS)
        image.seek(max(place.page, 1) - 1)
        if image.width * image.height > _LARGEST:
            raise ValueError(f"the picture has {image.width} × {image.height} pixels, too many to be shown")
        return ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError) as error:
        raise ValueError(f"the file is no picture with a page {place.page}: {error}") from error


def _box_from_top(page: Image.Image, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return left, page.height - top, right, page.height - bottom
