"""Documents a second: .docx against python-docx on the same cells, .doc against LibreOffice, and PDF pages a second."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import docx as python_docx
import pdfplumber
import pypdfium2

from pipelines.blocks import Table
from pipelines.readers import doc, docx, pdf

DOCUMENTS = Path(__file__).parents[1] / "tests" / "documents"
ROUNDS = 7
CONVERSIONS = 4  # of one file each; they take seconds


def main() -> None:
    """Prints a line for each format."""
    time_docx()
    time_doc()
    time_pdf()


def time_docx() -> None:
    """The whole reading of each .docx, and python-docx walking its paragraphs and cells, in turns."""
    files = [path.read_bytes() for path in sorted(DOCUMENTS.glob("*/document.docx"))]
    found = [_cells(docx.read(data).blocks) for data in files]
    assert found == [_walk(data) for data in files], "the two do not see the same cells"
    ours, theirs = _in_turns(lambda: [docx.read(data) for data in files], lambda: [_walk(data) for data in files])
    print(
        f"docx: {len(files) / ours:6.0f} documents/s, python-docx {len(files) / theirs:5.0f}; {theirs / ours:.1f} times"
    )


def time_doc() -> None:
    """The whole reading of each .doc, and a LibreOffice process that converts one of them for others to read."""
    files = sorted(DOCUMENTS.glob("*/document.doc"))
    contents = [path.read_bytes() for path in files]
    ours, _ = _in_turns(lambda: [doc.read(data) for data in contents], lambda: None)
    ours /= len(files)
    print(f"doc:  {1 / ours:6.0f} documents/s, {1000 * ours:.1f} ms a document", end="")
    if not shutil.which("soffice"):
        print("; LibreOffice, the peer, is not here")
        return
    with TemporaryDirectory() as folder:
        _convert(files[0], folder)  # makes the profile, which a user has already
        theirs = median(_convert(path, folder) for path in (files * CONVERSIONS)[:CONVERSIONS])
    print(f", LibreOffice {1000 * theirs:.0f} ms; {theirs / ours:.0f} times")


def _convert(path: Path, folder: str) -> float:
    """Seconds that one LibreOffice process takes to make a .docx of a document."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    start = perf_counter()
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - start


def time_pdf() -> None:
    """The whole reading of each PDF, tables joined over its pages, and pdfplumber's tables page by page, in turns."""
    files = [path.read_bytes() for path in sorted(DOCUMENTS.glob("pdf_*/document.pdf"))]
    pages = sum(len(pypdfium2.PdfDocument(data)) for data in files)
    ours, theirs = _in_turns(lambda: [pdf.read(data) for data in files], lambda: [_plumb(data) for data in files])
    print(
        f"pdf:  {pages / ours:6.0f} pages/s ({1000 * ours / pages:.1f} ms each), "
        f"pdfplumber {pages / theirs:5.0f}; {theirs / ours:.1f} times"
    )


def _in_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both, run one after the other so that a busy machine slows them alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for task, taken in zip((first, second), times, strict=True):
            start = perf_counter()
            task()
            taken.append(perf_counter() - start)
    return median(times[0]), median(times[1])


def _plumb(data: bytes) -> int:
    """How many tables pdfplumber finds."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def _cells(blocks: tuple[object, ...]) -> int:
    tables = [block for block in blocks if isinstance(block, Table)]
    return sum(cell.rowspan * cell.colspan for table in tables for cell in table.cells)


def _walk(data: bytes) -> int:
    """How many grid cells python-docx finds, each asked for its text."""
    document = python_docx.Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return len(cells) if texts else 0


if __name__ == "__main__":
    main()
