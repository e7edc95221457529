"""Turns the paragraphs and rows of a Word document into blocks."""

from collections.abc import Iterator
from itertools import count

from pipelines.blocks import Block, Paragraph, Table
from pipelines.doc.boxes import read_boxes
from pipelines.doc.characters import cell_text
from pipelines.doc.fib import Parts
from pipelines.doc.layout import lay_out
from pipelines.doc.story import Item, Printed, Rows, read_source, read_story
from pipelines.tabbed import is_drawn_with_tabs, with_tabbed_tables


def read_blocks(parts: Parts) -> list[Block]:
    """Paragraphs and tables in document order; headers, notes and comments are left out.

    A table of one single cell is a frame: its content is read as if the frame weren't there. Any other table inside a
    cell follows the table that holds it, and its words are not in the outer cell's text, so no number stands twice.
    """
    source = read_source(parts)
    boxes = read_boxes(parts)
    items = read_story(source, 0, parts.lengths[0], boxes.anchored)
    for stretch in boxes.loose:
        items += read_story(source, *stretch, {})
    return with_tabbed_tables(list(_blocks(items, count(1))))


def _blocks(items: list[Item], numbers: Iterator[int]) -> Iterator[Block]:
    begun = ""
    for item in items:
        if not isinstance(item, Printed):
            yield from _table_blocks(item, numbers)
            continue
        begun += item.text
        if not item.joins_next:
            if begun.strip():
                yield Paragraph(begun.strip(), item.level)
            begun = ""


def _table_blocks(rows: Rows, numbers: Iterator[int]) -> Iterator[Block]:
    frame = _frame_cell(rows)
    if frame is not None:
        yield from _blocks(frame, numbers)
        return
    cells, aligned = lay_out(rows, _cell_text)
    if is_drawn_with_tabs(cells):
        yield from (Paragraph(line.strip()) for cell in cells for line in cell.text.split("\n") if line.strip())
        return
    if cells:
        yield Table(next(numbers), tuple(cells), aligned)
    for row in rows:
        for inner in (item for cell in row.cells for item in cell):
            if not isinstance(inner, Printed) and not _is_read_as_text(inner):
                yield from _table_blocks(inner, numbers)


def _cell_text(content: list[Item]) -> str:
    lines = (item.text if item.joins_next else f"{item.text}\n" for item in _own_paragraphs(content))
    return cell_text("".join(lines))


def _own_paragraphs(content: list[Item]) -> Iterator[Printed]:
    """The cell's paragraphs, those in a frame inside it included."""
    for item in content:
        if isinstance(item, Printed):
            yield item
        elif _is_read_as_text(item):
            yield from _own_paragraphs(item[0].cells[0])


def _is_read_as_text(inner: Rows) -> bool:
    """Whether a table in a cell is a frame around paragraphs, which belong to the cell's own text."""
    frame = _frame_cell(inner)
    return frame is not None and all(isinstance(item, Printed) for item in frame)


def _frame_cell(rows: Rows) -> list[Item] | None:
    """The only cell of a table that has one cell, else None."""
    return rows[0].cells[0] if len(rows) == 1 and len(rows[0].cells) == 1 else None
