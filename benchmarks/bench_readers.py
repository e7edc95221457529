"""Documents a second: the .docx reader against python-docx on the same cells, and the PDF reader's pages a second."""

import io
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import docx as python_docx
import pypdfium2

from pipelines.blocks import Table
from pipelines.readers import docx, pdf

DOCUMENTS = Path(__file__).parents[1] / "tests" / "documents"
ROUNDS = 15


def main() -> None:
    """Prints a table of both."""
    time_docx()
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


def time_pdf() -> None:
    """The whole reading of each PDF, tables joined over its pages."""
    files = [path.read_bytes() for path in sorted(DOCUMENTS.glob("*/document.pdf"))]
    pages = sum(len(pypdfium2.PdfDocument(data)) for data in files)
    ours, _ = _in_turns(lambda: [pdf.read(data) for data in files], lambda: None)
    print(
        f"pdf:  {len(files) / ours:6.0f} documents/s, {pages / ours:.0f} pages/s, {1000 * ours / pages:.1f} ms a page"
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
