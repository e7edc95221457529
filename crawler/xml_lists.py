"""Lists as XML: feeds, and rows whose attributes or children are a title, an address and a date."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape

_PIECE = re.compile(
    r"""<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
    r"|</[A-Za-z][^>]*>|([^<]+)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

Value = tuple[str, str]  # the name of an attribute or of a child, and what it says


@dataclass
class _Element:
    name: str = ""
    text: str = ""
    values: list[Value] = field(default_factory=list)
    has_children: bool = False


def is_xml(text: str) -> bool:
    """Whether an answer begins as XML does that is no page."""
    start = text[:500].lstrip("\ufeff \r\n\t")
    return start.startswith(("<?xml", "<rss", "<feed", "<rdf")) and "<html" not in start.lower()


def rows_of_xml(text: str) -> Iterator[list[Value]]:
    """For each element its attributes, and the texts and attributes of its children without children, innermost first."""
    stack = [_Element()]
    for found in _PIECE.finditer(text):
        cdata, name, attributes, is_whole, words = found.groups()
        if name:
            values = [(key, unescape(a or b)) for key, a, b in _ATTRIBUTE.findall(attributes)]
            stack[-1].has_children = True
            stack.append(_Element(name, values=values))
        elif cdata is not None or words:
            stack[-1].text += cdata if cdata is not None else unescape(words)
        is_end = is_whole or found[0].startswith("</")
        if is_end and len(stack) > 1:
            yield from _close(stack.pop(), stack[-1].values.append)


def _close(element: _Element, tell_parent: Callable[[Value], None]) -> Iterator[list[Value]]:
    """The row that an element is; the words and attributes of one without children are its parent's, too."""
    if not element.has_children:
        if element.text.strip():
            tell_parent((element.name, element.text.strip()))
        for value in element.values:
            tell_parent(value)
    if element.values:
        yield element.values
