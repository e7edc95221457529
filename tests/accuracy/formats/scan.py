"""Scans: the pages of PDF as pictures, with the damage that printers, stamps, scanners and faxes do."""

import io
from random import Random

import numpy
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pipelines.recognition import is_installed
from tests.accuracy.drawn import HEIGHT, Box, draw_report
from tests.accuracy.formats import pdf
from tests.accuracy.printed import PrintedReport

SHARE = 0.025  # of the reports: a page takes seconds to read
RESOLUTIONS = (150, 200, 200, 200, 300)  # dots an inch; the print is of 7 points, smaller than most
PAPER = 255


def _shows_chinese() -> bool:
    """Whether there is a font to draw the pages with: without, all Chinese looks the same."""
    pages = [PrintedReport("", text, []) for text in ("年", "月")]
    drawn = [_drawn(pdf.print_report(page, Random(0)), 72)[0].tobytes() for page in pages]
    return drawn[0] != drawn[1]


def _drawn(data: bytes, dots: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=dots / 72, grayscale=True).to_pil().convert("L") for page in document]


if not is_installed():
    MISSING = "the extra `ocr` is not installed (make ocr)"
elif not _shows_chinese():
    MISSING = "there is no Chinese font to draw scans with (Debian: fonts-wqy-zenhei)"
else:
    MISSING = ""


def print_report(report: PrintedReport, random: Random) -> bytes:
    """The pages that `draw_report` lays out, scanned: a PDF of pictures or a TIFF; every page has its own damage."""
    laid_out = draw_report(report, random)
    dots = random.choice(RESOLUTIONS)
    drawn = _drawn(pdf.print_pages(laid_out), dots)
    pages = [_scanned(image, page.boxes, dots, random) for image, page in zip(drawn, laid_out, strict=True)]
    file = io.BytesIO()
    kind = random.choice(("PDF", "TIFF"))
    options = {"resolution": dots} if kind == "PDF" else {"dpi": (dots, dots)}
    pages[0].save(file, kind, save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def _scanned(page: Image.Image, boxes: list[Box], dots: int, random: Random) -> Image.Image:
    if random.random() < 0.3:
        _break_rules(page, boxes, dots / 72, random)
    if random.random() < 0.3:
        page = _stamped(page, dots, random)
    page = page.rotate(random.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=PAPER)
    page = page.filter(ImageFilter.GaussianBlur(random.uniform(0.0, 0.8) * dots / 200))
    seen = numpy.asarray(page).astype(numpy.float32)
    seen = PAPER - (PAPER - seen) * random.uniform(0.6, 1.0)  # of the toner
    if random.random() < 0.2:  # the fold of a book lies in the shade
        seen -= numpy.linspace(0, random.uniform(20, 80), page.width, dtype=numpy.float32)
    noise = numpy.random.default_rng(random.getrandbits(32))
    seen += noise.normal(0, random.uniform(1, 14), seen.shape)
    scanned = Image.fromarray(seen.clip(0, 255).astype("uint8"))
    if random.random() < 0.15:
        return scanned.point(lambda gray: 255 * (gray > 170)).convert("1")
    file = io.BytesIO()
    scanned.save(file, "JPEG", quality=random.randint(35, 85))
    return Image.open(file)


def _break_rules(page: Image.Image, boxes: list[Box], scale: float, random: Random) -> None:
    """Takes pieces of one to five points out of the edges of some cells, as worn originals lack them."""
    draw = ImageDraw.Draw(page)
    for box in random.sample(boxes, len(boxes) // 12):
        long = random.uniform(1, 5) * scale
        left, right, y = box.left * scale, box.right * scale, (HEIGHT - random.choice((box.bottom, box.top))) * scale
        if random.random() < 0.5:
            x = random.uniform(left, right)
            draw.rectangle((x, y - scale, x + long, y + scale), fill=PAPER)
        else:
            x, y = (
                random.choice((left, right)),
                random.uniform((HEIGHT - box.top) * scale, (HEIGHT - box.bottom) * scale),
            )
            draw.rectangle((x - scale, y, x + scale, y + long), fill=PAPER)


def _stamped(page: Image.Image, dots: int, random: Random) -> Image.Image:
    """A round seal, four centimetres wide with a star, anywhere on the page; its ink lets the print shine through."""
    stamp = Image.new("L", page.size, PAPER)
    draw, radius = ImageDraw.Draw(stamp), dots * 0.8
    x, y = random.uniform(0, page.width), random.uniform(0, page.height)
    ink = random.randint(90, 190)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=ink, width=max(2, dots // 40))
    draw.regular_polygon((x, y, radius * 0.35), 5, rotation=random.randrange(72), fill=ink)
    return ImageChops.multiply(page, stamp)
