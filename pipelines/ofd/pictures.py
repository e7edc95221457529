"""The pages of an OFD that are pictures, drawn as the recogniser takes them."""

import zipfile
from typing import TYPE_CHECKING

from lxml import etree
from PIL import Image

from pipelines.docx.package import read_bytes
from pipelines.ofd import jbig2
from pipelines.ofd.documents import PageParts
from pipelines.ofd.matrix import POINTS, Matrix, apply, box_of, read_box
from pipelines.ofd.objects import read_objects
from pipelines.ofd.package import child, children, local, located, read_xml, text_at
from pipelines.readers.image import picture_in
from pipelines.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from pipelines.ocr.pictures import Picture

LARGEST = 4_000  # pixels, the longer side: a sheet of A3 at 200 dots an inch has 3,307
DOTS_A_POINT = 200 / 72
ROOM = (1, 1)  # pixels; strips of a page may be as low


def draw_page(package: zipfile.ZipFile, parts: PageParts) -> "Picture":
    """What the pictures of a page show together. Raises `Unreadable` where one of them can't be opened."""
    import numpy as np  # of the extra, as all that recognises

    from pipelines.ocr.pictures import Picture, gray_of

    width, height = parts.box[2] * POINTS, parts.box[3] * POINTS
    scale = min(DOTS_A_POINT, LARGEST / max(width, height))
    sheet = Image.new("L", (max(round(width * scale), 1), max(round(height * scale), 1)), 255)
    files = _files(package, parts)
    for element, matrix in read_objects(package, parts):
        if local(element) == "ImageObject":
            image = Image.fromarray(gray_of(_image(package, files, element)))
            _put(sheet, image, _on_sheet(element, matrix, scale, sheet.height))
    return Picture(np.asarray(sheet), scale)


def _files(package: zipfile.ZipFile, parts: PageParts) -> dict[str, str]:
    """The parts of the package that hold the pictures, by their ids."""
    files = {}
    for part in parts.units:
        resources = read_xml(package, part)
        folder = located(part, resources.get("BaseLoc", "")) + "/"
        for media in children(child(resources, "MultiMedias"), "MultiMedia"):
            files[media.get("ID", "")] = located(folder, text_at(media, "MediaFile"))
    return files


def _image(package: zipfile.ZipFile, files: dict[str, str], element: etree._Element) -> Image.Image:
    key = element.get("ResourceID", "")
    data = read_bytes(package, files[key]) if key in files else None
    if data is None:
        raise Unreadable("damaged", f"the OFD shows picture {key} and has none of this id; fetch it again")
    return jbig2.unpack(data) if data.startswith(jbig2.MARK) else picture_in(data, ROOM)


def _on_sheet(element: etree._Element, matrix: Matrix, scale: float, height: int) -> Matrix:
    """From the unit square that a picture fills by its CTM, else its boundary, to the pixels of the sheet."""
    _, _, wide, high = read_box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    across, down = (1.0, 1.0) if element.get("CTM") else (wide, high)
    a, b, c, d, e, f = matrix
    return a * across * scale, -b * across * scale, c * down * scale, -d * down * scale, e * scale, height - f * scale


def _put(sheet: Image.Image, image: Image.Image, matrix: Matrix) -> None:
    """Draws a picture on the sheet; one that lies upright keeps its sharpness best where it is only made smaller."""
    a, b, c, d, _, _ = matrix
    left, top, right, bottom = (round(edge) for edge in box_of([apply(matrix, x, y) for x in (0, 1) for y in (0, 1)]))
    if right <= left or bottom <= top or a * d == b * c:
        return
    if abs(b) + abs(c) < 1 and a > 0 and d > 0:
        size = (min(right - left, 2 * LARGEST), min(bottom - top, 2 * LARGEST))
        sheet.paste(image.resize(size, Image.Resampling.LANCZOS), (left, top))
        return
    mask = Image.new("L", image.size, 255)
    back = _back(matrix, image.size)
    drawn, where = (
        one.transform(sheet.size, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC) for one in (image, mask)
    )
    sheet.paste(drawn, (0, 0), where)


def _back(matrix: Matrix, size: tuple[int, int]) -> Matrix:
    """From the pixels of the sheet to those of a picture of this size."""
    a, b, c, d, e, f = matrix
    whole = a * d - b * c
    x, y = size[0] / whole, size[1] / whole
    return d * x, -c * x, (c * f - d * e) * x, -b * y, a * y, (b * e - a * f) * y
