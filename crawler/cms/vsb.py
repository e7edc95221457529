"""VSB (Visual SiteBuilder): name.htm, then name/59.htm … name/1.htm, numbered backwards from the number of pages."""

import re
from urllib.parse import urljoin

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

_MARKS = ("Announced by Visual SiteBuilder", "_sitegray", "CustomerNO:", "_simple_list_gotopage_fun", "vsb_content")
_PAGES = re.compile(r"_simple_list_gotopage_fun\(\s*(\d+)")
_NUMBERED = re.compile(r"/(\d+)\.html?$")
_NAMED = re.compile(r"\.html?$")


def recognises(page: Page) -> bool:
    """By what the system leaves in every page."""
    return any(mark in page.html for mark in _MARKS)


def entries(page: Page) -> list[Link]:
    """None: the lines are plain links."""
    return []


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
