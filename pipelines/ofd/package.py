"""The zip container of an OFD document and the XML parts in it."""

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipelines.docx.package import open_package, read_part
from pipelines.readers.unreadable import Unreadable

ROOT = "OFD.xml"
LOCK = "Encryptions.xml"  # GM/T 0099-2020


def open_ofd(data: bytes) -> zipfile.ZipFile:
    """The container. Raises `Unreadable`: damaged, encrypted."""
    package = open_package(data)
    names = {name.lower() for name in package.namelist()}
    if LOCK.lower() in names:
        package.close()
        raise Unreadable("encrypted", "the OFD is encrypted; ask the publisher for an open copy")
    if ROOT.lower() not in names:
        package.close()
        raise Unreadable("damaged", "the OFD has lost its main part OFD.xml; fetch it again")
    return package


def read_xml(package: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of the named part, whose case may differ. Raises `Unreadable`: damaged, encrypted, too_large."""
    names = package.namelist()
    if name not in names:
        name = next((other for other in names if other.lower().replace("\\", "/") == name.lower()), name)
    root = read_part(package, name)
    if root is None:
        raise Unreadable("damaged", f"the OFD names part {name} and has none; fetch it again")
    return root


def located(part: str, location: str) -> str:
    """The name of the part at a location that stands in `part`."""
    path = posixpath.join("/", posixpath.dirname(part), location.strip().replace("\\", "/"))
    return posixpath.normpath(path).lstrip("/")


def local(element: etree._Element) -> str:
    """The element's name without its namespace: programs write several."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children of these names."""
    return (child for child in (element if element is not None else ()) if local(child) in names)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_at(element: etree._Element | None, *path: str) -> str:
    """The text of the first element down a path of names, "" where there is none."""
    found = child(element, *path)
    return (found.text or "").strip() if found is not None else ""
