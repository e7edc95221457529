"""Lines of plain text or Markdown as paragraphs and tables."""

import re
from collections.abc import Iterator

from pipelines.blocks import Block, Cell, Paragraph, Table
from pipelines.listed import take_listed_lines
from pipelines.text_tables import (
    PAGE_NUMBER,
    Rows,
    take_cell_lines,
    take_commas,
    take_pipes,
    take_spaced_rows,
    take_tab_rows,
    with_pipes,
)

_EMPHASIS = re.compile(r"\*\*([^*]+)\*\*")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_TAKERS = (take_pipes, take_listed_lines, take_cell_lines, take_tab_rows, take_commas, take_spaced_rows)
_EXACT = (take_pipes, take_commas)  # these print a blank cell, so that columns line up where rows are equally long
_PADDED = (take_tab_rows, take_spaced_rows)  # these may have lost or gained blank cells
_LONGEST_CELL = 60  # characters; a longer line is prose


def blocks_of(lines: list[str]) -> Iterator[Block]:
    """The paragraphs and tables that the lines draw, in order, each with its line counted from 1."""
    number, at = 0, 0
    lines = with_pipes(lines)
    while at < len(lines):
        for take in _TAKERS:
            rows, end = take(lines, at)
            if rows:
                break
        else:
            if paragraph := _paragraph(lines, at):
                yield paragraph
            at += 1
            continue
        number += 1
        yield _table(number, rows, aligned=take in _EXACT, padded=take in _PADDED)
        at = end


def _paragraph(lines: list[str], at: int) -> Paragraph | None:
    text = lines[at].strip()
    heading = _HEADING.fullmatch(text)
    if heading:
        return Paragraph(_without_emphasis(heading[2].strip()), len(heading[1]), line=at + 1)
    text = _without_emphasis(text)
    if not text or (PAGE_NUMBER.fullmatch(text) and not _is_cell(lines, at)):
        return None
    return Paragraph(text, line=at + 1)


def _is_cell(lines: list[str], at: int) -> bool:
    """Whether a number alone on its line goes on with a table of one cell a line: it follows a label or another number."""
    above = lines[at - 1].strip() if at else ""
    return bool(above) and len(above) <= _LONGEST_CELL and above[-1] not in "。；，、,;:："


def _without_emphasis(line: str) -> str:
    whole = _EMPHASIS.fullmatch(line) if line.startswith("*") else None
    return whole[1] if whole else line


def _table(number: int, rows: Rows, aligned: bool, padded: bool) -> Table:
    cells = tuple(
        Cell(text, r, c, source_row=r + 1, source_column=c + 1, line=line)
        for r, row in enumerate(rows)
        for c, (text, line) in enumerate(row)
    )
    return Table(number, cells, aligned and len({len(row) for row in rows}) == 1, padded)
