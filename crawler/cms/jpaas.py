"""Hanweb jpaas: parts of a page are built by a gateway that answers JSON with markup; lists take `paramJson`."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

_UNIT = "/front/page/build/unit"
_TAG = re.compile(r"<script\b[^>]*/front/page/build/unit[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"\burl\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_QUERY = re.compile(r"""\bqueryData\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FIELD = re.compile(r"""["'](\w+)["']\s*:\s*["']([^"']*)["']""")
_LIST = re.compile(r"列表|分页|list|page", re.IGNORECASE)
PAGE_SIZE = "15"


def recognises(page: Page) -> bool:
    """By the gateway's address or the script that calls it."""
    return "jpaas-publish-server" in page.html or "unitbuild.js" in page.html or _UNIT in page.url


def entries(page: Page) -> list[Link]:
    """None: markup in JSON is read on any page."""
    return []


def next_page(page: Page) -> Fetch | None:
    """The page of the list's unit that follows; the first, where this page only names the unit."""
    if _UNIT in page.url:
        query = dict(parse_qsl(urlsplit(page.url).query))
        if not page.scripted or "paramJson" not in query:
            return None
        asked = json.loads(query["paramJson"])
        return _ask(page.url.partition("?")[0], query, int(asked["pageNo"]) + 1)
    units = [unit for tag in _TAG.findall(page.html) if (unit := _read_unit(page, tag))]
    lists = [unit for unit in units if _LIST.search(unit[1].get("tagId", ""))] or units
    return _ask(*lists[0], 1) if lists else None


def _read_unit(page: Page, tag: str) -> tuple[str, dict[str, str]] | None:
    """Address and query of a unit of a column; an article's body is one too, and has no pages."""
    address, query = _ADDRESS.search(tag), _QUERY.search(tag)
    fields = dict(_FIELD.findall(unescape(query[1] or query[2]))) if query else {}
    if not address or fields.get("pageType", "column") != "column":
        return None
    return urljoin(page.url, unescape(address[1])), fields


def _ask(address: str, query: dict[str, str], number: int) -> Fetch:
    asked = json.dumps({"pageNo": number, "pageSize": PAGE_SIZE}, separators=(",", ":"))
    return Fetch(f"{address}?{urlencode(query | {'paramJson': asked})}")
