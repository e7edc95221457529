"""A fetched page as the crawler looks at it: its text, its links with their words, its metas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import unescape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawler.addresses import in_encoding
from crawler.delegated import delegated_links
from crawler.filled import chosen_links, sent_form
from crawler.forms import searches_in
from crawler.handlers import Handlers
from crawler.link import Link, absolute, date_in, joined, links_in
from crawler.numbered import NOTHING, Numbered, numbered_in
from crawler.post_backs import posted_links
from crawler.scripted import is_data, scripted_links, scripts_of
from crawler.words import plain
from pipelines.page_pictures import table_pictures

_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_MOST_METAS_END = 65536  # characters, where no body begins before
# Two patterns that begin with fixed letters: a page is searched ten times as fast as for one that ignores case.
_HEADLINES = tuple(re.compile(rf"<{h}1\b[^>]*>(.*?)</[hH]1", re.DOTALL) for h in "hH")
_BODIES = ("<body", "<BODY")
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SITE_CODE = re.compile(r"(?:标识码|site_?code=)\D{0,10}(\d{10})(?!\d)", re.IGNORECASE)
# Both are looked for where a word of theirs stands, which is found at once; searching all of a page for them takes as long
# as archiving it.
_DATE_WORDS, _VIEW_WORDS = ("时间", "日期"), ("浏览", "点击", "阅读")
_PUBLISHED = re.compile(
    r"(?:发布|发文|公开|印发|更新)(?:时间|日期)(?:\s|[:：\]】]|<[^>]*>|&nbsp;)*(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}"
)
_BEFORE_VIEWS = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日?(?:\s*\d\d:\d\d)?(?:\s|&nbsp;)*(?:浏览|点击|阅读)")
_LONGEST_BEFORE_VIEWS = 60  # characters
_CRUMBS = re.compile(r"(?:当前|所在|现在|您)的?位置(.{0,1500}?)(?:</div|</ul|</table|</p>|</section|<ul|$)", re.DOTALL)
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}


@dataclass(frozen=True)
class Page:
    """A decoded page. `posted` is the body of the request that it answers, "" for GET; `found_on` the page before it.

    `beside` is what the scripts of the page left open that loaded this one into itself; `encoding` is that of its bytes.
    """

    url: str
    html: str = field(repr=False)
    posted: str = ""
    found_on: str = ""
    beside: Numbered = NOTHING
    encoding: str = "utf-8"

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
    def source(self) -> bytes:
        """The page in UTF-8, in which words are found several times as fast."""
        return self.html.encode("utf-8", "ignore")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @cached_property
    def title(self) -> str:
        """The words that the page gives itself: ArticleTitle, else its one <h1>, else <title>, without white space."""
        if self.metas.get("articletitle"):
            return joined(self.metas["articletitle"])
        # Looked up in the markup: most pages need nothing else of their tree, which takes longer to build.
        headlines = [headline for pattern in _HEADLINES for headline in pattern.findall(self.html)]
        titles = headlines if len(headlines) == 1 else _TITLE.findall(self.html)
        return joined(unescape(_TAG.sub("", titles[0]))) if titles else ""

    @cached_property
    def text(self) -> str:
        """What the page prints, without white space, scripts and styles."""
        body = LexborHTMLParser(self.html).body
        if body is None:
            return ""
        body.strip_tags(["script", "style"])
        return plain(body.text())

    @cached_property
    def links(self) -> list[Link]:
        """The page's links in document order. Markup in data is escaped and no markup yet: `scripted` reads it."""
        if is_data(self.html):
            return []
        links = links_in(self.tree, self.base, self.handlers.addresses)
        if "<select" in self.html or "<SELECT" in self.html or "radio" in self.html:
            links += [*searches_in(self.tree, self.base), *chosen_links(self.tree, self.handlers, self.base)]
        links += delegated_links(self.tree, self.handlers, self.base) if "click" in self.html else []
        links += posted_links(self.tree, self.url) if "__doPostBack" in self.html else []
        return [link if link.url.isascii() else self._as_asked(link) for link in links]

    def _as_asked(self, link: Link) -> Link:
        return replace(link, url=in_encoding(link.url, self.encoding))

    @cached_property
    def handlers(self) -> Handlers:
        """The functions in the page's scripts."""
        tree, base = self.tree, self.base  # a function that holds the page would keep it until the collector comes
        return Handlers(self.html, self.document, lambda text: sent_form(text, tree.css("form"), base))

    @cached_property
    def base(self) -> str:
        """The address at which the page's relative addresses start."""
        node = self.tree.css_first("base[href]") if "<base" in self.html or "<BASE" in self.html else None
        return urljoin(self.url, (node.attributes["href"] or "").strip()) if node is not None else self.url

    @cached_property
    def document(self) -> str:
        """Where the addresses in its scripts start: at itself, or at the page that loaded it where it is data."""
        return self.found_on if is_data(self.html) and self.found_on else self.base

    @cached_property
    def scripted(self) -> list[Link]:
        """The links that stand only in the page's scripts, or in the data that the page is."""
        return scripted_links(self.html, self.document) + self.numbered.links(self.document)

    @cached_property
    def numbered(self) -> Numbered:
        """The columns and addresses in the page's scripts, and in those of the page that loaded it, still to be joined."""
        return numbered_in(scripts_of(self.html)).joined_with(self.beside)

    @cached_property
    def columns(self) -> list[str]:
        """The columns that the page says it is in: ColumnName, ColumnType, the last of its breadcrumbs."""
        named = [self.metas.get(name, "") for name in ("columnname", "columntype")]
        return [joined(name) for name in [*named, _last_crumb(self.html)] if name]

    @cached_property
    def frames(self) -> list[str]:
        """The absolute URLs of what is embedded in the page."""
        return [in_encoding(absolute(self.base, address), self.encoding) for address in self.embedded]

    @cached_property
    def embedded(self) -> list[str]:
        """The addresses of what is embedded in the page, as they are printed."""
        nodes = self.tree.css(",".join(f"{tag}[{name}]" for tag, name in _FRAMES.items()))
        return [(node.attributes[_FRAMES[str(node.tag)]] or "").strip() for node in nodes]

    def pictures(self, has_tables: bool) -> list[str]:
        """The absolute URLs of the pictures that may be the tables of a report, or those that a page with others lacks."""
        return [url for source in table_pictures(self.html, has_tables) if (url := absolute(self.base, source))]

    @property
    def site_code(self) -> str:
        """The portal's ten-digit code, from the metas or the foot of the page, or ""."""
        in_metas = re.fullmatch(r"\d{10}", self.metas.get("siteidcode", ""))
        found = in_metas or _SITE_CODE.search(self.html)
        return found[found.re.groups] if found else ""

    @property
    def published_on(self) -> str:
        """The date in the page's metas, else the one beside the words for it, ISO 8601, or ""."""
        if in_metas := date_in(self.metas.get("pubdate", "")):
            return in_metas
        return date_in(_TAG.sub(" ", _printed_date(self.html, self.source)))


def _printed_date(html: str, source: bytes) -> str:
    """The date that a page prints for its publication, with the words beside it, "" without one."""
    for word in _DATE_WORDS:
        for at in _places_of(word, html) if word.encode() in source else ():
            if found := _PUBLISHED.match(html, max(0, at - 2)):
                return found[0]
    for word in _VIEW_WORDS:
        for at in _places_of(word, html) if word.encode() in source else ():
            if found := _BEFORE_VIEWS.search(html, max(0, at - _LONGEST_BEFORE_VIEWS), at + 2):
                return found[0]
    return ""


def _places_of(word: str, html: str) -> Iterator[int]:
    at = html.find(word)
    while at >= 0:
        yield at
        at = html.find(word, at + 1)


def _last_crumb(html: str) -> str:
    """The last name in the line that says where the visitor is, "" without one."""
    found = _CRUMBS.search(html)
    if not found:
        return ""
    names = [name for name in re.split(r"[>›»/|:：→]|正文", unescape(_TAG.sub(">", found[1]))) if name.strip()]
    return joined(names[-1]) if names else ""
