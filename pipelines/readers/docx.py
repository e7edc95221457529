"""Reads Word documents in the zip container: .docx, .dotx, .docm, and what new WPS saves as .wps."""

import zipfile
from contextlib import closing

from pipelines.blocks import Block, Document
from pipelines.docx.body import read_blocks
from pipelines.docx.numbering import insert_numbers
from pipelines.docx.package import find_main_part, open_package, read_bytes, read_part, related_parts, targets
from pipelines.docx.printed import WORD, keep_printed
from pipelines.docx.styles import hidden_styles, read_styles, write_out, write_out_unseen
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
# A zip begins with the name of its first member, which is enough to know a document that was cut short.
FIRST_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"customXml/")
OTHER_OFFICE = (b"xl/workbook", b"ppt/presentation")
READ = ("styles", "numbering")  # of the parts beside the main one
TITLE = "{http://purl.org/dc/elements/1.1/}title"


def recognises(data: bytes) -> bool:
    """Whether the bytes are a Word document in a zip container, whole or cut short, or one locked by a password."""
    if data.startswith(OLE_MAGIC):
        return LOCKED_STREAM in data
    if not data.startswith(ZIP_MAGIC):
        return False
    return data[30:].startswith(FIRST_MEMBERS) and not any(name in data for name in OTHER_OFFICE)


def read(data: bytes, declared_type: str = "") -> Document:
    """The document's printed paragraphs and tables, and the title that its properties declare.

    Deleted and hidden text, headers, footers, notes and comments are left out; the numbers of lists are written out.
    Raises `Unreadable`: damaged, encrypted or too_large.
    """
    if data.startswith(OLE_MAGIC):
        raise Unreadable("encrypted", "the document is locked with a password; ask the publisher for an open copy")
    with closing(open_package(data)) as package:
        return _read_package(package)


def _read_package(package: zipfile.ZipFile) -> Document:
    related = related_parts(package, "")
    main = find_main_part(package, related)
    root = read_part(package, main)
    body = root.find(WORD + "body") if root is not None else None
    if root is None or body is None:
        raise Unreadable("damaged", f"part {main} holds no Word document")
    parts = {kind: read_part(package, names[0]) for kind, names in related_parts(package, main).items() if kind in READ}
    styles = read_styles(parts.get("styles"))
    write_out(root, parts.get("styles"))
    write_out_unseen(root, parts.get("styles"))
    keep_printed(root, hidden_styles(parts.get("styles")))
    insert_numbers(root, parts.get("numbering"), styles)
    blocks = read_blocks(body, styles, lambda chunk: _read_chunk(package, main, chunk))
    return Document(tuple(blocks), _read_facts(package, related))


def _read_chunk(package: zipfile.ZipFile, main: str, chunk: str) -> tuple[Block, ...]:
    """What a document of another format says that stands whole inside this one, to be drawn in its place."""
    from pipelines.readers import read_document  # it looks for readers in the folder of this one

    name = targets(package, main).get(chunk, "")
    data = read_bytes(package, name)
    if data is None or recognises(data):
        raise Unreadable("damaged", f"the document goes on in a part of its own ({name or chunk}) that can't be read")
    return read_document(data).blocks


def _read_facts(package: zipfile.ZipFile, related: dict[str, list[str]]) -> dict[str, str]:
    names = related.get("core-properties", [])
    root = read_part(package, names[0]) if names else None
    title = (root.findtext(TITLE) or "").strip() if root is not None else ""
    return {"title": title} if title else {}
