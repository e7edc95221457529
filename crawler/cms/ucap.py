"""UCAP: lists in three generations, of which the first page is static, stands as JSON in the page, or comes as JSON.

The pages that follow come from /common/search/<channel> by GET or from /queryList by POST.
"""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page
from crawler.scripted import scripted_links

_MARKS = (
    "UCAPTITLE",
    "UCAPCONTENT",
    "UCAP-CONTENT",
    "websiteCode",
    "webSiteCode",
    "jquery.jpage.js",
    "/common/search/",
    "_isAgg=",
    "/doc/ucap/",
)
_CHANNEL = re.compile(r"<meta\s+name=[\"']channelId[\"']\s+content=[\"']([\w-]+)", re.IGNORECASE)
_SEARCH = re.compile(r"[\"'](/[\w/]*(?:common/search|searchList|search)/)([\w-]{6,})?")
_DATA = re.compile(r"\blistData\s*=\s*(\{.*?)</script", re.DOTALL)
_SITE = re.compile(r"\bweb[sS]iteCode\s*[:=]\s*\[?\s*[\"']([\w-]+)")
_CODE = re.compile(r"\b(?:channelCode|codeName)\s*[:=]\s*\[?\s*[\"']([\w-]+)")
_PER_PAGE = re.compile(r"\b(?:perPage|pageSize|_pageSize)\s*[:=]\s*[\"']?(\d+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def recognises(page: Page) -> bool:
    """By what the system leaves in pages and addresses."""
    return any(mark in page.html for mark in _MARKS) or "_isAgg=" in page.url or bool(_CHANNEL.search(page.html))


def entries(page: Page) -> list[Link]:
    """The articles that stand as JSON in the page, whose addresses are JSON again."""
    data = _DATA.search(page.html)
    return scripted_links(f"<script>{data[1]}</script>", page.url) if data else []


def next_page(page: Page) -> Fetch | None:
    """The page that follows; the first from the server, where the page shows no pager of static pages."""
    if page.posted or "_isAgg=" in page.url:
        return _after_data(page)
    if "createPage" in _COMMENT.sub("", page.html):
        return None
    if fetch := _by_search(page):
        return fetch
    site, code = _SITE.search(page.html), _CODE.search(page.html)
    if not site or not code or not _DATA.search(page.html):
        return None
    form = {"current": "2", "pageSize": _per_page(page), "webSiteCode[]": site[1], "channelCode[]": code[1]}
    return Fetch(urljoin(page.url, "/queryList"), urlencode(form))


def _by_search(page: Page) -> Fetch | None:
    channel, address = _CHANNEL.search(page.html), _SEARCH.search(page.html)
    name = (address and address[2]) or (channel and channel[1])
    if not name or (not address and "pageSize" not in page.html):
        return None
    path = address[1] if address else "/common/search/"
    query = {"_isAgg": "true", "_isJson": "true", "_pageSize": _per_page(page), "_template": "index", "page": "1"}
    return Fetch(f"{urljoin(page.url, path + name)}?{urlencode(query)}")


def _after_data(page: Page) -> Fetch | None:
    if not page.scripted:
        return None
    if page.posted:
        form = dict(parse_qsl(page.posted, keep_blank_values=True))
        return (
            Fetch(page.url, urlencode(form | {"current": str(int(form["current"]) + 1)})) if "current" in form else None
        )
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    if not query.get("page", "").isdigit():
        return None
    return Fetch(f"{page.url.partition('?')[0]}?{urlencode(query | {'page': str(int(query['page']) + 1)})}")


def _per_page(page: Page) -> str:
    found = _PER_PAGE.search(page.html)
    return found[1] if found else "15"
