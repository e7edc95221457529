"""Links of elements that a script makes clickable by their class: the address is joined from what they keep in data-…

`$(document).on("click", ".item", function () { location.href = "/info/" + $(this).data("id") + ".html"; })`
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.link import Link, absolute, date_in, is_address, joined

MOST_ELEMENTS = 500  # of a page
_BODY = 400  # characters of a handler in which its address is looked for
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*')"""
_HANDLED = re.compile(
    r"""(?:\.on\(\s*["']click["']\s*,\s*["']([.#]?[\w-]+(?:\s[.#]?[\w-]+)*)["']"""
    r"""|\$\(\s*["']([.#]?[\w-]+(?:\s[.#]?[\w-]+)*)["']\s*\)\.(?:click\(|on\(\s*["']click["']))"""
)
_KEPT = r"""(?:\$\(this\)\.(?:data|attr)\(\s*["'](?:data-)?([\w-]+)["']\s*\)|this\.dataset\.(\w+))"""
_JOINED = re.compile(rf"({_STRING})\s*\+\s*{_KEPT}(?:\s*\+\s*({_STRING}))?")


def delegated_links(tree: LexborHTMLParser, scripts: str, base: str) -> list[Link]:
    """The links of the elements that the handlers in a page's scripts name."""
    found: list[Link] = []
    for handled in _HANDLED.finditer(scripts):
        joined_with = _JOINED.search(scripts, handled.end(), handled.end() + _BODY)
        if joined_with:
            nodes = tree.css(handled[1] or handled[2])[:MOST_ELEMENTS]
            found += _links(nodes, joined_with, base)
    return found


def _links(nodes: list[LexborNode], how: re.Match[str], base: str) -> Iterator[Link]:
    before, after = how[1][1:-1], (how[4] or "''")[1:-1]
    for node in nodes:
        kept = node.attributes.get(f"data-{how[2] or how[3]}") or ""
        address = f"{before}{kept}{after}"
        if kept and is_address(address):
            words = joined(node.attributes.get("title") or node.text())
            yield Link(absolute(base, address), words, date_in(words))
