"""The zip container of an Office document and the XML parts inside it (ECMA-376 part 2)."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from pipelines.readers.unreadable import Unreadable

PART_LIMIT = 100_000_000  # bytes of XML; a million table cells fit
RATIO_LIMIT = 300  # real parts shrink 5 to 60 times, a bomb about 1,000 times
RATIO_FREE = 4_000_000  # bytes that may have any ratio

# Documents saved as "strict" use other names for the same things.
STRICT_NAMES = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


def open_package(data: bytes) -> zipfile.ZipFile:
    """The container; `Unreadable` says so where its directory is missing or broken."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN_ZIP as error:
        raise Unreadable(
            "damaged",
            f"the zip container of {len(data)} bytes can't be opened ({error}): cut short or damaged; fetch it again",
        ) from error


def read_part(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of the named XML part, or None where the container has no such part."""
    xml = read_bytes(package, name)
    return parse_xml(name, xml) if xml is not None else None


def read_bytes(package: zipfile.ZipFile, name: str) -> bytes | None:
    """The bytes of the named part, or None where the container has no such part."""
    try:
        entry = package.getinfo(name)
    except KeyError:
        return None
    refuse_bomb(entry)
    try:
        return package.read(entry)
    except RuntimeError as error:
        if isinstance(error, NotImplementedError) or not entry.flag_bits & 1:
            raise broken_part(name, error) from error
        raise Unreadable("encrypted", f"part {name} is locked with a zip password") from error
    except BROKEN_ZIP as error:
        raise broken_part(name, error) from error


def find_main_part(package: zipfile.ZipFile, related: dict[str, list[str]]) -> str:
    """The name of the part that holds the document, from what the container relates to.

    It is mostly word/document.xml, but some programs number it.
    """
    names = package.namelist()
    for target in related.get("officeDocument", []):
        if target in names:
            return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise Unreadable(
        "damaged", f"a zip container without word/document.xml; it holds {', '.join(names[:8]) or 'nothing'}"
    )


def related_parts(package: zipfile.ZipFile, part: str) -> dict[str, list[str]]:
    """Relationship type (its last word) to names of parts, for a part, or for the container itself ("")."""
    found: dict[str, list[str]] = {}
    for kind, _, path in _relations(package, part):
        found.setdefault(kind, []).append(path)
    return found


def targets(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relationship id to the name of the part, for a part."""
    return {relation: path for _, relation, path in _relations(package, part)}


def _relations(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    folder, name = posixpath.split(part)
    root = read_part(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    for link in root if root is not None else ():
        kind, target = link.get("Type", ""), link.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        yield kind.rpartition("/")[2], link.get("Id", ""), path


def refuse_bomb(entry: zipfile.ZipInfo) -> None:
    """Raises `Unreadable` where a part would unpack to far more than documents hold."""
    swollen = entry.file_size > RATIO_FREE and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1)
    if entry.file_size > PART_LIMIT or swollen:
        raise Unreadable(
            "too_large",
            f"part {entry.filename} unpacks from {entry.compress_size} to {entry.file_size} bytes; "
            f"the limits are {PART_LIMIT} bytes and {RATIO_LIMIT} times",
        )


def broken_part(name: str, error: Exception) -> Unreadable:
    return Unreadable("damaged", f"part {name} of the zip container is broken ({error}); fetch the file again")


def parse_xml(name: str, xml: bytes) -> etree._Element:
    """The root of an Office document's XML. Raises `Unreadable` where it is broken or declares a document type."""
    for strict, usual in STRICT_NAMES.items():
        if strict in xml:
            xml = xml.replace(strict, usual)
    try:
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged", f"part {name} is no well-formed XML ({error}); fetch the file again") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("damaged", f"part {name} declares a document type, which Office documents never do: refused")
    return root


@lru_cache(maxsize=1)
def _parser() -> etree.XMLParser:
    # Nothing outside the bytes is looked up, and libxml2's own limits on depth and text length stay on.
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
