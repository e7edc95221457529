"""Makes the scans of this folder: pages of its PDF documents as pictures, askew, with noise, in a scanner's formats.

Run `python -m tests.documents.make_scans` where the extra `ocr` is installed; cells.json is what the PDF's own says, with "?"
where the recogniser is not sure. It refuses to write a number that the PDF does not print.
"""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image

from pipelines.read import Context, read_report
from pipelines.report import Report, State

HERE = Path(__file__).parent


def scanned(pdf: bytes, dots: int, degrees: float = 0.0, noise: float = 8.0, seed: int = 1) -> list[Image.Image]:
    """The pages as a scanner would see them: at so many dots an inch, turned, with noise, after JPEG of quality 60."""
    numbers = numpy.random.default_rng(seed)
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
        seen = numpy.asarray(image) + numbers.normal(0, noise, (image.height, image.width))
        packed = io.BytesIO()
        Image.fromarray(seen.clip(0, 255).astype("uint8")).save(packed, "JPEG", quality=60)
        pages.append(Image.open(packed))
    return pages


def image_pdf(pages: list[Image.Image], dots: int) -> bytes:
    """A PDF of nothing but the pictures."""
    packed = io.BytesIO()
    pages[0].save(packed, "PDF", save_all=True, append_images=pages[1:], resolution=dots)
    return packed.getvalue()


def fax(pages: list[Image.Image]) -> bytes:
    """A TIFF of black and white pages, as office machines send them."""
    packed = io.BytesIO()
    sheets = [page.point(lambda gray: 255 * (gray > 215)).convert("1") for page in pages]
    sheets[0].save(packed, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(200, 200))
    return packed.getvalue()


def long_picture(pages: list[Image.Image]) -> bytes:
    """A JPEG of all pages one below the other, as portals show them."""
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    packed = io.BytesIO()
    whole.save(packed, "JPEG", quality=70)
    return packed.getvalue()


SCANS: dict[str, tuple[str, str, int, float, Callable[[list[Image.Image]], bytes]]] = {
    "scan_fax_of_four_pages_2019": ("pdf_cut_in_row_2019", "tif", 200, 0.6, fax),
    "scan_one_long_picture_2021": ("pdf_cut_in_merged_label_2021", "jpg", 150, 0.0, long_picture),
    "scan_blanks_and_slashes_2021": ("pdf_blanks_2021", "tif", 200, -1.0, fax),
}


def main() -> None:
    """Writes every scan."""
    for name, (source, suffix, dots, degrees, pack) in SCANS.items():
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        data = pack(scanned((HERE / source / "document.pdf").read_bytes(), dots, degrees))
        (folder / f"document.{suffix}").write_bytes(data)
        (folder / "meta.json").write_bytes((HERE / source / "meta.json").read_bytes())
        cells = _seen(data, json.loads((HERE / source / "cells.json").read_text(encoding="utf-8")))
        (folder / "cells.json").write_text(json.dumps(cells, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(name, f"{len(data):,} bytes", list(cells.values()).count("?"), "of", len(cells), "cells are not sure")


def _seen(data: bytes, printed: dict[str, object]) -> dict[str, object]:
    report = read_report(data, Context(url=""))
    if not isinstance(report, Report):
        sys.exit(f"it could not be read: {report}")
    unsure = {".".join(figure.key) for figure in report.figures if figure.state is State.AMBIGUOUS}
    for figure in report.figures:
        key = ".".join(figure.key)
        if key not in unsure and key in printed and figure.value != printed[key] and figure.raw != printed[key]:
            sys.exit(f"{key} is {printed[key]!r} and was read as {figure.raw!r}")
    return {key: "?" if key in unsure else value for key, value in printed.items()}


if __name__ == "__main__":
    main()
