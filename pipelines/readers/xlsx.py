"""Reads workbooks in the zip container: .xlsx, .xlsm, .xltx, and what new WPS saves as .et."""

import posixpath
import zipfile
from contextlib import closing

from lxml import etree

from pipelines.blocks import Document
from pipelines.docx.package import open_package, read_part, related_parts
from pipelines.readers.unreadable import Unreadable
from pipelines.sheets.flow import read_blocks
from pipelines.sheets.worksheet import Workbook, read_sheet, read_strings
from pipelines.sheets.xlsx_styles import read_styles

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ZIP_MAGIC = b"PK\x03\x04"
FIRST_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"customXml/")
MAIN_PART = b"xl/workbook"
BINARY = b"xl/workbook.bin"
MOST_SHEETS = 200
TITLE = "{http://purl.org/dc/elements/1.1/}title"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def recognises(data: bytes) -> bool:
    """Whether the bytes are a workbook in a zip container, whole or cut short."""
    return data.startswith(ZIP_MAGIC) and data[30:].startswith(FIRST_MEMBERS) and MAIN_PART in data


def read(data: bytes, declared_type: str = "") -> Document:
    """The tables and paragraphs of all sheets that are shown, and the title that the workbook's properties declare.

    A hidden sheet, row or column is left out: it is no part of what the body published for people to read. A cell's text
    is what the program shows, number formats and stored results of formulas included; `source_row` and `source_column`
    are the program's own numbers. Raises `Unreadable`: damaged, encrypted, too_large, unknown_format or empty.
    """
    if BINARY in data:
        raise Unreadable("unknown_format", "a binary workbook (.xlsb), which is not read; save it as .xlsx")
    with closing(open_package(data)) as package:
        return _read_package(package)


def _read_package(package: zipfile.ZipFile) -> Document:
    related = related_parts(package, "")
    main = next(iter(related.get("officeDocument", [])), "xl/workbook.xml")
    root = read_part(package, main)
    if root is None:
        raise Unreadable("damaged", f"the zip container has no part {main}, which lists the sheets of a workbook")
    parts = related_parts(package, main)
    styles_root = read_part(package, next(iter(parts.get("styles", [])), "xl/styles.xml"))
    properties, calculation = root.find("{*}workbookPr"), root.find("{*}calcPr")
    workbook = Workbook(
        strings=read_strings(package, next(iter(parts.get("sharedStrings", [])), "xl/sharedStrings.xml")),
        styles=read_styles(styles_root),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
        results_kept=calculation is None or calculation.get("fullCalcOnLoad") not in ("1", "true"),
    )
    sheets = [read_sheet(package, name, workbook) for name in _shown_sheets(package, main, root)]
    blocks = read_blocks(sheets)
    if not blocks and any(name.startswith("xl/media/") for name in package.namelist()):
        raise Unreadable("scan", "the sheets hold pictures and no text; its text has to be read from the pictures")
    if not blocks:
        raise Unreadable("empty", f"none of the {len(sheets)} sheets that the workbook shows holds text")
    return Document(tuple(blocks), _read_facts(package, related))


def _shown_sheets(package: zipfile.ZipFile, main: str, root: etree._Element) -> list[str]:
    """The parts of the sheets that are not hidden, in the order of their tabs."""
    folder, name = posixpath.split(main)
    links = read_part(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    targets = {link.get("Id"): link for link in (links if links is not None else ())}
    names: list[str] = []
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        link = targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION))
        if (
            sheet.get("state", "visible") == "visible"
            and link is not None
            and link.get("Type", "").endswith("/worksheet")
        ):
            names.append(posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/"))
    if len(names) > MOST_SHEETS:
        raise Unreadable("too_large", f"the workbook has {len(names)} sheets; the limit is {MOST_SHEETS}")
    return names


def _read_facts(package: zipfile.ZipFile, related: dict[str, list[str]]) -> dict[str, str]:
    names = related.get("core-properties", [])
    root = read_part(package, names[0]) if names else None
    title = (root.findtext(TITLE) or "").strip() if root is not None else ""
    return {"title": title} if title else {}
