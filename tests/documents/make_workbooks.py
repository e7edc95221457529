"""Makes the workbooks of this folder, and the web pages saved from them, with openpyxl, LibreOffice and Gnumeric.

Each folder gets what `make_documents` describes. What is to be read is the figures that were drawn; the programs alone
wrote the documents. Gnumeric (ssconvert) is needed for the format of Excel 95 alone:

    python -m tests.documents.make_workbooks [NAME ...]
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from demo.report import tables_html
from tests.documents import make_documents as made

HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
RULED = Border(*(Side(style="thin") for _ in range(4)))
ROW, CELL = re.compile(r"<tr>(.*?)</tr>", re.DOTALL), re.compile(r"<td([^>]*)>(.*?)</td>", re.DOTALL)
SPAN = re.compile(r'(col|row)span="(\d+)"')
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "xml": "MS Excel 2003 XML",
    "html": "HTML (StarCalc)",
}


@dataclass(frozen=True)
class Book:
    """One document. `program` wrote it: LibreOffice's filter by its suffix, or gnumeric; `saved` is its suffix here."""

    name: str
    year: int
    saved: str
    program: str
    ruled: bool = True
    sheets: bool = False  # a sheet for each table, and a hidden one
    formulas: bool = False  # totals are worked out by the program, numbers have formats
    corrected: bool = False  # a number is struck out in the cell of each of two digits that replaces it
    changes: dict[str, str] = field(default_factory=dict)

    @property
    def sample(self) -> made.Sample:
        return made.Sample(self.name, self.saved, self.year, changes=self.changes)


BOOKS = (
    Book("xlsx_one_sheet_2021", 2022, "xlsx", "xlsx"),
    Book("xlsx_unruled_2019", 2020, "xlsx", "xlsx", ruled=False, changes={"proactive.procurement.amount": "53万"}),
    Book("xlsx_sheets_formats_formulas_2021", 2023, "xlsx", "xlsx", sheets=True, formulas=True),
    Book("xls_one_sheet_2021", 2021, "xls", "xls", changes=made.ODD),
    Book("xls_sheets_formats_formulas_2019", 2019, "xls", "xls", sheets=True, formulas=True),
    Book("xls_struck_out_2021", 2024, "xls", "xls", corrected=True),
    Book("xlsx_struck_out_2019", 2020, "xlsx", "xlsx", corrected=True),
    Book("xls_excel_95_2021", 2024, "xls", "gnumeric"),
    Book("xls_is_one_xml_file_2021", 2022, "xls", "xml"),
    Book("xls_is_a_web_page_2019", 2020, "xls", "html", sheets=True),
    Book("mht_sheets_in_parts_2021", 2023, "mht", "mht", sheets=True, formulas=True),
)


class Placed(NamedTuple):
    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


def main(names: list[str]) -> None:
    """Writes the named documents, or all of them."""
    for book in BOOKS:
        if not names or book.name in names:
            make(book)


def make(book: Book) -> None:
    """Writes one folder."""
    folder = made.HERE / book.name
    folder.mkdir(exist_ok=True)
    figures = {**made._draw(book.sample), **book.changes}
    title = f"{made.ORGANISATION}{book.year}年政府信息公开工作年度报告"
    tables = tables_html(book.sample.form, {"*": "", **figures})
    with TemporaryDirectory() as scratch:
        source = Path(scratch) / "document.xlsx"
        workbook(book, title, tables).save(source)
        page = source.with_suffix(".html")
        page.write_text(made._html(book.sample, title, tables), encoding="utf-8")
        (folder / f"document.{book.saved}").write_bytes(written(book, source))
    made._write(folder / "cells.json", {key: made._value(printed) for key, printed in figures.items()})
    made._write_grids(folder, tables)
    meta = {"title": title, "organisation": made.ORGANISATION, "year": book.year, "form": book.sample.form}
    made._write(folder / "meta.json", meta)


def workbook(book: Book, title: str, tables: list[str]) -> Workbook:
    """The report as a workbook: title, prose in wide merged cells, headings, tables; an empty row between them."""
    target = Workbook()
    sheet = target.active
    sheet.title = "报告"
    width = max(made.WIDTHS)
    at = 1
    for text in (title, "一、总体情况", made.SENTENCE * 2):
        at = _wide(sheet, at, width, text)
    for heading, table in zip(HEADINGS, tables, strict=True):
        if book.sheets:
            sheet, at = target.create_sheet(heading[:1]), 1
        at = _wide(sheet, at + 1, width, heading)
        at = _table(sheet, at, table, book)
    if book.sheets:
        sheet, at = target.create_sheet("五六"), 1
    for text in ("五、存在的主要问题及改进情况", made.SENTENCE, "六、其他需要报告的事项", "本年度未收取信息处理费。"):
        at = _wide(sheet, at + 1, width, text)
    if book.sheets:
        hidden = target.create_sheet("上年")
        hidden.sheet_state = "hidden"
        _table(hidden, 1, tables[1].replace("<td>1", "<td>7"), book)
    return target


def _wide(sheet: Worksheet, row: int, width: int, text: str) -> int:
    sheet.cell(row, 1, text).alignment = Alignment(wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    return row + 1


def _table(sheet: Worksheet, top: int, table: str, book: Book) -> int:
    """Writes a table; where the book has formulas, a row of other numbers is hidden in it and the totals are sums."""
    cells = list(placed(table))
    hidden_row = max(cell.row for cell in cells) if book.formulas else None
    rows, width = (max(ends) for ends in zip(*((c.row + c.rowspan, c.column + c.colspan) for c in cells), strict=True))
    for cell in cells:
        row, column = top + cell.row + (hidden_row is not None and cell.row >= hidden_row), cell.column + 1
        _write_cell(sheet, row, column, cell, book, width)
        for r in range(row, row + cell.rowspan):
            for c in range(column, column + cell.colspan):
                sheet.cell(r, c).border = RULED if book.ruled else Border()
        if cell.rowspan > 1 or cell.colspan > 1:
            end = {"end_row": row + cell.rowspan - 1, "end_column": column + cell.colspan - 1}
            if hidden_row is not None and cell.row < hidden_row < cell.row + cell.rowspan:
                end["end_row"] += 1
            sheet.merge_cells(start_row=row, start_column=column, **end)
    if hidden_row is not None:
        sheet.row_dimensions[top + hidden_row].hidden = True
        sheet.cell(top + hidden_row, 5, 99)
        rows += 1
    return top + rows


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Placed, book: Book, table_width: int) -> None:
    target = sheet.cell(row, column)
    number = cell.text.isdigit()
    target.value = int(cell.text) if number else cell.text or None
    if book.corrected and number and len(cell.text) == 2:
        target.value = CellRichText(TextBlock(InlineFont(strike=True), "97"), TextBlock(InlineFont(), cell.text))
    if not book.formulas:
        return
    if number:
        target.number_format = ("0", "0_ ", "#,##0", "0_);[Red]\\(0\\)")[(row + column) % 4]
    if re.fullmatch(r"[+-]\d+", cell.text):
        target.value, target.number_format = int(cell.text), "+0;-0;0"
    if number and column == made.WIDTHS[1] == table_width:
        target.value = f"=SUM(D{row}:{get_column_letter(column - 1)}{row})"


def placed(table: str) -> Iterator[Placed]:
    """The cells of a table in HTML, laid out on its grid."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(ROW.findall(table)):
        column = 0
        for attributes, text in CELL.findall(line):
            while (row, column) in taken:
                column += 1
            spans = {way: int(size) for way, size in SPAN.findall(attributes)}
            down, across = spans.get("row", 1), spans.get("col", 1)
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            yield Placed(re.sub(r"<[^>]*>", "", text).strip(), row, column, down, across)


def written(book: Book, source: Path) -> bytes:
    """The bytes that the program makes of the workbook."""
    if book.program == "xml":  # which LibreOffice only writes of sheets that end at their last column, as web pages do
        source = _convert(source.with_suffix(".html"), "ods", "calc8", "--infilter=HTML (StarCalc)")
        return _convert(source, "xml", FILTERS["xml"]).read_bytes()
    open_document = _convert(source, "ods", "calc8")
    if book.program == "gnumeric":
        table = _convert(open_document, "xlsx", FILTERS["xlsx"])
        target = source.with_name("made.xls")
        chinese = {**os.environ, "LC_ALL": "C.UTF-8", "WINDOWS_LANGUAGE": "zh_CN"}
        command = ["ssconvert", "-T", "Gnumeric_Excel:excel_biff7", table, target]
        subprocess.run([str(word) for word in command], check=True, capture_output=True, env=chinese)
        return target.read_bytes()
    if book.program == "mht":
        return _saved_page(_convert(open_document, "html", FILTERS["html"]).read_text(encoding="utf-8"))
    return _convert(open_document, book.program, FILTERS[book.program]).read_bytes()


def _convert(source: Path, suffix: str, name: str, *more: str) -> Path:
    folder = source.with_name(f"as_{suffix}")
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    command = ["soffice", profile, "--headless", *more, "--convert-to", f"{suffix}:{name}", "--outdir", folder, source]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return folder / source.with_suffix(f".{suffix}").name


def _saved_page(page: str) -> bytes:
    """The web page with its tables in a part each and frames around them, as Excel saves a workbook in one file."""
    start, end = page.index("<body"), page.index("</body>")
    sheets = re.findall(r"<table.*?</table>", page[start:end], flags=re.DOTALL)
    frames = "".join(f'<frame src="sheet{number:03}.htm">' for number in range(len(sheets)))
    parts = [("book.htm", f"<html><head></head><frameset rows='*,39'>{frames}</frameset></html>")]
    for number, sheet in enumerate(sheets):
        head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        head += '<meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body>'
        parts.append((f"sheet{number:03}.htm", f"{head}{sheet}</body></html>"))
    message = MIMEMultipart("related", boundary="----=_NextPart_01", type="text/html")
    for name, text in parts:
        part = MIMEText(text, "html", "gb18030")
        part["Content-Location"] = f"file:///C:/book.files/{name}"
        message.attach(part)
    file = BytesIO()
    BytesGenerator(file).flatten(message, linesep="\r\n")
    return file.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
