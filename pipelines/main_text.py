"""Tells a page's main text from its menus and footers."""

from collections.abc import Sequence

from selectolax.lexbor import LexborNode
from trafilatura import extract

_FIRST_HEADING = "总体情况"  # a report's main text holds its first heading, whatever element its tables stand in
_SHORT = 8  # characters; a run that short is found in any text


def main_node(body: LexborNode, marks: Sequence[str]) -> LexborNode | None:
    """The smallest element that holds all `marks` (the page's tables) and the first heading of a report.

    None where that is the body itself, or where the page has no tables: then the main text has to be told otherwise.
    """
    if not marks:
        return None
    wanted = [*marks, _FIRST_HEADING] if _FIRST_HEADING in body.text() else list(marks)
    node, inside = body, _holding_child(body, wanted)
    while inside is not None:
        node, inside = inside, _holding_child(inside, wanted)
    return None if node.mem_id == body.mem_id else node


def _holding_child(node: LexborNode, wanted: Sequence[str]) -> LexborNode | None:
    for child in node.iter():
        text = child.text()
        if all(word in text for word in wanted):
            return child
    return None


def main_paragraphs(html: str, pieces: Sequence[str], keep: str) -> list[str]:
    """Those of the page's text blocks that belong to its main text as trafilatura tells it; all where it finds none.

    Blocks that contain `keep` stay in any case.
    """
    text = extract(html, include_tables=False, include_comments=False, favor_recall=True) or ""
    main = "".join(text.split())
    if not main:
        return list(pieces)
    return [piece for piece in pieces if keep in piece or _is_in(main, piece)]


def _is_in(main: str, piece: str) -> bool:
    squashed = "".join(piece.split())
    return (len(squashed) >= _SHORT and squashed in main) or (squashed in main and len(squashed) > 3)
