"""The sheets in a workbook of Excel 2 to 2003 (BIFF), as xlrd takes the records apart."""

import io
import struct
from functools import cache

import xlrd

from pipelines.readers.unreadable import Unreadable
from pipelines.sheets.number_format import BUILT_IN, GENERAL, show_number, show_text
from pipelines.sheets.sheet import PLAIN, CellStyle, Gathered, Merge, Sheet, put_cell, sheet_of
from pipelines.struck import settle_struck, strike

VISIBLE = 0
CENTRED_ACROSS = 6  # the alignment "centre across selection"
RAISED = 1  # the escapement of superscript
WHITE = (1, 9)  # numbers of the colour in a palette
# xlrd trusts what records say of themselves. In a damaged file it falls over anything, and means nothing by what it is.
BROKEN = (
    *(xlrd.XLRDError, xlrd.compdoc.CompDocError, xlrd.formula.FormulaError, struct.error, ArithmeticError),
    *(
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
    ),
)


def read_sheets(stream: bytes) -> list[Sheet]:
    """The sheets that are not hidden, in the order of their tabs. Raises `Unreadable`: damaged or too_large."""
    try:
        book = xlrd.open_workbook(
            file_contents=stream, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        sheets = (book.sheet_by_index(index) for index in range(book.nsheets) if _is_shown(book, index))
        return [_read_sheet(book, sheet) for sheet in sheets]
    except BROKEN as error:
        raise Unreadable(
            "damaged", f"the records of the workbook are broken ({type(error).__name__}: {error}); fetch the file again"
        ) from error


def _is_shown(book: xlrd.Book, index: int) -> bool:
    return bool(book._sheet_visibility[index] == VISIBLE)


def _read_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Sheet:
    style_of = cache(lambda number: _style(book, number))
    gathered = Gathered()
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            style = style_of(cell.xf_index)
            text = _shown(book, sheet, cell, style)
            runs = sheet.rich_text_runlist_map.get((row, column))
            if text and runs:
                text, style = _set_in(book, text, runs, style.struck), style._replace(struck=False)
            put_cell(gathered, row, column, text, style)
    gathered.merges += [Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    gathered.hidden_rows |= {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    gathered.hidden_columns |= {at for at, info in sheet.colinfo_map.items() if info.hidden or not info.width}
    return sheet_of(gathered)


def _style(book: xlrd.Book, number: int | None) -> CellStyle:
    if number is None or number >= len(book.xf_list):
        return PLAIN
    style = book.xf_list[number]
    own = any(item.format_key == style.format_key for item in book.format_list)
    code = book.format_map[style.format_key].format_str if own else BUILT_IN.get(style.format_key, GENERAL)
    ruled = bool(style.border.left_line_style or style.border.right_line_style)
    font = book.font_list[style.font_index] if style.font_index < len(book.font_list) else None
    return CellStyle(
        code,
        ruled,
        style.alignment.hor_align == CENTRED_ACROSS,
        bool(font and font.struck_out),
        bool(font and font.colour_index in WHITE and not style.background.fill_pattern),
    )


def _shown(book: xlrd.Book, sheet: xlrd.sheet.Sheet, cell: xlrd.sheet.Cell, style: CellStyle) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return show_text(cell.value.replace("\r\n", "\n").replace("\r", "\n"), style.code)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            if cell.value == 0 and not sheet.show_zero_values:
                return ""
            return show_number(cell.value, style.code, book.datemode == 1)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        case _:
            return ""


def _set_in(book: xlrd.Book, text: str, runs: list[tuple[int, int]], struck: bool) -> str:
    """The text set in runs of fonts, from where each begins; before the first in the cell's own.

    What is struck out gives way to the rest.
    A raised run, as of a footnote, begins a line: its digit is none of the number's.
    """
    parts = [strike(text[: runs[0][0]]) if struck else text[: runs[0][0]]]
    for (start, number), end in zip(runs, [*(start for start, _ in runs[1:]), len(text)], strict=True):
        font = book.font_list[number] if number < len(book.font_list) else None
        part = strike(text[start:end]) if font and font.struck_out else text[start:end]
        parts.append(f"\n{part}" if part and start > 0 and font and font.escapement == RAISED else part)
    return settle_struck("".join(parts))
