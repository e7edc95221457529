"""Shows the table of a Word document that holds a number."""

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from archive.site.place import Place
from archive.site.pointing.words import squeezed

_LONGEST_PART = 32 << 20  # bytes; annual reports stay below 1 MiB
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one cell of a Word table."""

    text: str
    colspan: int
    is_marked: bool


def table_around(body: bytes, place: Place, raw: str) -> list[list[Cell]]:
    """The rows of the table with the cell at `place` marked; nothing where `raw` does not stand there.

    Raises ValueError where the bytes are no Word document.
    """
    for tables in _numberings(_document(body)):
        rows = _marked_rows(tables, place)
        if any(cell.is_marked and squeezed(raw) in squeezed(cell.text) for row in rows for cell in row):
            return rows
    return []


def _document(body: bytes) -> etree._Element:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package, package.open("word/document.xml") as part:
            return etree.fromstring(part.read(_LONGEST_PART), _PARSER)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"the file is no Word document: {error}") from error


def _numberings(root: etree._Element) -> list[list[etree._Element]]:
    """The tables as they are counted: without the frames of one cell that lay out a page, else all of them."""
    tables = list(root.iter(_WORD + "tbl"))
    return [[table for table in tables if not _is_frame(table)], tables]


def _is_frame(table: etree._Element) -> bool:
    rows = table.findall(_WORD + "tr")
    return len(rows) == 1 and len(rows[0].findall(_WORD + "tc")) == 1


def _marked_rows(tables: list[etree._Element], place: Place) -> list[list[Cell]]:
    if not 0 < place.table <= len(tables):
        return []
    return [
        [
            Cell(_text(cell), _colspan(cell), (row_at, cell_at) == (place.row, place.column))
            for cell_at, cell in enumerate(row.findall(_WORD + "tc"), 1)
        ]
        for row_at, row in enumerate(tables[place.table - 1].findall(_WORD + "tr"), 1)
    ]


def _text(cell: etree._Element) -> str:
    paragraphs = ("".join(paragraph.itertext(_WORD + "t")) for paragraph in cell.findall(_WORD + "p"))
    return "\n".join(paragraphs)


def _colspan(cell: etree._Element) -> int:
    span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
    return int(span.get(_WORD + "val", "1")) if span is not None else 1
