"""Workbooks: one sheet with everything below one another, or a sheet for each table."""

from io import BytesIO
from random import Random

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.accuracy.printed import PrintedReport, Rows, lay_out

IS_SHEET = True
SHARE = 0.2  # of the reports: openpyxl takes long to write them


def print_report(report: PrintedReport, random: Random) -> bytes:
    """The workbook; numbers are numbers in one half of them and text in the other, spans are merged cells."""
    as_numbers, a_sheet_each = random.random() < 0.5, random.random() < 0.3
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    at = 1
    for block in (report.title, *report.blocks):
        if isinstance(block, str):
            sheet.cell(at, 1, block)
            at += 1
        else:
            at += _add_table(sheet, at, block, as_numbers) + 1
            if a_sheet_each:
                sheet, at = book.create_sheet(), 1
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _add_table(sheet: Worksheet, at: int, rows: Rows, as_numbers: bool) -> int:
    """Writes a table from row `at` on; gives how many rows it has. What a span would cover twice is not merged."""
    covered: set[tuple[int, int]] = set()
    for row, column, cell in lay_out(rows):
        end = min(row + cell.rowspan, len(rows))
        spots = {(r, c) for r in range(row, end) for c in range(column, column + cell.colspan)}
        is_free = covered.isdisjoint(spots)
        if (row, column) not in covered and cell.text:
            is_number = as_numbers and cell.text.isdecimal() and str(int(cell.text)) == cell.text
            sheet.cell(at + row, column + 1, int(cell.text) if is_number else cell.text)
        if len(spots) > 1 and is_free:
            sheet.merge_cells(
                start_row=at + row, start_column=column + 1, end_row=at + end - 1, end_column=column + cell.colspan
            )
        covered |= spots
    return len(rows)
