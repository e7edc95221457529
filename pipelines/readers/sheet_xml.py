"""Reads workbooks in one XML file, as Excel 2002 and 2003 save them (SpreadsheetML); often named .xls."""

import re
from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from pipelines.blocks import Document
from pipelines.docx.package import parse_xml
from pipelines.encoding import head
from pipelines.readers.unreadable import Unreadable
from pipelines.sheets.flow import read_blocks
from pipelines.sheets.number_format import GENERAL, show_number, show_text
from pipelines.sheets.sheet import PLAIN, CellStyle, Gathered, Merge, Sheet, put_cell, refuse_too_many, sheet_of
from pipelines.sheets.xlsx_styles import finite, number_of

MEDIA_TYPE = "application/vnd.ms-excel"

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
SS = f"{{{NAMESPACE}}}"
TITLE = "{urn:schemas-microsoft-com:office:office}Title"
RAISED = "{http://www.w3.org/TR/REC-html40}Sup"
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a printed date has no time zone
HEAD_BYTES = 4096
SIZE_LIMIT = 100_000_000  # bytes
MOST_REPEATED = 16_384  # columns that one element describes
_PROGRAM = re.compile(rb"""<\?mso-application\s+progid=["']Excel\.Sheet["']""")
# Number formats that have a name here and a code elsewhere.
_NAMED = {
    "General Number": GENERAL,
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "¥#,##0.00",
    "Euro Currency": "€#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Short Date": "yyyy/m/d",
    "Medium Date": "d-mmm-yy",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d h:mm",
    "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
}


def recognises(data: bytes) -> bool:
    """Whether the bytes are such a file, by its namespace or the program that it names."""
    beginning = head(data, HEAD_BYTES)
    if not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<Workbook", b"<ss:Workbook")):
        return False
    return bool(_PROGRAM.search(beginning)) or NAMESPACE.encode("ascii") in beginning


def read(data: bytes, declared_type: str = "") -> Document:
    """The tables and paragraphs of all sheets that are shown, as of an .xlsx. Raises `Unreadable`: damaged, too_large, empty."""
    if len(data) > SIZE_LIMIT:
        raise Unreadable("too_large", f"the XML has {len(data)} bytes; the limit is {SIZE_LIMIT}")
    root = parse_xml("of the whole file", data.lstrip())
    if root.tag != SS + "Workbook":
        raise Unreadable("damaged", f"the XML begins with {root.tag!r}, which is no workbook")
    styles = _read_styles(root)
    sheets = [_read_sheet(sheet, styles) for sheet in root.iterchildren(SS + "Worksheet") if _is_shown(sheet)]
    blocks = read_blocks(sheets)
    if not blocks:
        raise Unreadable("empty", f"none of the {len(sheets)} sheets that the workbook shows holds text")
    title = (root.findtext(f".//{TITLE}") or "").strip()
    return Document(tuple(blocks), {"title": title} if title else {})


def _is_shown(sheet: etree._Element) -> bool:
    return (sheet.findtext("{*}WorksheetOptions/{*}Visible") or "").strip() not in ("SheetHidden", "SheetVeryHidden")


def _read_styles(root: etree._Element) -> dict[str, CellStyle]:
    styles: dict[str, CellStyle] = {}
    for item in root.iterfind(f"{SS}Styles/{SS}Style"):
        style = styles.get(item.get(SS + "Parent", "Default"), PLAIN)
        if (number_format := item.find(SS + "NumberFormat")) is not None:
            code = number_format.get(SS + "Format", GENERAL)
            style = style._replace(code=_NAMED.get(code, code))
        if (borders := item.find(SS + "Borders")) is not None:
            style = style._replace(ruled=any(_is_at_side(border) for border in borders.iterchildren(SS + "Border")))
        if (alignment := item.find(SS + "Alignment")) is not None:
            style = style._replace(spreads=alignment.get(SS + "Horizontal") == "CenterAcrossSelection")
        styles[item.get(SS + "ID", "")] = style
    return styles


def _is_at_side(border: etree._Element) -> bool:
    return border.get(SS + "Position") in ("Left", "Right") and border.get(SS + "LineStyle", "None") != "None"


def _read_sheet(element: etree._Element, styles: Mapping[str, CellStyle]) -> Sheet:
    gathered = Gathered()
    shows_zeros = element.find("{*}WorksheetOptions/{*}DoNotDisplayZeros") is None
    row = column = -1
    covered: dict[int, int] = {}
    for item in element.iterfind(f"{SS}Table/{SS}Column"):
        column = _index(item, column)
        if _is_hidden(item):
            gathered.hidden_columns.update(range(column, column + _reach(item, "Span") + 1))
        column += _reach(item, "Span")
    for item in element.iterfind(f"{SS}Table/{SS}Row"):
        row = _index(item, row)
        if _is_hidden(item):
            gathered.hidden_rows.update(range(row, row + _reach(item, "Span") + 1))
        _add_cells(gathered, row, item, styles, shows_zeros, covered)
        row += _reach(item, "Span")
    return sheet_of(gathered)


def _add_cells(
    gathered: Gathered,
    row: int,
    element: etree._Element,
    styles: Mapping[str, CellStyle],
    shows_zeros: bool,
    covered: dict[int, int],
) -> None:
    """Adds the cells of a row. `covered` says down to which row a merged cell reaches in each column.

    A cell that names no column takes the next one that none from above covers; some programs rely on that, Excel doesn't.
    """
    column = -1
    default = element.get(SS + "StyleID", "Default")
    for cell in element.iterchildren(SS + "Cell"):
        column = _index(cell, column)
        while cell.get(SS + "Index") is None and covered.get(column, -1) >= row:
            column += 1
        style = styles.get(cell.get(SS + "StyleID", default), PLAIN)
        put_cell(gathered, row, column, _shown(cell, style, shows_zeros), style)
        across, down = _reach(cell, "MergeAcross"), _reach(cell, "MergeDown")
        if across or down:
            gathered.merges.append(Merge(row, column, row + down, column + across))
            refuse_too_many(len(gathered.merges))
        if down:
            covered.update(dict.fromkeys(range(column, column + across + 1), row + down))
        column += across


def _index(element: etree._Element, last: int) -> int:
    """The row or column of an element, from 0: the one it names, else the one after the last."""
    return number_of(element.get(SS + "Index"), last + 2) - 1


def _reach(element: etree._Element, name: str) -> int:
    """How many more rows or columns an element describes."""
    return min(number_of(element.get(SS + name)), MOST_REPEATED)


def _is_hidden(element: etree._Element) -> bool:
    sizes = (element.get(SS + "Width"), element.get(SS + "Height"))
    return element.get(SS + "Hidden") == "1" or "0" in sizes


def _shown(cell: etree._Element, style: CellStyle, shows_zeros: bool) -> str:
    data = cell.find(SS + "Data")
    if data is None:
        return f"={cell.get(SS + 'Formula')}".replace("==", "=") if cell.get(SS + "Formula") else ""
    text = _text(data)
    match data.get(SS + "Type"):
        case "Number" if (number := finite(text)) is not None:
            return "" if number == 0 and not shows_zeros else show_number(number, style.code)
        case "DateTime" if (serial := _serial(text)) is not None:
            return show_number(serial, style.code if style.code != GENERAL else "yyyy/m/d")
        case "Boolean":
            return "TRUE" if text.strip() == "1" else "FALSE"
        case "Error":
            return text
        case _:
            return show_text(text, style.code)


def _text(data: etree._Element) -> str:
    """Its runs of text; a raised one, as of a footnote, begins a line: its digit is none of the number's."""
    parts: list[str] = []
    for run in data.iter():
        if run.tag == RAISED and parts:
            parts.append("\n")
        parts.append(run.text or "")
        if run is not data:
            parts.append(run.tail or "")
    return "".join(parts).replace("\r\n", "\n").replace("\r", "\n")


def _serial(text: str) -> float | None:
    """The number that counts a day and time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment.replace(tzinfo=None) - FIRST_DAY).total_seconds() / 86_400
