"""Reads Word documents in one XML file, as Word 2003 and the flat form of .docx are; often named .doc."""

import re

from lxml import etree

from pipelines.blocks import Document
from pipelines.docx.body import read_blocks
from pipelines.docx.numbering import insert_numbers
from pipelines.docx.package import parse_xml
from pipelines.docx.printed import PARAGRAPH, TEXT, WORD, keep_printed
from pipelines.docx.styles import hidden_styles, read_styles, write_out, write_out_unseen
from pipelines.encoding import head
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "application/msword"

NAMESPACE_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
FLAT_PACKAGE = b"http://schemas.microsoft.com/office/2006/xmlPackage"
NAMESPACE = WORD.strip("{}").encode("ascii")
HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
ANNOTATION = "{http://schemas.microsoft.com/aml/2001/core}"
TITLE = "{urn:schemas-microsoft-com:office:office}Title"
HEAD_BYTES = 4096
SIZE_LIMIT = 100_000_000  # bytes
_PROGRAM = re.compile(rb"""<\?mso-application\s+progid=["']Word\.Document["']""")
_SPELT_OTHERWISE = {WORD + "vmerge": WORD + "vMerge", WORD + "hmerge": WORD + "hMerge"}


def recognises(data: bytes) -> bool:
    """Whether the bytes are such a file, by its namespace or the program that it names."""
    beginning = head(data, HEAD_BYTES)
    if not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return False
    return bool(_PROGRAM.search(beginning)) or NAMESPACE_2003 in beginning or FLAT_PACKAGE in beginning


def read(data: bytes, declared_type: str = "") -> Document:
    """The document's printed paragraphs and tables, as of a .docx, and the title that its properties declare.

    Raises `Unreadable`: damaged or too_large.
    """
    if len(data) > SIZE_LIMIT:
        raise Unreadable("too_large", f"the XML has {len(data)} bytes; the limit is {SIZE_LIMIT}")
    root = parse_xml("of the whole file", data.replace(NAMESPACE_2003, NAMESPACE).lstrip())
    body = next(root.iter(WORD + "body"), None)
    if body is None:
        raise Unreadable("damaged", "the XML holds no Word document")
    _spell_as_docx(root)
    sheet = next(root.iter(WORD + "styles"), None)
    styles = read_styles(sheet)
    write_out(root, sheet)
    write_out_unseen(root, sheet)
    keep_printed(root, hidden_styles(sheet))
    insert_numbers(root, next(root.iter(WORD + "numbering"), None), styles)
    title = (root.findtext(f".//{TITLE}") or "").strip()
    return Document(tuple(read_blocks(body, styles)), {"title": title} if title else {})


def _spell_as_docx(root: etree._Element) -> None:
    """Changes what Word 2003 wrote otherwise: merging, sections around paragraphs, tracked changes, numbers of lists."""
    for element in root.iter(*_SPELT_OTHERWISE):
        element.tag = _SPELT_OTHERWISE[element.tag]
    for change in list(root.iter(ANNOTATION + "annotation")):
        if change.get(WORD + "type") == "Word.Deletion":
            change.tag = WORD + "del"
    for paragraph in root.iter(PARAGRAPH):
        number = paragraph.find(f"{WORD}pPr/{WORD}listPr/{HINT}t")
        if number is not None:
            text = etree.Element(TEXT)
            text.text = number.get(HINT + "val", "")
            paragraph.find(WORD + "pPr").addnext(text)
    etree.strip_tags(
        root, HINT + "sect", HINT + "sub-section", HINT + "pBdrGroup", ANNOTATION + "annotation", ANNOTATION + "content"
    )
