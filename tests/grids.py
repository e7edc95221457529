"""What a reader read, laid out to be compared, or why it refused."""

from collections.abc import Callable

import pytest

from pipelines.blocks import Document, Paragraph, Table
from pipelines.readers import pdf
from pipelines.readers.unreadable import Unreadable


def tables(read: Document) -> list[Table]:
    return [block for block in read.blocks if isinstance(block, Table)]


def texts(read: Document) -> list[str]:
    return [block.text for block in read.blocks if isinstance(block, Paragraph)]


def grid(table: Table) -> list[list[str]]:
    """The table row by row, a merged cell repeated over all it covers, without white space."""
    rows = max(cell.row + cell.rowspan for cell in table.cells)
    columns = max(cell.column + cell.colspan for cell in table.cells)
    laid_out = [["(none)"] * columns for _ in range(rows)]
    for cell in table.cells:
        for line in laid_out[cell.row : cell.row + cell.rowspan]:
            for column in range(cell.column, cell.column + cell.colspan):
                assert line[column] == "(none)", f"two cells at {cell}"
                line[column] = "".join(cell.text.split())
    return laid_out


def only_grid(data: bytes) -> list[list[str]]:
    """The only table of a PDF document."""
    [table] = tables(pdf.read(data))
    return grid(table)


def refusal(read: Callable[[bytes], Document], data: bytes) -> str:
    """The reason for which a reader refuses; it tells the details, too."""
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.detail
    return caught.value.reason
