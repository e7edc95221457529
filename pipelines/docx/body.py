"""Walks the printed tree of a Word document and yields its paragraphs and tables in order."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from lxml import etree

from pipelines.blocks import Block, Paragraph, Table
from pipelines.docx.layout import CELL, ROW, lay_out
from pipelines.docx.printed import JOINS_NEXT, PARAGRAPH, TABLE, TEXTS, WORD, text_of
from pipelines.docx.styles import Styles, level_of
from pipelines.readers.unreadable import Unreadable
from pipelines.struck import settle_struck, without_strokes
from pipelines.tabbed import is_drawn_with_tabs, with_tabbed_tables

CHUNK = WORD + "altChunk"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NESTING_LIMIT = 20  # tables in tables


ReadChunk = Callable[[str], tuple[Block, ...]]


def refuse_chunk(relation: str) -> tuple[Block, ...]:
    """For documents that have no parts besides the one that is read."""
    raise Unreadable("damaged", f"the document goes on in a part ({relation}) that it doesn't have")


class Reading(NamedTuple):
    """What the walk through a document carries along."""

    styles: Styles
    numbers: Iterator[int]  # of the tables
    read_chunk: ReadChunk


def read_blocks(body: etree._Element, styles: Styles, read_chunk: ReadChunk = refuse_chunk) -> list[Block]:
    """Paragraphs and tables in document order; raises `Unreadable` where tables are nested without end.

    A table of one single cell is a frame: its content is read as if the frame weren't there. Any other table inside a
    cell follows the table that holds it, and its words are not in the outer cell's text, so no number stands twice.
    `read_chunk` gives what a document holds that stands whole inside this one, named by its relationship.
    """
    return with_tabbed_tables(list(_blocks(body, Reading(styles, count(1), read_chunk), 0)))


def _blocks(parent: etree._Element, reading: Reading, depth: int) -> Iterator[Block]:
    begun = ""
    for element in parent:
        if element.tag == TABLE:
            yield from _table_blocks(element, reading, depth + 1)
        elif element.tag == CHUNK:
            for block in reading.read_chunk(element.get(RELATION, "")):
                yield replace(block, number=next(reading.numbers)) if isinstance(block, Table) else block
        elif element.tag == PARAGRAPH:
            begun += without_strokes(text_of(element))
            if element.get(JOINS_NEXT) is None:
                if begun.strip():
                    yield Paragraph(begun.strip(), level_of(element, reading.styles))
                begun = ""


def _table_blocks(table: etree._Element, reading: Reading, depth: int) -> Iterator[Block]:
    if depth > NESTING_LIMIT:
        raise Unreadable("damaged", f"tables stand in tables more than {NESTING_LIMIT} deep")
    frame = _frame_cell(table)
    if frame is not None:
        yield from _blocks(frame, reading, depth)
        return
    has_inner = next(table.iterdescendants(TABLE), None) is not None
    cells, aligned = lay_out(table, _cell_text if has_inner else _texts_by_cell(table).__getitem__)
    if not has_inner and is_drawn_with_tabs(cells):
        yield from (Paragraph(line.strip()) for cell in cells for line in cell.text.split("\n") if line.strip())
    elif cells:
        yield Table(next(reading.numbers), tuple(cells), aligned)
    if not has_inner:
        return
    for inner in table.iterfind(f"{ROW}/{CELL}/{TABLE}"):
        if not _is_read_as_text(inner):
            yield from _table_blocks(inner, reading, depth + 1)


def _texts_by_cell(table: etree._Element) -> dict[etree._Element, str]:
    """The words of every cell of a table that holds no other, in one go: to ask each cell takes three times as long."""
    parts: dict[etree._Element, list[str]] = {}
    words: list[str] = []
    goes_on = False
    for element in table.iter(CELL, PARAGRAPH, *TEXTS):
        tag = element.tag
        if tag == CELL:
            words, goes_on = parts.setdefault(element, []), True
        elif tag == PARAGRAPH:
            if not goes_on:
                words.append("\n")
            goes_on = element.get(JOINS_NEXT) is not None
        else:
            words.append(element.text or "")
    return {cell: settle_struck("".join(words).strip()) for cell, words in parts.items()}


def _cell_text(cell: etree._Element) -> str:
    """The words of the cell's paragraphs, those in a frame inside it included."""
    text = ""
    for element in cell.iterchildren(PARAGRAPH, TABLE):
        if element.tag == PARAGRAPH:
            text += _with_end(element)
        elif _is_read_as_text(element):
            text += "".join(map(_with_end, element.iter(PARAGRAPH)))
    return settle_struck(text.strip())


def _with_end(paragraph: etree._Element) -> str:
    return text_of(paragraph) + ("\n" if paragraph.get(JOINS_NEXT) is None else "")


def _is_read_as_text(inner: etree._Element) -> bool:
    """Whether a table in a cell is a frame around paragraphs, which belong to the cell's own text."""
    frame = _frame_cell(inner)
    return frame is not None and frame.find(TABLE) is None


def _frame_cell(table: etree._Element) -> etree._Element | None:
    """The only cell of a table that has one cell, else None."""
    rows = table.findall(ROW)
    cells = rows[0].findall(CELL) if len(rows) == 1 else []
    return cells[0] if len(cells) == 1 else None
