"""Links of elements that a script makes clickable by their class: the address is joined from what they keep in data-…

`$(document).on("click", ".item", function () { location.href = "/info/" + $(this).data("id") + ".html"; })`
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.handlers import Handlers
from crawler.link import Link, absolute, date_in, joined

MOST_ELEMENTS = 500  # of a page
_SELECTOR = r"[\w.#-]+(?:[\s>]+[\w.#-]+)*"
_HANDLED = re.compile(
    rf"""(?:\.on\(\s*["']click["']\s*,\s*["']({_SELECTOR})["']\s*,"""
    rf"""|querySelectorAll\(\s*["']({_SELECTOR})["']\s*\)[^;]{{0,120}}?(?:addEventListener\(\s*["']click["']\s*,|\.onclick\s*=)"""
    rf"""|\$\(\s*["']({_SELECTOR})["']\s*\)\.(?:click\(|on\(\s*["']click["']\s*,))(?=\s*[\w$(])[^{{]{{0,40}}\{{"""
)
_OF_ELEMENT = ("$(this)", "this.", "dataset")


def delegated_links(tree: LexborHTMLParser, handlers: Handlers, base: str) -> list[Link]:
    """The links of the elements that the handlers in a page's scripts name."""
    found: list[Link] = []
    for handled in _HANDLED.finditer(handlers.scripts):
        body = handlers.body_at(handled.end())
        if any(word in body for word in _OF_ELEMENT):
            nodes = tree.css(handled[1] or handled[2] or handled[3])[:MOST_ELEMENTS]
            found += _links(nodes, body, handlers, base)
    return found


def _links(nodes: list[LexborNode], body: str, handlers: Handlers, base: str) -> Iterator[Link]:
    for node in nodes:
        fetch = next(handlers.of_element(body, node.attributes), None)
        if fetch:
            words = joined(node.attributes.get("title") or node.text())
            yield Link(absolute(base, fetch.url), words, date_in(words), fetch.posted)
