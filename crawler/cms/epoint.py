"""Epoint: the list comes as JSON, asked for by POST with the site's key and the number of the category."""

import json
import re
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.fetch import JSON, Fetch
from crawler.link import Link
from crawler.page import Page

_MARKS = ("EWB-FRONT", "webBuilderCommon.js", "govInfoPub", "lightfrontaction")
_COMMON = "/js/webBuilderCommon.js"
_LIST = "/rest/lightfrontaction/getgovinfolist"
_SITE = re.compile(r"\bsiteGuid[\"']?\s*[:=]\s*[\"']([\w-]{8,})")
_PROJECT = re.compile(r"\bprojectName[\"']?\s*[:=]\s*[\"']/?([\w-]+)")
_CATEGORY = re.compile(r"\bcategorynum[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
PAGE_SIZE = 20


def recognises(page: Page) -> bool:
    """By the names of its scripts and services."""
    return any(mark in page.html for mark in _MARKS) or _LIST in page.url or page.url.endswith(_COMMON)


def entries(page: Page) -> list[Link]:
    """None: titles and addresses in JSON are read on any page."""
    return []


def next_page(page: Page) -> Fetch | None:
    """The list's next lines; first the script that holds the site's key, where the page does not."""
    if _LIST in page.url:
        if not page.scripted or not page.posted:
            return None
        asked = json.loads(page.posted)
        return Fetch(page.url, _body(asked | {"pageIndex": int(asked["pageIndex"]) + 1}), JSON)
    # The script does not know the category; the page that loads it does.
    category = _category_of(page) or _category_in(page.found_on)
    if not category:
        return None
    site, project = _SITE.search(page.html), _PROJECT.search(page.html)
    if site:
        address = urljoin(page.url, f"/{project[1] if project else 'EWB-FRONT'}{_LIST}")
        asked = {"deptcode": "", "categorynum": category, "pageIndex": 0, "pageSize": PAGE_SIZE, "siteGuid": site[1]}
        return Fetch(address, _body(asked), JSON)
    return None if page.url.endswith(_COMMON) else Fetch(urljoin(page.url, _COMMON))


def _category_of(page: Page) -> str:
    if page.url.endswith(_COMMON):
        return ""
    found = _CATEGORY.search(page.html)
    return _category_in(page.url) or (found[1] if found else "")


def _category_in(url: str) -> str:
    return next(iter(parse_qs(urlsplit(url).query).get("categorynum", [])), "")


def _body(asked: dict[str, object]) -> str:
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))
