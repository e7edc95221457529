"""A fetched page as the crawler looks at it: its text, its links with their words, its metas."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.page_pictures import table_pictures
from pipelines.words import squash

_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_MOST_METAS_END = 65536  # characters, where no body begins before
# Two patterns that begin with fixed letters: a page is searched ten times as fast as for one that ignores case.
_HEADLINES = tuple(re.compile(rf"<{h}1\b[^>]*>(.*?)</[hH]1", re.DOTALL) for h in "hH")
_BODIES = ("<body", "<BODY")
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_SITE_CODE = re.compile(r"(?:标识码|site_?code=)\D{0,10}(\d{10})(?!\d)", re.IGNORECASE)
_ROWS = {"li", "tr", "dd", "dt", "p"}
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
LONGEST_ROW = 1000  # characters, white space included
_CUT_SHORT = ("…", "...", "..")


@dataclass(frozen=True)
class Link:
    """A link: its absolute URL, its words as printed but without white space, the date beside it ("" or ISO 8601)."""

    url: str
    text: str
    date: str = ""


@dataclass(frozen=True)
class Page:
    """A decoded page. `posted` is the body of the request that it answers, "" for GET."""

    url: str
    html: str = field(repr=False)
    posted: str = ""

    @cached_property
    def metas(self) -> dict[str, str]:
        """The page's metas by their names in lower case; the first value that is not empty counts."""
        metas: dict[str, str] = {}
        ends = [at for body in _BODIES if (at := self.html.find(body)) > 0]
        for tag in _META.findall(self.html, 0, min([*ends, _MOST_METAS_END])):
            attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
            name = (attributes.get("name") or attributes.get("http-equiv", "")).lower()
            if name and not metas.get(name):
                metas[name] = unescape(attributes.get("content", "")).strip()
        return metas

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @cached_property
    def title(self) -> str:
        """The words that the page gives itself: ArticleTitle, else its one <h1>, else <title>, without white space."""
        if self.metas.get("articletitle"):
            return _joined(self.metas["articletitle"])
        # Looked up in the markup: most pages need nothing else of their tree, which takes longer to build.
        headlines = [headline for pattern in _HEADLINES for headline in pattern.findall(self.html)]
        titles = headlines if len(headlines) == 1 else _TITLE.findall(self.html)
        return _joined(unescape(_TAG.sub("", titles[0]))) if titles else ""

    @cached_property
    def text(self) -> str:
        """What the page prints, without white space, scripts and styles."""
        body = LexborHTMLParser(self.html).body
        if body is None:
            return ""
        body.strip_tags(["script", "style"])
        return squash(body.text())

    @cached_property
    def links(self) -> list[Link]:
        """The page's links in document order."""
        return links_in(self.tree, self.url)

    @cached_property
    def frames(self) -> list[str]:
        """The absolute URLs of what is embedded in the page."""
        nodes = self.tree.css(",".join(f"{tag}[{name}]" for tag, name in _FRAMES.items()))
        return [_absolute(self.url, node.attributes[_FRAMES[str(node.tag)]]) for node in nodes]

    @cached_property
    def pictures(self) -> list[str]:
        """The absolute URLs of the pictures that may be the tables of a report."""
        return [url for source in table_pictures(self.html) if (url := _absolute(self.url, source))]

    @property
    def site_code(self) -> str:
        """The portal's ten-digit code, from the metas or the foot of the page, or ""."""
        in_metas = re.fullmatch(r"\d{10}", self.metas.get("siteidcode", ""))
        found = in_metas or _SITE_CODE.search(self.html)
        return found[found.re.groups] if found else ""

    @property
    def published_on(self) -> str:
        """The date in the page's metas, ISO 8601, or ""."""
        return date_in(self.metas.get("pubdate", ""))


def date_in(text: str) -> str:
    """The first date that a text prints, ISO 8601, or ""."""
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def links_in(tree: LexborHTMLParser, base: str) -> list[Link]:
    """The links of a tree in document order; scripts and anchors in the same page are left out."""
    links = []
    rows: dict[int, str] = {}
    for node in tree.css("a[href]"):
        href = (node.attributes["href"] or "").strip()
        if href and not href.lower().startswith(("#", "javascript:", "mailto:", "tel:")):
            links.append(Link(_absolute(base, href), _words(node), _date_beside(node, rows)))
    return links


def _absolute(base: str, href: str | None) -> str:
    """The absolute URL without fragment; "" for what can't be one."""
    try:
        url = urlsplit(urljoin(base, (href or "").strip()))
    except ValueError:  # an address such as http://[…
        return ""
    return url._replace(fragment="").geturl() if url.scheme in ("http", "https") else ""


def _joined(text: str) -> str:
    """A text without white space, otherwise as printed."""
    return "".join(text.split())


def _words(node: LexborNode) -> str:
    """A link's words: its text, or its title where the text is cut short or a picture stands for it."""
    text, title = _joined(node.text()), _joined(node.attributes.get("title") or "")
    if not text:
        image = node.css_first("img[alt]")
        return title or (_joined(image.attributes["alt"] or "") if image else "")
    return title if text.endswith(_CUT_SHORT) and title else text


def _date_beside(node: LexborNode, rows: dict[int, str]) -> str:
    """The date in the row that holds the link, outside the link's own words; `rows` keeps the texts of rows seen."""
    row = node.parent
    while row is not None and row.tag not in _ROWS:
        if row.tag in ("ul", "ol", "table", "body"):
            return ""
        row = row.parent
    if row is None:
        return ""
    if row.mem_id not in rows:
        rows[row.mem_id] = row.text()
    text = rows[row.mem_id]
    # A longer row is one of a table that lays out the page.
    return date_in("".join(text.replace(node.text(), " ").split())) if len(text) <= LONGEST_ROW else ""
