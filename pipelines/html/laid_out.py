"""Tables that a page draws without table elements: rows of boxes, and preformatted lines."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.blocks import Block, Cell, Table
from pipelines.html.doubtful import is_set_alike, mark_boxes
from pipelines.text_blocks import blocks_of

_BOXES = {"div", "ul", "ol", "li", "dl", "dt", "dd", "section", "article", "header"}
_ROWS = _BOXES - {"dt", "dd"}
_INLINE = {"span", "b", "strong", "font", "em", "i", "u", "small", "label", "br", "sub", "sup"}
_CELL_STYLE = re.compile(r"display\s*:\s*(?:table-cell|inline-block)|float\s*:", re.IGNORECASE)
_ROW_STYLE = re.compile(r"display\s*:\s*(?:table-row|flex|inline-flex|grid)", re.IGNORECASE)
_DRAWN = re.compile(r"[\t|│┃║｜]|\S[ \u3000]{2,}\S")  # what parts cells in preformatted lines
_NUMBER = re.compile(r"[\d,.，+\-]*\d")
_LONGEST = 120  # characters of a label
_FEWEST_NUMBERS, _FEWEST_ROWS = 3, 3
_MOST_CELLS = 40  # in a row; boxes in greater number are the page's paragraphs

Row = list[str]


def take_boxes(tree: LexborHTMLParser, mark: str) -> dict[int, Table]:
    """Tables of rows of boxes by number, each replaced by its number between two of `mark`.

    Nothing is known of what spans what, so the tables are not aligned; a box without text is a blank cell.
    """
    tables: dict[int, Table] = {}
    runs = _with_headings(list(_runs(tree)))
    if sum(map(_numbers, runs)) < _FEWEST_NUMBERS or sum(map(len, runs)) < _FEWEST_ROWS:
        return tables
    for number, run in enumerate(runs, 1):
        for node in run:
            mark_boxes(node)
        tables[number] = _table(number, [[_printed(cell) for cell in _cells(node)] for node in run])
        run[0].insert_before(f"{mark}{number}{mark}")
        for node in run:
            node.decompose()
    return tables


def _with_headings(runs: list[list[LexborNode]]) -> list[list[LexborNode]]:
    """The runs that print numbers, and those that stand right before one within the same element or its parent."""
    kept: list[list[LexborNode]] = []
    below: set[int] = set()
    for run in reversed(runs):
        around = _around(run)
        if _numbers(run) or not below.isdisjoint(around):
            kept.append(run)
            below = around
        else:
            below = set()
    return kept[::-1]


def _around(run: list[LexborNode]) -> set[int]:
    """The element that holds the rows, and the one that holds it."""
    parent = run[0].parent
    outer = parent.parent if parent is not None else None
    return {node.mem_id for node in (parent, outer) if node is not None and node.tag not in ("body", "html")}


def take_preformatted(tree: LexborNode, first: int) -> Iterator[tuple[LexborNode, list[Block]]]:
    """Every pre element whose lines draw a table, with its blocks; their tables are numbered from `first`."""
    for node in tree.css("pre"):
        text = node.text()
        if node.css_first("table") is None and _DRAWN.search(text):
            blocks = [_numbered(block, first) for block in blocks_of(text.splitlines())]
            first += sum(isinstance(block, Table) for block in blocks)
            yield node, blocks


def _numbered(block: Block, first: int) -> Block:
    if not isinstance(block, Table):
        return block
    cells = tuple(cell._replace(line=None) for cell in block.cells)
    return Table(block.number + first - 1, cells, block.aligned, block.padded)


def _runs(tree: LexborHTMLParser) -> Iterator[list[LexborNode]]:
    """Rows that follow one another, at least one of which has more than one cell."""
    for parent in tree.css("body, div, ul, ol, dl, section, article, li, td"):
        run: list[LexborNode] = []
        for child in parent.iter(include_text=True):
            if child.tag == "-text" and not (child.text_content or "").strip():
                continue
            if _is_row(child):
                run.append(child)
                continue
            if _is_worth_taking(run):
                yield run
            run = []
        if _is_worth_taking(run):
            yield run


def _is_worth_taking(run: list[LexborNode]) -> bool:
    return any(len(_cells(node)) > 1 for node in run)


def _is_row(node: LexborNode) -> bool:
    if node.tag not in _ROWS or _own_text(node) or node.css_first("a, table, img") is not None:
        return False
    cells = _cells(node)
    shown_as_row = bool(_ROW_STYLE.search(node.attributes.get("style") or ""))
    return 0 < len(cells) <= _MOST_CELLS and all(_is_cell(cell, shown_as_row) for cell in cells)


def _is_cell(node: LexborNode, in_row: bool) -> bool:
    """A box with one run of text; an inline element only where a style makes it a box."""
    if node.tag in _INLINE and not (in_row or _CELL_STYLE.search(node.attributes.get("style") or "")):
        return False
    if node.tag not in _BOXES | _INLINE:
        return False
    inside = [child for child in node.css("*") if child.mem_id != node.mem_id]
    if any(_CELL_STYLE.search(child.attributes.get("style") or "") for child in inside):
        return False  # a row, not a cell
    boxes = [child for child in inside if child.tag not in _INLINE]
    return len(boxes) < 2 and len(node.text()) <= _LONGEST


def _cells(node: LexborNode) -> list[LexborNode]:
    return [child for child in node.iter() if child.tag != "br"]


def _own_text(node: LexborNode) -> bool:
    return any(child.tag == "-text" and (child.text_content or "").strip() for child in node.iter(include_text=True))


def _texts(node: LexborNode) -> Row:
    return [" ".join(cell.text().split()) for cell in _cells(node)]


def _printed(cell: LexborNode) -> str:
    """A cell's text; digits that are set otherwise than those beside them, as a footnote's, stand apart."""
    return " ".join(cell.text(separator="" if is_set_alike(cell) else " ").split())


def _numbers(run: list[LexborNode]) -> int:
    return sum(bool(_NUMBER.fullmatch(text)) for node in run for text in _texts(node))


def _table(number: int, rows: list[Row]) -> Table:
    cells = [
        Cell(text, r, c, source_row=r + 1, source_column=c + 1)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return Table(number, tuple(cells), aligned=False)
