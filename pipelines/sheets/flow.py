"""Tells a sheet's tables from the titles, headings and prose around them.

A sheet has one grid and no marks for where a table begins. What tells it: an empty row ends a table; where the sheet is
ruled, so are its tables; a row that shows one cell alone is a title, a heading or prose, or belongs to the table that
goes on below it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from pipelines.blocks import Block, Cell, Paragraph, Table
from pipelines.sheets.grid import Box, Row, shown_rows
from pipelines.sheets.sheet import Sheet, refuse_too_many

_LONGEST_LABEL = 40  # characters; a row of one longer cell is prose
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]\s*.*(?:情况|事项|措施|概述|问题|打算|计划)")


def read_blocks(sheets: Sequence[Sheet]) -> list[Block]:
    """Paragraphs and tables of all sheets in order. A table's cells that show nothing are blank cells of it."""
    numbers = count(1)
    blocks: list[Block] = []
    for sheet in sheets:
        for is_table, rows in parts_of(shown_rows(sheet)):
            blocks += [Table(next(numbers), tuple(_cells(rows, sheet)))] if is_table else paragraphs(rows)
    return blocks


def parts_of(rows: Sequence[Row]) -> Iterator[tuple[bool, list[Row]]]:
    """The tables and the rows of prose between them, in order; the first value says which it is."""
    for run in _runs(rows):
        part: list[Row] = []
        for row, is_prose in zip(run, _prose_rows(run), strict=True):
            if not is_prose:
                part.append(row)
                continue
            yield from _part(part)
            yield False, [row]
            part = []
        yield from _part(part)


def paragraphs(rows: Sequence[Row]) -> list[Paragraph]:
    """What rows that are none of a table say: a paragraph for each line of each cell."""
    lines = [line.strip() for row in rows for box in row.boxes for line in box.text.split("\n")]
    return [Paragraph(line) for line in lines if line]


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that belong together: without an empty row between them, all ruled or none, or held by a merged cell."""
    run: list[Row] = []
    ruled = False
    for row in rows:
        row_ruled = any(box.ruled for box in row.boxes)
        if run and not row.reached and (row.number > run[-1].number + 1 or row_ruled != ruled):
            yield run
            run = []
        ruled = row_ruled if not run else ruled or row_ruled
        run.append(row)
    if run:
        yield run


def _prose_rows(run: Sequence[Row]) -> list[bool]:
    """For each row whether it is none of a table. A table begins with a row of several cells."""
    several = [len(row.boxes) > 1 or row.reached for row in run]
    first = several.index(True) if True in several else len(run)
    return [
        not many and (at < first or _is_prose(row.boxes[0]))
        for at, (row, many) in enumerate(zip(run, several, strict=True))
    ]


def _is_prose(box: Box) -> bool:
    if box.bottom - box.top > 1:
        return False
    return len(box.text) > _LONGEST_LABEL or "。" in box.text or bool(_HEADING.fullmatch(box.text.strip()))


def _part(rows: list[Row]) -> Iterator[tuple[bool, list[Row]]]:
    """Rows that stand together: a table, or prose where no two cells stand side by side, or only once and unruled."""
    boxes = [box for row in rows for box in row.boxes]
    if any(box.text for box in boxes):
        side_by_side = any(len(row.boxes) > 1 for row in rows)
        yield side_by_side and (len(rows) > 1 or any(box.ruled for box in boxes)), rows


def _cells(rows: Sequence[Row], sheet: Sheet) -> list[Cell]:
    """The boxes on a grid of their own, and a blank cell wherever the grid has none."""
    boxes = [box for row in rows for box in row.boxes]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    refuse_too_many((right - left) * len(rows))
    at = {row.number: index for index, row in enumerate(rows)}
    columns = _sources(left, right, sorted(sheet.hidden_columns))
    free = {(row, column) for row in range(len(rows)) for column in range(right - left)}
    cells: list[Cell] = []
    for box in boxes:
        row, column = at[box.top], box.left - left
        rowspan, colspan = at[box.bottom - 1] + 1 - row, box.right - box.left
        cells.append(Cell(box.text, row, column, rowspan, colspan, box.source_row, box.source_column))
        free.difference_update((row + r, column + c) for r in range(rowspan) for c in range(colspan))
    hidden_rows = sorted(sheet.hidden_rows)
    for row, column in free:
        [source_row] = _sources(rows[row].number, rows[row].number + 1, hidden_rows)
        cells.append(Cell("", row, column, source_row=source_row, source_column=columns[column]))
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _sources(first: int, end: int, hidden: Sequence[int]) -> list[int]:
    """The numbers, from 1, that the program gives the shown rows or columns `first` to `end`."""
    skipped = 0
    numbers: list[int] = []
    for shown in range(first, end):
        while skipped < len(hidden) and hidden[skipped] <= shown + skipped:
            skipped += 1
        numbers.append(shown + skipped + 1)
    return numbers
