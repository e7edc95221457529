"""The objects that a page draws, those in blocks and in composite graphics too."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

from lxml import etree

from pipelines.ofd.documents import PageParts
from pipelines.ofd.matrix import Matrix, object_matrix, page_matrix
from pipelines.ofd.package import child, children, local, read_xml
from pipelines.readers.unreadable import Unreadable

OBJECT_LIMIT = 100_000  # on one page; ruled pages have some hundred
DEPTH_LIMIT = 8  # blocks in blocks, graphics in graphics

DRAWN = frozenset(("TextObject", "PathObject", "ImageObject", "PageBlock", "CompositeObject"))

Placed = tuple[etree._Element, Matrix]
Units = Mapping[str, Iterable[etree._Element]]
ReadUnits = Callable[[], Units]


def read_objects(package: zipfile.ZipFile, page: PageParts) -> Iterator[Placed]:
    """The page's visible text, path and image objects in the order of the file, each with its way onto the page."""
    units = cache(partial(_read_units, package, page.units))
    budget = iter(range(OBJECT_LIMIT))
    for layer in page.layers:
        for element in layer:
            yield from _unfold(element, page_matrix(page.box), units, budget, 0)


def _unfold(
    element: etree._Element, matrix: Matrix, units: ReadUnits, budget: Iterator[int], depth: int
) -> Iterator[Placed]:
    """The object, or those in the block or graphic that it is; stops when the page's budget of objects is used up."""
    kind = local(element)
    if kind not in DRAWN or element.get("Visible") == "false":
        return
    if next(budget, None) is None or depth > DEPTH_LIMIT:
        raise Unreadable("too_large", f"a page of the OFD draws more than {OBJECT_LIMIT} objects, or deeper ones")
    inner: Iterable[etree._Element] = ()
    if kind == "PageBlock":
        inner = element
    elif kind == "CompositeObject":
        matrix = object_matrix(element, matrix)
        inner = units().get(element.get("ResourceID", ""), ())
    else:
        yield element, object_matrix(element, matrix)
    for one in inner:
        yield from _unfold(one, matrix, units, budget, depth + 1)


def _read_units(package: zipfile.ZipFile, parts: tuple[str, ...]) -> Units:
    """The content of graphics that are used in several places, by id."""
    held = (children(child(read_xml(package, part), "CompositeGraphicUnits"), "CompositeGraphicUnit") for part in parts)
    contents = ((unit.get("ID", ""), child(unit, "Content")) for part in held for unit in part)
    return {key: content for key, content in contents if content is not None}
