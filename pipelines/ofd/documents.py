"""The documents in an OFD file and their pages."""

import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from pipelines.ofd.matrix import read_box
from pipelines.ofd.package import ROOT, child, children, located, read_xml, text_at
from pipelines.pdf.geometry import Box
from pipelines.readers.unreadable import Unreadable

PAGE_LIMIT = 1_000
A4: Box = (0.0, 0.0, 210.0, 297.0)  # millimetres


class PageParts(NamedTuple):
    """A page: its box in millimetres (left, top, width, height) and its layers, in the order in which they are drawn.

    `units` are the parts that hold graphics used in several places.
    """

    box: Box
    layers: tuple[etree._Element, ...]
    units: tuple[str, ...]


def read_title(package: zipfile.ZipFile) -> str:
    """The title that the file declares, "" where it doesn't."""
    return text_at(read_xml(package, ROOT), "DocBody", "DocInfo", "Title")


def read_pages(package: zipfile.ZipFile) -> Iterator[PageParts]:
    """The pages of all documents in the file. Raises `Unreadable`: damaged, too_large."""
    count = 0
    for part in _documents(package):
        document = read_xml(package, part)
        for page in children(child(document, "Pages"), "Page"):
            count += 1
            if count > PAGE_LIMIT:
                raise Unreadable("too_large", f"more than {PAGE_LIMIT} pages: no annual report is so long")
            yield _read_page(package, part, document, located(part, page.get("BaseLoc", "")))
    if not count:
        raise Unreadable("damaged", "the OFD lists no pages; fetch it again")


def _documents(package: zipfile.ZipFile) -> Iterator[str]:
    """The main part of each document, in its current version."""
    for body in children(read_xml(package, ROOT), "DocBody"):
        versions = children(child(body, "Versions"), "Version")
        current = next((one for one in versions if one.get("Current") == "true"), None)
        if current is not None and current.get("BaseLoc"):
            version = located(ROOT, current.get("BaseLoc", ""))
            if root := text_at(read_xml(package, version), "DocRoot"):
                yield located(version, root)
                continue
        yield located(ROOT, text_at(body, "DocRoot"))


def _read_page(package: zipfile.ZipFile, document_part: str, document: etree._Element, part: str) -> PageParts:
    page, common = read_xml(package, part), child(document, "CommonData")
    box = read_box(text_at(page, "Area", "PhysicalBox")) or read_box(text_at(common, "PageArea", "PhysicalBox")) or A4
    templates = {one.get("ID"): one.get("BaseLoc", "") for one in children(common, "TemplatePage")}
    behind, before = list[etree._Element](), list[etree._Element]()
    for used in children(page, "Template"):
        location = templates.get(used.get("TemplateID"))
        if location is None:
            raise Unreadable("damaged", f"page {part} of the OFD uses a template that it doesn't list; fetch it again")
        layers = behind if used.get("ZOrder", "Background") == "Background" else before
        layers += children(child(read_xml(package, located(document_part, location)), "Content"), "Layer")
    own = children(child(page, "Content"), "Layer")
    units = [located(document_part, one.text or "") for one in children(common, "PublicRes", "DocumentRes")]
    units += [located(part, one.text or "") for one in children(page, "PageRes")]
    return PageParts(box, (*behind, *own, *before), tuple(units))
