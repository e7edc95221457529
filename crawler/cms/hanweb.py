"""Hanweb jcms: the first lines of a list stand in a <datastore>, the others come by POST from dataproxy.jsp."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.fetch import Fetch
from crawler.link import Link, links_in
from crawler.page import Page

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[.*?href=[\"']([^\"']+)", re.DOTALL)
_TOTAL = re.compile(r"<totalrecord>(\d+)</totalrecord>|\btotalrecord\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"\bperpage\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_SOURCE_TYPE = re.compile(r"\bsourceContentType\s*[:=]\s*[\"']?(\d+)")
_MARKS = ("<datastore>", "dataproxy.jsp", "Produced By 大汉网络", "visitcount/visit.jsp", "hanweb.css")


def recognises(page: Page) -> bool:
    """By what the system leaves in every page or in the proxy's answer."""
    return any(mark in page.html for mark in _MARKS)


def entries(page: Page) -> list[Link]:
    """The lines that stand as CDATA in the <datastore>."""
    records = _RECORD.findall(page.html)
    return links_in(LexborHTMLParser("".join(records)), page.url) if records else []


def next_page(page: Page) -> Fetch | None:
    """The lines that follow, by POST, until as many were asked for as the system says there are."""
    total, count = _TOTAL.search(page.html), len(_RECORD.findall(page.html))
    if not total or not count:
        return None
    if page.posted:
        proxy, form = page.url, {name: values[0] for name, values in parse_qs(page.posted).items()}
    else:
        group = _NEXT_GROUP.search(page.html)
        if not group:
            return None
        proxy, form = _first_form(page, unescape(group[1]), count)
    first, per_page = int(form["endrecord"]) + 1, int(form["perpage"])
    if first > int(total[1] or total[2]):
        return None
    number = str(-(-first // per_page))  # some servers count lines, others obey only the page's number
    place = {
        "page": number,
        "startrecord": str(first),
        "endrecord": str(first + per_page - 1),
        "perpage": str(per_page),
    }
    # The place goes into the query and the form: some versions read the one, some the other.
    return Fetch(f"{proxy.partition('?')[0]}?{urlencode(place)}", urlencode(form | place))


def _first_form(page: Page, href: str, count: int) -> tuple[str, dict[str, str]]:
    """The proxy's address and the form of the lines that the page itself holds."""
    form = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items() if name != "page"}
    per_page = _PER_PAGE.search(page.html)
    source = _SOURCE_TYPE.search(page.html)
    form |= {
        "col": "1",
        "sourceContentType": source[1] if source else "1",
        "endrecord": str(count),
        "perpage": per_page[1] if per_page else str(count),
    }
    return urljoin(page.url, href), form
