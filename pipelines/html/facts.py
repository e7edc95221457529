"""What a web page declares of itself: title, date and publisher, in its meta elements, its headings, its text."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TITLE_METAS = ("articletitle", "title", "og:title")
_DATE_METAS = ("pubdate", "publishdate", "publicationdate", "maketime")
_PUBLISHER_METAS = ("contentsource", "source")
_SUBJECT = "信息公开"
# Not 成文日期 and 生成日期, when a document was signed, and not 统计时间.
_PUBLISHED = re.compile(
    r"(?:发布|发文|公开|公布|上传|更新|(?<![\u4e00-\u9fff]))(?:时间|日期)[:：】\]\s]*(20\d\d[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2})"
)
_PUBLISHER = re.compile(r"(?:(?:发布|公开|发文)(?:机构|机关|单位|主体)|来源)[:：】\]\s]+([^\s:：|]{4,40})")
# A title that begins with the year or the subject: who reports may stand in what the page prints around it.
_NAMES_NO_BODY = re.compile(r"(?:(?:20\d\d|二[^年]{3})年?度?)?(?:(?:政府|政务)?信息|政务)公开|$")
_SITE = re.compile(r"\s*[_|｜\-–—]\s*[^_|｜\-–—]*$")


_PAGER = re.compile(
    r"createPageHTML\(\s*(?P<all>\d+)\s*,\s*(?P<before>\d+)"
    r"|第\s*(?P<page>\d+)\s*页?\s*[/／,，]?\s*共\s*(?P<of>\d+)\s*页"
    r"""|<a\s[^>]*href\s*=\s*["']?(?![#"']|javascript)[^>]*>\s*(?:<[^>]*>\s*)?(?P<next>下一页|下页)""",
    re.IGNORECASE,
)


def part_of_article(html: str) -> str:
    """Which page of an article of several this is, in words; "" for an article on one page."""
    for match in _PAGER.finditer(html):
        if match["next"]:
            return "the article goes on on another page"
        page, pages = int(match["page"] or int(match["before"] or 0) + 1), int(match["of"] or match["all"])
        if pages > 1:
            return f"this is page {page} of the article's {pages}"
    return ""


def read_facts(tree: LexborHTMLParser, metas: Iterable[LexborNode]) -> dict[str, str]:
    """ "title", "published_on" (as printed) and "publisher", each only where the page or its `metas` say it."""
    contents = _contents(metas)
    facts: dict[str, str] = {}
    if title := _title(tree, contents):
        facts["title"] = title
    if published := next((contents[name] for name in _DATE_METAS if name in contents), "") or _printed(
        tree, _PUBLISHED
    ):
        facts["published_on"] = published
    declared = next((contents[name] for name in _PUBLISHER_METAS if name in contents), "")
    if publisher := declared or (_NAMES_NO_BODY.match(title) and _printed(tree, _PUBLISHER)):
        facts["publisher"] = publisher
    return facts


def _contents(metas: Iterable[LexborNode]) -> dict[str, str]:
    """Contents of meta elements by lower-case name; the first that says something wins."""
    contents: dict[str, str] = {}
    for node in metas:
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        content = (attributes.get("content") or "").strip()
        if name and content:
            contents.setdefault(name, content)
    return contents


def _title(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    """The first that names the subject among meta, heading and title element, else the first there is."""
    titles = [metas[name] for name in _TITLE_METAS if name in metas]
    if not any(_SUBJECT in title for title in titles):
        titles += [" ".join(node.text().split()) for node in tree.css("h1, h2")]
        titles += [_SITE.sub("", " ".join(node.text().split())) for node in tree.css("head title")]
    titles = [title for title in titles if title]
    return next((title for title in titles if _SUBJECT in title), titles[0] if titles else "")


def _printed(tree: LexborHTMLParser, what: re.Pattern[str]) -> str:
    match = what.search(tree.body.text(separator=" ") if tree.body else "")
    return match[1] if match else ""
