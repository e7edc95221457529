"""Tells a page's main text from its menus and footers."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

# A report's main text holds its first heading, whatever element its tables stand in. Before 2019 there was no fixed one.
_FIRST_HEADINGS = ("总体情况", "概述", "概况", "基本情况", "信息公开条例》")
_FEWEST_ROWS = 3  # a table with fewer rows is a menu or a frame as likely as data
_SHORT = 8  # characters; a run that short is found in any text


def main_node(body: LexborNode, tables: Sequence[LexborNode]) -> LexborNode | None:
    """The smallest element that holds the page's tables of data and the first heading of a report.

    None where that is the body itself, or where the page has no tables: then the main text has to be told otherwise.
    """
    around = {table.mem_id: _ancestors(table) for table in tables}
    framed = {node.mem_id for path in around.values() for node in path}
    data = [table for table in tables if table.mem_id not in framed and len(table.css("tr")) >= _FEWEST_ROWS]
    if not data:
        return None
    paths = [around[table.mem_id] for table in data]
    shared = set.intersection(*({node.mem_id for node in path} for path in paths))
    node = next(node for node in paths[0] if node.mem_id in shared)
    if _FIRST_HEADINGS[0] not in node.text():
        outers = [(outer, outer.text()) for outer in (node, *_ancestors(node))]
        node = next((outer for heading in _FIRST_HEADINGS for outer, text in outers if heading in text), node)
    return None if node.tag in ("body", "html") else node


def _ancestors(node: LexborNode) -> list[LexborNode]:
    """The elements around a node, from the nearest out to the root."""
    path = []
    parent = node.parent
    while parent is not None:
        path.append(parent)
        parent = parent.parent
    return path


def main_paragraphs(html: str, pieces: Sequence[str], keep: str) -> list[str]:
    """Those of the page's text blocks that belong to its main text as trafilatura tells it; all where it finds none.

    Blocks that contain `keep` stay in any case.
    """
    from trafilatura import extract  # takes 30 MB and 0.2 s to import; most pages never need it

    text = extract(html, include_tables=False, include_comments=False, favor_recall=True) or ""
    main = "".join(text.split())
    if not main:
        return list(pieces)
    return list(_with_short_ones(pieces, [keep in piece or _is_in(main, piece) for piece in pieces]))


def _with_short_ones(pieces: Sequence[str], belong: Sequence[bool]) -> Iterator[str]:
    """The pieces that belong to the text, and those too short to tell that stand among them, as the cells of a table do."""
    waiting: list[str] | None = None  # what is short since a piece that belongs, None after one that doesn't
    for piece, belongs in zip(pieces, belong, strict=True):
        if belongs:
            yield from waiting or ()
            yield piece
            waiting = []
        elif waiting is not None and len("".join(piece.split())) < _SHORT:
            waiting.append(piece)
        else:
            waiting = None


def _is_in(main: str, piece: str) -> bool:
    squashed = "".join(piece.split())
    return (len(squashed) >= _SHORT and squashed in main) or (squashed in main and len(squashed) > 3)
