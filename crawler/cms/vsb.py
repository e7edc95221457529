"""VSB (Visual SiteBuilder): name.htm, then name/59.htm … name/1.htm, numbered backwards from the number of pages."""

import re
from urllib.parse import urljoin

from crawler.fetch import Fetch
from crawler.link import Link, absolute, joined
from crawler.page import Page

_MARKS = ("Announced by Visual SiteBuilder", "_sitegray", "CustomerNO:", "_simple_list_gotopage_fun", "vsb_content")
_PAGES = re.compile(r"_simple_list_gotopage_fun\(\s*(\d+)")
_NUMBERED = re.compile(r"/(\d+)\.html?$")
_NAMED = re.compile(r"\.html?$")
_TREE_ITEM = re.compile(r"""new WebFXTreeItem\(\s*'(.*?)'\s*,\s*document\.getElementById\(["'](\w+)["']\)""")
_ANCHOR = re.compile(r"""<a\s+id=["'](\w+)["']\s+href=["']([^"']+)["']""")
_TAG = re.compile(r"<[^>]*>")


def recognises(page: Page) -> bool:
    """By what the system leaves in every page."""
    return any(mark in page.html for mark in _MARKS) or "WebFXTreeItem" in page.html


def entries(page: Page) -> list[Link]:
    """The tree of columns: a script has the names, anchors without words have the addresses."""
    addresses = dict(_ANCHOR.findall(page.html)) if "WebFXTreeItem" in page.html else {}
    return [
        Link(absolute(page.url, addresses[key]), joined(_TAG.sub("", name)))
        for name, key in _TREE_ITEM.findall(page.html)
        if key in addresses and not addresses[key].startswith("javascript:")
    ]


def next_page(page: Page) -> Fetch | None:
    """The page that follows: its own link where one is printed, else by the numbering."""
    pages = _PAGES.search(page.html)
    if not pages:
        return None
    numbered = _NUMBERED.search(page.url)
    if numbered and int(numbered[1]) < int(pages[1]):
        number = int(numbered[1]) - 1
        return Fetch(urljoin(page.url, f"{number}.htm{'l' * page.url.endswith('html')}")) if number else None
    stem = _NAMED.sub("", page.url)
    following = int(pages[1]) - 1
    return Fetch(f"{stem}/{following}{page.url[len(stem) :]}") if following and stem != page.url else None
