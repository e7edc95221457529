"""JEECMS: lists zfxxgknb.jhtml, zfxxgknb_2.jhtml, …, with the pages counted in the pager's words."""

import re
from urllib.parse import urlsplit

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

_PLACE = re.compile(r"共\s*\d+\s*条记录\s*(\d+)\s*/\s*(\d+)\s*页|(\d+)\s*/\s*(\d+)\s*页")
_NAME = re.compile(r"^(.*?)(?:_(\d+))?\.jhtml$")


def recognises(page: Page) -> bool:
    """By the ending of its addresses."""
    return urlsplit(page.url).path.endswith(".jhtml")


def entries(page: Page) -> list[Link]:
    """None: the lines are plain links."""
    return []


def next_page(page: Page) -> Fetch | None:
    """The name with the next number, where the pager counts more pages."""
    place, name = _PLACE.search(page.text), _NAME.match(page.url)
    if not place or not name:
        return None
    number, pages = int(name[2] or 1), int(place[2] or place[4])
    return Fetch(f"{name[1]}_{number + 1}.jhtml") if number < pages else None
