"""Lonsun: one address serves every list, told apart by the query; the page is `Page` in trees, `pageIndex` in columns."""

import re
from urllib.parse import urlsplit

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

_MARKS = ("lonsun.cn", "j-fontContent", "StartLabelHtml_", "/public/column/", "/public/organIndex/")
_LIST = re.compile(r"/(public|content)/(?:column|organIndex)/")
_PARAMETERS = {"public": "Page", "content": "pageIndex"}
_PAGES = re.compile(
    r"(?:pageCount|totalPages?|pages)[\"']?\s*[:=]\s*[\"']?(\d+)|共\s*(?:<[^>]*>\s*)*(\d+)\s*(?:<[^>]*>\s*)*页"
)


def recognises(page: Page) -> bool:
    """By the addresses of its lists and by what it leaves in its pages."""
    return any(mark in page.html for mark in _MARKS) or bool(_LIST.search(urlsplit(page.url).path))


def entries(page: Page) -> list[Link]:
    """None: the lines are plain links."""
    return []


def next_page(page: Page) -> Fetch | None:
    """The same address with the next number in its query, as long as the pager counts more pages."""
    kind, pages = _LIST.search(urlsplit(page.url).path), _PAGES.search(page.html)
    if not kind or not pages:
        return None
    name = _PARAMETERS[kind[1]]
    found = re.search(rf"([?&]{name}=)(\d+)", page.url)
    number = int(found[2]) if found else 1
    if number >= int(pages[1] or pages[2]):
        return None
    if found:
        return Fetch(page.url.replace(found[0], f"{found[1]}{number + 1}"))
    return Fetch(f"{page.url}{'&' if '?' in page.url else '?'}{name}={number + 1}")
