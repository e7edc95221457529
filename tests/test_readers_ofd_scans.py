"""OFD documents whose pages are pictures: they are recognised as other scans are, however the pictures lie on the page."""

import io
import struct
from itertools import pairwise

import pytest
from PIL import Image, ImageOps

from pipelines.blocks import Table
from pipelines.ofd import jbig2
from pipelines.read import Context, read_report
from pipelines.readers import read_document
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import NOT_SEEN
from pipelines.report import Report, State, Unread
from tests.documents.make_scans import scanned
from tests.ofd_writer import Page, Picture, ofd, pages_of_pdf
from tests.test_readers_ocr import judged, needs_ocr, source_pdf, without_ocr

NAME = "pdf_cut_in_merged_label_2021"
DOTS = 200
MILLIMETRES = 25.4 / DOTS  # in a pixel


def packed(image: Image.Image, format: str) -> bytes:
    data = io.BytesIO()
    image.save(data, format)
    return data.getvalue()


def sheet(image: Image.Image, format: str, name: str) -> Page:
    """A page that is one picture."""
    wide, high = image.width * MILLIMETRES, image.height * MILLIMETRES
    return Page(wide, high, (), (), (Picture(packed(image, format), name, (wide, 0, 0, high, 0, 0)),))


def bands(image: Image.Image) -> Page:
    """A page in three pictures, one below the other, as some scanners cut it."""
    edges = [0, image.height // 3, image.height // 2, image.height]
    wide, page = image.width * MILLIMETRES, Page(image.width * MILLIMETRES, image.height * MILLIMETRES, (), ())
    pictures = []
    for top, bottom in pairwise(edges):
        band = packed(image.crop((0, top, image.width, bottom)), "PNG")
        ctm = (wide, 0, 0, (bottom - top) * MILLIMETRES, 0, top * MILLIMETRES)
        pictures.append(Picture(band, f"band_{top}.png", ctm))
    return Page(page.width, page.height, (), (), tuple(pictures))


def turned(image: Image.Image) -> Page:
    """A page whose picture lies on its side in the file and is set upright by its CTM."""
    wide, high = image.width * MILLIMETRES, image.height * MILLIMETRES
    lying = packed(image.rotate(90, expand=True), "PNG")  # what was its top is now its left edge
    return Page(wide, high, (), (), (Picture(lying, "lying.png", (0, high, -wide, 0, wide, 0)),))


def jb2(image: Image.Image) -> bytes:
    """A JBIG2 file of one generic region, packed as a fax (T.88, 6.2.6)."""
    data = io.BytesIO()
    rows = {278: image.height}  # in a strip: all
    ImageOps.invert(image).convert("1").save(data, "TIFF", compression="group4", tiffinfo=rows)  # ink is 1
    with Image.open(data) as tiff:
        [offset], [length] = tiff.tag_v2[273], tiff.tag_v2[279]
    fax = data.getvalue()[offset : offset + length]
    size = struct.pack(">II", *image.size)
    page = size + struct.pack(">IIBH", 0, 0, 0, 0)
    region = size + struct.pack(">IIBB", 0, 0, 0, 1) + fax
    segments = [(48, page), (38, region), (49, b""), (51, b"")]
    head = jbig2.MARK + b"\x01" + struct.pack(">I", 1)
    return head + b"".join(
        struct.pack(">IBBBI", number, kind, 0, 0 if kind == 51 else 1, len(held)) + held
        for number, (kind, held) in enumerate(segments)
    )


def black_and_white(image: Image.Image) -> Image.Image:
    return image.point(lambda gray: 255 * (gray > 180))


@needs_ocr
def test_an_ofd_of_pictures_is_read_and_no_number_is_wrong_without_a_flag() -> None:
    first, second = scanned(source_pdf(NAME), DOTS)
    report = read_report(ofd([sheet(first, "JPEG", "a.jpg"), bands(second)]), Context(url=""))
    assert isinstance(report, Report), report
    right, unsure, wrong = judged(report, NAME)
    assert wrong == []
    assert right >= 0.95 * (right + unsure)
    assert report.read_by == "ocr"
    place = next(figure.place for figure in report.figures if figure.table_key == "disputes" and figure.value)
    assert ", page 2, box " in place


@needs_ocr
def test_a_picture_that_lies_on_its_side_and_one_in_jbig2_are_drawn_upright() -> None:
    page = scanned(source_pdf(NAME), DOTS, noise=0.0)[1]
    plain = black_and_white(page)
    wide, high = page.width * MILLIMETRES, page.height * MILLIMETRES
    picture = Picture(jb2(plain), "a.jb2", (wide, 0, 0, high, 0, 0))
    shown = [sheet(plain, "PNG", "a.png"), turned(plain), Page(wide, high, (), (), (picture,))]
    read = [[b.cells for b in read_document(ofd([one])).blocks if isinstance(b, Table)] for one in shown]
    texts = [[[cell.text for cell in table] for table in tables] for tables in read]
    assert texts[0] and sum(map(len, texts[0])) > 100
    assert texts[1] == texts[2] == texts[0]


@needs_ocr
def test_a_page_whose_picture_is_of_an_unknown_kind_leaves_its_cells_ambiguous() -> None:
    text_page = pages_of_pdf(source_pdf(NAME))[0]
    odd = Page(210, 297, (), (), (Picture(b"II\xbc\x01 JPEG XR", "a.jxr", (210, 0, 0, 297, 0, 0)),))
    document = ofd([text_page, odd])
    assert "page 2: " in read_document(document).facts[NOT_SEEN]
    report = read_report(document, Context(url=""))
    assert isinstance(report, Report)
    assert {figure.state for figure in report.figures if figure.table_key == "disputes"} == {State.AMBIGUOUS}


@without_ocr
def test_without_the_extra_an_ofd_of_pictures_is_a_scan_and_the_remedy_is_named() -> None:
    read = read_report(ofd([sheet(Image.new("L", (600, 800), 200), "PNG", "a.png")]), Context(url=""))
    assert isinstance(read, Unread)
    assert (read.reason, "make ocr" in read.detail) == ("scan", True)


def test_jbig2_is_unpacked() -> None:
    image = Image.new("L", (80, 60), 255)
    image.paste(0, (10, 20, 50, 30))
    assert jbig2.unpack(jb2(image)).tobytes() == image.tobytes()


@pytest.mark.parametrize("length", [9, 13, 20, 40, -20])
def test_damaged_jbig2_gives_a_reason(length: int) -> None:
    image = Image.new("L", (80, 60), 255)
    image.paste(0, (10, 20, 50, 30))
    try:
        jbig2.unpack(jb2(image)[:length])
    except Unreadable as refused:
        assert refused.reason == "damaged"


def test_a_page_of_a_huge_picture_is_refused() -> None:
    data = bytearray(jb2(Image.new("L", (80, 60), 255)))
    at = data.index(struct.pack(">II", 80, 60))
    data[at : at + 8] = struct.pack(">II", 100_000, 100_000)
    with pytest.raises(Unreadable, match="too_large"):
        jbig2.unpack(bytes(data))
