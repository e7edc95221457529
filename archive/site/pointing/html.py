"""Outlines a table cell in a copy of a web page."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.site.place import Place
from archive.site.pointing.words import squeezed

ANCHOR = "the-number"
BETWEEN_CELLS = " | "  # in what is printed on a row that doesn't line up
_OUTLINE = "outline: 4px solid #c8102e !important; background: #fff3a3 !important; scroll-margin: 40vh"


def outline_cell(page: str, place: Place, raw: str) -> str | None:
    """The page with the cell at `place` outlined and named by ANCHOR; None where `raw` does not stand there.

    A wrong cell is never outlined: what the database says is printed must be found in it. Where that is a whole row that
    does not line up, the row is outlined.
    """
    tree = LexborHTMLParser(page)
    cell = _find_cell(tree, place)
    target = next((node for node in (cell, cell and cell.parent) if node is not None and _holds(node, raw)), None)
    if target is None:
        return None
    target.attrs["style"] = f"{target.attrs.get('style') or ''};{_OUTLINE}"
    target.attrs["id"] = ANCHOR
    return tree.html


def _holds(node: LexborNode, raw: str) -> bool:
    words = squeezed(node.text())
    if node.tag == "tr":
        return BETWEEN_CELLS in raw and all(squeezed(part) in words for part in raw.split(BETWEEN_CELLS))
    return squeezed(raw) in words


def _find_cell(tree: LexborHTMLParser, place: Place) -> LexborNode | None:
    tables = tree.css("table")
    if not 0 < place.table <= len(tables):
        return None
    table = tables[place.table - 1]
    rows = [row for row in table.css("tr") if _is_own(row, table)]
    if not 0 < place.row <= len(rows):
        return None
    cells = [node for node in rows[place.row - 1].iter() if node.tag in ("td", "th")]
    return cells[place.column - 1] if 0 < place.column <= len(cells) else None


def _is_own(row: LexborNode, table: LexborNode) -> bool:
    """Whether a row belongs to the table itself and not to one inside it."""
    parent = row.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return parent is not None and parent.mem_id == table.mem_id
