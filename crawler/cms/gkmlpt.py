"""gkmlpt, Guangdong's platform for disclosure: the tree of columns stands in `_CONFIG`, the lists come as JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crawler.fetch import Fetch
from crawler.link import Link, joined
from crawler.page import Page

_CONFIG = re.compile(r"\b_CONFIG\s*=\s*(?=\{)")
_LIST = re.compile(r"^(.*/gkmlpt/api/all/\d+\?page=)(\d+)(.*)$")
_SITE = re.compile(r"\bSID[\"']?\s*[:=]\s*[\"']?(\d+)")
_TREE = re.compile(r"\bTREE[\"']?\s*:\s*(?=\[)")


def recognises(page: Page) -> bool:
    """By its configuration or its addresses."""
    return "NFCMS_SITE_ID" in page.html or "/gkmlpt/" in page.url or bool(_CONFIG.search(page.html))


def entries(page: Page) -> list[Link]:
    """The columns of the tree, as the addresses of their lists."""
    site, tree = _SITE.search(page.html), _TREE.search(page.html)
    if not site or not tree or "/gkmlpt" not in page.url:
        return []
    root = f"{urlsplit(page.url)._replace(query='').geturl().partition('/gkmlpt')[0]}/gkmlpt/api/all"
    try:
        columns, _ = json.JSONDecoder().raw_decode(page.html, tree.end())
    except ValueError:  # a script that is no JSON
        return []
    return [Link(f"{root}/{number}?page=1&sid={site[1]}", name) for number, name in _columns(columns)]


def next_page(page: Page) -> Fetch | None:
    """The list's next number, after one that held articles."""
    found = _LIST.match(page.url)
    if not found or not page.scripted:
        return None
    # Page 0 and page 1 are the same.
    return Fetch(f"{found[1]}{max(int(found[2]), 1) + 1}{found[3]}")


def _columns(nodes: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if node.get("id") and node.get("name"):
            yield int(node["id"]), joined(str(node["name"]))
        yield from _columns(node.get("children") or [])
