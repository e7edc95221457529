"""What a browser shows of a page and its markup does not say at once: inner pages, values of fields, hidden elements."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCK = re.compile(r"<(?:(table)|html|head|body|p|div|br|h[1-6]|ul|ol)\b", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FEWEST_ROWS = 3  # a table with fewer rows is a frame as likely as data


def with_lines(html: str) -> str:
    """The markup; text that has lines and then a table keeps its lines."""
    first = _BLOCK.search(html)
    if first is None or not first[1] or not html[: first.start()].strip():
        return html
    return "<div>" + _MARKDOWN_HEADING.sub("", html).replace("\n", "<br>\n") + "</div>"


def page_in_frame(html: str) -> str:
    """The page that another carries in an attribute of its frame, "" if none."""
    frame = LexborHTMLParser(html).css_first("iframe[srcdoc]")
    return "" if frame is None else frame.attributes["srcdoc"] or ""


def field_value(cell: LexborNode) -> str:
    """What the fields in a table cell hold."""
    fields = [field.attributes for field in cell.css("input[value]")]
    return " ".join(f["value"] or "" for f in fields if (f.get("type") or "text").lower() in ("text", "number"))


def take_out_hidden(tree: LexborHTMLParser) -> None:
    """Take hidden elements out of the tree, but not those that hold most of the page: a script shows them.

    Hidden tables stay where they are more than the shown ones; else they are copies for other screens.
    """
    hidden = [node for node in tree.css('[style*="none" i]') if _HIDDEN.search(node.attributes["style"] or "")]
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
