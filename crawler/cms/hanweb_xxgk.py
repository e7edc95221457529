"""Hanweb's module for disclosure: a tree, and lists by POST to search.jsp with the number of the page as `currpage`."""

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

_SEARCH = "/module/xxgk/search.jsp"
# Names and values of the search, as a call's object, as hidden fields or as variables print them.
_FIELD = re.compile(
    r"""\b(infotypeId|jdid|divid|area|sortfield|standardXxgk|vc_title|vc_number|rootName|requestUrl)["']?"""
    r"""(?:\s*[:=]\s*|\s+value=)["']([^"']*)["']""",
    re.IGNORECASE,
)
_PAGES = re.compile(r"共\s*(?:<[^>]*>\s*)*(\d+)\s*(?:<[^>]*>\s*)*页|totalPages?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)


def recognises(page: Page) -> bool:
    """By the addresses of the module."""
    return "module/xxgk/" in page.html or "/module/xxgk/" in page.url


def entries(page: Page) -> list[Link]:
    """None: the lines are plain links."""
    return []


def next_page(page: Page) -> Fetch | None:
    """The page of the search that follows; the first, where this page only says what is searched for."""
    if page.posted:
        form = {name: values[0] for name, values in parse_qs(page.posted, keep_blank_values=True).items()}
        number, pages = int(form.get("currpage", "1")), _PAGES.search(page.html)
        if not page.links or (pages and number >= int(pages[1] or pages[2])):
            return None
        return Fetch(page.url, urlencode(form | {"currpage": str(number + 1)}))
    form = dict(_FIELD.findall(page.html))
    query = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    form |= {name: query[name] for name in ("infotypeId", "jdid", "divid", "area") if name in query}
    if not form.get("infotypeId") or _SEARCH not in page.html + page.url:
        return None
    return Fetch(urljoin(page.url, _SEARCH), urlencode({"area": "", "sortfield": "", **form, "currpage": "1"}))
