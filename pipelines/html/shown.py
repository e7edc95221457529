"""What a browser shows of a page and its markup does not say at once: inner pages, values of fields, hidden elements."""

import re
from collections.abc import Collection, Container

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.struck import strike

_BLOCK = re.compile(r"<(?:(table)|html|head|body|p|div|br|h[1-6]|ul|ol)\b", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
STRUCK_TAGS = ("s", "del", "strike")
# rt and rp are seen, above the text: how it is pronounced.
UNSEEN_TAGS = ["script", "style", "template", "svg", "select", "object", "iframe", "noframes", "rt", "rp", "wbr"]
_STRUCK = "s, del, strike, [style*='line-through' i]"
_TEMPLATE = re.compile(r"<(/?)template\b", re.IGNORECASE)
_SIGNS_OF_HIDING = (b"line-through", b"display")  # what a style must say where `_HIDDEN` or `_STRUCK` finds it
# Fields that show no value, or not as it stands.
_NO_TEXT = ("hidden", "button", "submit", "reset", "image", "checkbox", "radio", "file", "password", "range", "color")
_FEWEST_ROWS = 3  # a table with fewer rows is a frame as likely as data


def with_lines(html: str) -> str:
    """The markup; text that has lines and then a table keeps its lines."""
    first = _BLOCK.search(html)
    if first is None or not first[1] or not html[: first.start()].strip():
        return html
    return "<div>" + _MARKDOWN_HEADING.sub("", html).replace("\n", "<br>\n") + "</div>"


def page_inside(html: str) -> str:
    """The page with tables that another carries in an attribute of its frame or in a template, "" if none."""
    frames = [frame.attributes["srcdoc"] or "" for frame in LexborHTMLParser(html).css("iframe[srcdoc]")]
    if any("<table" in inner.lower() for inner in frames):
        return "".join(frames)
    return _TEMPLATE.sub(r"<\1div", html) if _TEMPLATE.search(html) else ""


def field_value(cell: LexborNode) -> str:
    """What the fields in a table cell hold."""
    fields = [field.attributes for field in cell.css("input[value]")]
    return " ".join(f["value"] or "" for f in fields if (f.get("type") or "text").lower() not in _NO_TEXT)


def take_out_unseen(tree: LexborHTMLParser, tags: Container[str]) -> None:
    """Take out elements that no browser shows, and what it shows without scripts only, unless no other tables are there.

    `tags` holds the unusual tags of the page.
    """
    tree.strip_tags([tag for tag in UNSEEN_TAGS if tag in tags])
    for copy in tree.css("noscript") if "noscript" in tags else ():
        if copy.css_first("table") is None or any(_is_outside(table) for table in tree.css("table")):
            copy.decompose()


def _is_outside(table: LexborNode) -> bool:
    """Whether a table stands in no noscript element."""
    parent = table.parent
    while parent is not None and parent.tag != "noscript":
        parent = parent.parent
    return parent is None


def _take_out_struck(tree: LexborHTMLParser) -> None:
    for cell in tree.css("td, th"):
        struck = cell.css(_STRUCK) if cell.css_first("table") is None else []
        if not struck:
            continue
        says_more = sum(len(_squashed(node)) for node in struck) < len(_squashed(cell))
        for node in struck:
            if says_more:
                node.decompose()
            else:
                node.replace_with(strike(node.text()))


def _squashed(node: LexborNode) -> str:
    return "".join(node.text().split())


def may_hide(source: bytes, tags: Container[str], styles: Collection[bytes]) -> bool:
    """Whether a page may have something hidden or struck out, given its markup, in small letters, its unusual tags and styles."""
    if b"hidden" in source or any(tag in tags for tag in STRUCK_TAGS):
        return True
    return any(sign in style for style in styles for sign in _SIGNS_OF_HIDING)


def take_out_hidden(tree: LexborHTMLParser) -> None:
    """Take hidden elements out of the tree, but not those that hold most of the page: a script shows them.

    Hidden tables stay where they are more than the shown ones; else they are copies for other screens. What a table cell
    strikes out gives way to what it says instead; alone, it stays and bears a stroke.
    """
    if tree.css_first(_STRUCK) is not None:
        _take_out_struck(tree)
    styled = tree.css('[hidden], [style*="none" i], [style*="visibility" i]')
    hidden = [node for node in styled if "hidden" in node.attributes or _HIDDEN.search(node.attributes["style"] or "")]
    if not hidden or tree.body is None:
        return
    within = {node.mem_id for outer in hidden for node in outer.css("*") if node.mem_id != outer.mem_id}
    outermost = [node for node in hidden if node.mem_id not in within]
    within |= {node.mem_id for node in outermost}
    tables = [table for table in tree.css("table") if len(table.css("tr")) >= _FEWEST_ROWS]
    unseen = sum(table.mem_id in within for table in tables)
    most = len(tree.body.text()) / 2
    for node in outermost:
        if not (unseen > len(tables) - unseen and node.css_first("table")) and len(node.text()) < most:
            node.decompose()
