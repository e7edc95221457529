"""Streams the sheets of an .xlsx workbook, so that a million empty rows cost time and no memory (ECMA-376 18.3)."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipelines.docx.package import BROKEN_ZIP, broken_part, refuse_bomb
from pipelines.readers.unreadable import Unreadable
from pipelines.sheets.number_format import show_number, show_text
from pipelines.sheets.sheet import PLAIN, CellStyle, Gathered, Merge, Sheet, put_cell, refuse_too_many, sheet_of
from pipelines.sheets.xlsx_styles import finite, is_struck, number_of
from pipelines.struck import settle_struck, strike

ROW, COLUMNS, MERGE, VIEW, ITEM = "{*}row", "{*}col", "{*}mergeCell", "{*}sheetView", "{*}si"
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 20_000_000  # of all shared strings; the longest reports have some 50,000
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")


class RichText(str):
    """A text of runs that say themselves how they are set, whatever the cell says."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """What its sheets refer to. `results_kept` is False where programs are told to work all formulas out on opening."""

    strings: Sequence[str]
    styles: Sequence[CellStyle]
    from_1904: bool
    results_kept: bool


def read_sheet(package: zipfile.ZipFile, name: str, workbook: Workbook) -> Sheet:
    """The sheet in the named part. Raises `Unreadable`: damaged, encrypted or too_large."""
    sheet = Gathered()
    row, shows_zeros = -1, True
    for element in _stream(package, name, (ROW, COLUMNS, MERGE, VIEW)):
        match etree.QName(element).localname:
            case "row":
                row = number_of(element.get("r"), row + 2) - 1
                _add_row(sheet, row, element, workbook, shows_zeros)
            case "col":
                _add_columns(sheet, element)
            case "mergeCell":
                _add_merge(sheet, element.get("ref", ""))
            case "sheetView":
                shows_zeros = element.get("showZeros", "1") in _TRUE
    return sheet_of(sheet)


def read_strings(package: zipfile.ZipFile, name: str) -> list[str]:
    """The strings that cells share; none where the workbook has no such part."""
    if name not in package.NameToInfo:
        return []
    strings: list[str] = []
    left = MOST_CHARACTERS
    for element in _stream(package, name, (ITEM,)):
        strings.append(_text(element))
        left -= len(strings[-1])
        if left < 0:
            raise Unreadable("too_large", f"the cells share more than {MOST_CHARACTERS} characters of text")
    return strings


def _stream(package: zipfile.ZipFile, name: str, tags: Sequence[str]) -> Iterator[etree._Element]:
    """The elements with the tags as they end; each is emptied once it has been looked at."""
    try:
        entry = package.getinfo(name)
    except KeyError:
        raise Unreadable("damaged", f"the zip container has no part {name}, which the workbook names") from None
    refuse_bomb(entry)
    try:
        with package.open(entry) as part:
            context = etree.iterparse(
                part, tag=tags, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
            )
            for _, element in context:
                if element.getroottree().docinfo.doctype:
                    raise Unreadable(
                        "damaged", f"part {name} declares a document type, which workbooks never do: refused"
                    )
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged", f"part {name} is no well-formed XML ({error}); fetch the file again") from error
    except RuntimeError as error:
        if entry.flag_bits & 1:
            raise Unreadable("encrypted", f"part {name} is locked with a zip password") from error
        raise broken_part(name, error) from error
    except BROKEN_ZIP as error:
        raise broken_part(name, error) from error


def _forget(element: etree._Element) -> None:
    parent = element.getparent()
    element.clear()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _add_row(sheet: Gathered, row: int, element: etree._Element, workbook: Workbook, shows_zeros: bool) -> None:
    if element.get("hidden") in _TRUE or (element.get("ht") == "0" and element.get("customHeight") in _TRUE):
        sheet.hidden_rows.add(row)
        refuse_too_many(len(sheet.hidden_rows))
    column = -1
    for cell in element.iterchildren("{*}c"):
        reference = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(reference[1]) if reference else column + 1
        style_number = number_of(cell.get("s"))
        style = workbook.styles[style_number] if style_number < len(workbook.styles) else PLAIN
        if style.struck and _is_rich(cell, workbook):
            style = style._replace(struck=False)
        put_cell(sheet, row, column, _shown(cell, style, workbook, shows_zeros), style)


def _is_rich(cell: etree._Element, workbook: Workbook) -> bool:
    """Whether the cell's text says itself how it is set."""
    at = number_of(cell.findtext("{*}v"), len(workbook.strings)) if cell.get("t") == "s" else len(workbook.strings)
    return cell.find("{*}is/{*}r") is not None or (
        at < len(workbook.strings) and isinstance(workbook.strings[at], RichText)
    )


def _shown(cell: etree._Element, style: CellStyle, workbook: Workbook, shows_zeros: bool) -> str:
    """What the cell shows. A formula whose result is not kept shows itself: what it comes to is not for us to say."""
    kind, value, formula = cell.get("t", "n"), cell.findtext("{*}v"), cell.find("{*}f")
    if formula is not None and ((not value and kind != "str") or not workbook.results_kept):
        return f"={formula.text or ''}"
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return show_text(_text(inline), style.code) if inline is not None else ""
    if value is None:
        return ""
    if kind == "s":
        at = number_of(value.strip(), len(workbook.strings))
        if at >= len(workbook.strings):
            raise Unreadable("damaged", f"cell {cell.get('r')} names shared text {value!r}, which the workbook lacks")
        return show_text(workbook.strings[at], style.code)
    if kind == "b":
        return "TRUE" if value.strip() in _TRUE else "FALSE"
    if kind == "n":
        number = finite(value)
        if number is not None:
            return "" if number == 0 and not shows_zeros else show_number(number, style.code, workbook.from_1904)
    return show_text(_unescape(value), style.code)


def _text(element: etree._Element) -> str:
    """Its runs of text without the readings above them and what is struck out; a raised run begins a line, as a footnote's."""
    parts: list[str] = []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            raised = child.find("{*}rPr/{*}vertAlign")
            note = raised is not None and raised.get("val") == "superscript"
            text = child.findtext("{*}t") or ""
            text = strike(text) if is_struck(child.find("{*}rPr")) else text
            parts.append(("\n" if note and parts else "") + text)
    text = settle_struck(_unescape("".join(parts)))
    return RichText(text) if element.find("{*}r") is not None else text


def _unescape(text: str) -> str:
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _add_columns(sheet: Gathered, element: etree._Element) -> None:
    if element.get("hidden") in _TRUE or element.get("width") == "0":
        last = min(number_of(element.get("max")), MOST_COLUMNS)
        sheet.hidden_columns.update(range(number_of(element.get("min")) - 1, last))


def _add_merge(sheet: Gathered, reference: str) -> None:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) == 2 and corners[0] and corners[1]:
        (left, top), (right, bottom) = ((_column(c[1]), int(c[2]) - 1) for c in corners if c)
        sheet.merges.append(Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        refuse_too_many(len(sheet.merges))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
