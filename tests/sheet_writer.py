"""Writes small workbooks."""

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

RULED = Border(left=Side(style="thin"), right=Side(style="thin"))

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def saved(fill: Callable[[Worksheet], object]) -> bytes:
    book = Workbook()
    fill(book.active)
    return packed(book)


def packed(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.calculation.fullCalcOnLoad = False
    book.save(file)
    return file.getvalue()


def rule(sheet: Worksheet, cells: str) -> None:
    for row in sheet[cells]:
        for cell in row:
            cell.border = RULED


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with the text of one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            content = package.read(name)
            copy.writestr(name, change(content.decode()).encode() if name == part else content)
    return file.getvalue()


def single_xml(rows: str, styles: str = "") -> bytes:
    names = f'xmlns="{SPREADSHEET}" xmlns:s="{SPREADSHEET}"'
    sheet = f"<Worksheet><Table>{rows}</Table></Worksheet>"
    return f'<?xml version="1.0"?><Workbook {names}>{styles}{sheet}</Workbook>'.encode()
