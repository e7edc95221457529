"""Links of a page: where they lead, whatever attribute or call says it, their words, and the date beside them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.addresses import without_session
from crawler.fetch import FORM, JSON, Fetch
from crawler.rules import RULES
from crawler.titles import judge

_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_ROWS = {"li", "tr", "dd", "dt", "p"}
LONGEST_ROW = 1000  # characters, white space included
# Words that are cut short, at their end or before the date of a row that is one link.
_CUT_SHORT = re.compile(r"(?:…+|\.{2,})>?(?=$|[\[(（【]?(?:19|20)\d\d[-年./])")
_PERCENT = "%"
_NO_ADDRESS = re.compile(r"[\t\r\n]")  # what browsers take out of addresses; backslashes they turn
LONGEST_BESIDE = 60  # characters that stand for the words of a link which has none
# What may carry an address besides <a href>: menus of choices, rows with a handler, addresses kept for a script.
_KEPT = ("data-href", "data-url", "data-link", "formaction", "data-remote", "data-load", "data-path")
_LINKING = ",".join(["a[href]", "area[href]", "option[value]", "[onclick]", *(f"[{name}]" for name in _KEPT)])
_SCHEMES_LEFT = ("#", "javascript:", "mailto:", "tel:", "about:", "data:")
# A call or an assignment with one string: location.href='…', window.open("…"), go('…').
_CALLED = re.compile(r"""(?:\bhref|\blocation|\bsrc|[\w$.]+\s*\()\s*=?\s*\(?\s*["']([^"']+)["']""")
_PAGE_SUFFIX = r"s?html?|jspx?|jhtml|aspx?|php|do|action|json"
_FILE_SUFFIX = r"pdf|docx?|wps|et|xlsx?|ofd|rtf|zip|rar|7z"
_ADDRESS = re.compile(
    rf"(?:https?:)?//[^\s<>\"'{{}}\\|]+"
    rf"|(?:\.{{0,2}}/)?[\w%~.,\-/@]*[\w%~\-]+\.(?:{_PAGE_SUFFIX}|{_FILE_SUFFIX})(?:[?#][^\s<>\"']*)?"
    rf"|\.{{0,2}}/[\w%~\-][\w%~.,\-/]*(?:[?#][^\s<>\"']*)?"
    rf"|\?[\w%]+=[^\s<>\"']+",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"\.(?:png|jpe?g|gif|bmp|ico|svg|webp|css|js|woff2?|ttf|mp4|mp3|flv|swf)(?:$|[?#])", re.IGNORECASE
)


@dataclass(frozen=True)
class Link:
    """A link: its absolute URL, its words as printed but without white space, the date beside it ("" or ISO 8601).

    `posted` is the body of the form that a click sends, "" for GET.
    """

    url: str
    text: str
    date: str = ""
    posted: str = ""

    @property
    def fetch(self) -> Fetch:
        """What a click on it asks for."""
        return Fetch(self.url, self.posted, JSON if self.posted.startswith("{") else FORM)


def is_address(text: str) -> bool:
    """Whether a string in a script looks like the address of a page or of a file that may be a report."""
    return len(text) < 1000 and bool(_ADDRESS.fullmatch(text)) and not _NO_PAGE.search(text) and len(text) > 2


def date_in(text: str) -> str:
    """The first date that a text prints, ISO 8601, or ""."""
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


Makes = Callable[[str, str, Mapping[str, str | None]], Iterable[Fetch]]


def _nothing(handler: str, chosen: str, attributes: Mapping[str, str | None]) -> Iterable[Fetch]:
    return ()


def links_in(tree: LexborHTMLParser, base: str, made: Makes = _nothing) -> list[Link]:
    """The links of a tree in document order; anchors in the same page and calls without an address are left out.

    `made` gives the addresses that a handler makes, given the handler and what was chosen ("" for a click).
    """
    links = []
    rows: dict[int, str] = {}
    # An element that two of the selectors match comes twice.
    for node in {node.mem_id: node for node in tree.css(_LINKING)}.values():
        if href := _href(node):
            links.append(Link(absolute(base, href), _words(node), date_beside(node, rows)))
        elif fetch := _made(node, made):
            links.append(Link(absolute(base, fetch.url), _words(node), date_beside(node, rows), fetch.posted))
    return links


def absolute(base: str, href: str | None) -> str:
    """The absolute URL without fragment and session id; "" for what can't be one."""
    try:
        url = urlsplit(urljoin(base, _NO_ADDRESS.sub("", (href or "").strip()).replace("\\", "/")))
    except ValueError:  # an address such as http://[…
        return ""
    return without_session(url._replace(fragment="").geturl()) if url.scheme in ("http", "https") else ""


def is_same_host(url: str, page_url: str) -> bool:
    """Whether two addresses have one host and port."""
    return urlsplit(url).netloc == urlsplit(page_url).netloc


def joined(text: str) -> str:
    """A text without white space, otherwise as printed."""
    return "".join(text.split())


def _href(node: LexborNode) -> str:
    """The address that an element leads to, "" for none."""
    attributes = node.attributes
    if node.tag == "option":
        value = (attributes.get("value") or "").strip()
        return value if is_address(value) else ""
    href = (attributes.get("href") or "").strip()
    if href and not href.lower().startswith(_SCHEMES_LEFT):
        return href
    for call in (href if href.lower().startswith("javascript:") else "", attributes.get("onclick") or ""):
        for address in _CALLED.findall(call):
            if is_address(address):
                return str(address)
    return next((kept for name in _KEPT if is_address(kept := (attributes.get(name) or "").strip())), "")


def _made(node: LexborNode, made: Makes) -> Fetch | None:
    """What an element's handler asks for, None for nothing."""
    attributes = node.attributes
    if node.tag == "option":
        chooser = node.parent if node.parent is None or node.parent.tag == "select" else node.parent.parent
        handler, chosen = (chooser.attributes.get("onchange") if chooser else "") or "", attributes.get("value") or ""
        return next(iter(made(handler, chosen, {})), None) if handler and chosen else None
    href = attributes.get("href") or ""
    handler = f"{href if href.lower().startswith('javascript:') else ''};{attributes.get('onclick') or ''}"
    return next(iter(made(handler, "", attributes)), None) if "(" in handler else None


def _words(node: LexborNode) -> str:
    """A link's words: its text, or its title where the text is cut short or a picture stands for it."""
    text, title = joined(node.text()), joined(node.attributes.get("title") or "")
    if node.tag == "tr":  # a row that is one link has its title in the longest of its cells
        return title or max((joined(cell.text()) for cell in node.css("td")), key=len, default=text)
    if not text:
        image = node.css_first("img[alt]")
        said = title or joined((image.attributes["alt"] if image else node.attributes.get("aria-label")) or "")
        return said or _title_of_row(node) or _words_beside(node) or _name_of_picture(node)
    if RULES.more.search(text) and not RULES.next_page.search(text):
        if title and not RULES.more.search(title):
            return title
        return _title_of_row(node) or _words_of_cell(node) or _words_beside(node) or text
    if RULES.attachment_words.search(text) and judge(beside := title or _words_beside(node)):
        return beside
    cut = _CUT_SHORT.search(text)
    return (title or _title_inside(node) or _name_of_file(node, text[: cut.start()])) or text if cut else text


def _title_inside(node: LexborNode) -> str:
    """The whole words where an element inside a link keeps them, "" where none or several do."""
    titles = {joined(inside.attributes.get("title") or "") for inside in node.css("[title]")} - {""}
    return titles.pop() if len(titles) == 1 else ""


def _name_of_picture(node: LexborNode) -> str:
    """The name of the picture that a link shows and nothing explains, without its suffix; "" without one."""
    image = node.css_first("img[src]")
    return (image.attributes["src"] or "").rpartition("/")[2].partition(".")[0].strip() if image is not None else ""


def _name_of_file(node: LexborNode, start: str) -> str:
    """The name of the file that a link leads to, where it begins with words that are cut short; else ""."""
    href = node.attributes.get("href") or ""
    name = joined(unquote(href.rpartition("/")[2])) if _PERCENT in href else ""
    return name if start and name.startswith(start) else ""


def _date_in_box(box: LexborNode, node: LexborNode) -> str:
    """The date in a <div> that is a line of a list: a short one, with no other link."""
    text = box.text()
    if len(text) > LONGEST_ROW or len(box.css("a[href]")) > 1:
        return ""
    return date_in("".join(text.replace(node.text(), " ").split()))


def _title_of_row(node: LexborNode) -> str:
    """The cell beside that of a link which names a report or what resembles one; "" without one."""
    row = node.parent
    while row is not None and row.tag not in ("tr", "table", "body"):
        row = row.parent
    if row is None or row.tag != "tr":
        return ""
    return next(
        (words for cell in _cells_of(row) if judge(words := joined(cell.text())) and len(words) <= LONGEST_BESIDE), ""
    )


def _words_of_cell(node: LexborNode) -> str:
    """What heads the row and the column of the cell that holds a link: a body and a year; "" outside such a table."""
    cell = node.parent
    while cell is not None and cell.tag not in ("td", "tr", "table", "body"):
        cell = cell.parent
    row = cell.parent if cell is not None and cell.tag == "td" else None
    table = row.parent if row is not None else None
    if row is None or table is None:
        return ""
    cells, heads = (_cells_of(one) for one in (row, table.css_first("tr") or row))
    at = next((at for at, one in enumerate(cells) if cell is not None and one.mem_id == cell.mem_id), 0)
    if at == 0 or at >= len(heads) or heads[0].mem_id == cells[0].mem_id:
        return ""
    words = [joined(one.text()) for one in (cells[0], heads[at])]
    return "".join(words) if all(words) and sum(map(len, words)) <= LONGEST_BESIDE else ""


def _cells_of(row: LexborNode) -> list[LexborNode]:
    return [node for node in row.iter() if node.tag in ("td", "th")]


def _words_beside(node: LexborNode) -> str:
    """The words of the box that holds no other link: a heading beside 更多, a year below a picture."""
    box = node.parent
    while box is not None and box.tag not in ("body", "table") and len(box.css("a[href]")) <= 1:
        if words := joined(box.text().replace(node.text() or "\0", " ", 1)):
            return words if len(words) <= LONGEST_BESIDE else ""
        box = box.parent
    return ""


def date_beside(node: LexborNode, rows: dict[int, str] | None = None) -> str:
    """The date in the row that holds the link, outside the link's own words; `rows` keeps the texts of rows seen."""
    rows = {} if rows is None else rows
    row = node if node.tag in _ROWS else node.parent
    while row is not None and row.tag not in _ROWS:
        if row.tag in ("ul", "ol", "table", "body"):
            return ""
        if row.tag == "div" and (date := _date_in_box(row, node)):
            return date
        row = row.parent
    if row is None:
        return ""
    if row is node:
        return date_in(joined(row.text()))
    if row.mem_id not in rows:
        rows[row.mem_id] = row.text()
    text = rows[row.mem_id]
    # A longer row is one of a table that lays out the page.
    return date_in("".join(text.replace(node.text(), " ").split())) if len(text) <= LONGEST_ROW else ""
