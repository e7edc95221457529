"""Web pages: the main text as paragraphs, every table as a grid with its spans laid out."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import cast

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.article_pages import may_have_pager
from pipelines.blocks import UNKNOWN, Block, Cell, Document, Grid, Paragraph, Table
from pipelines.encoding import decode_and_tell, head
from pipelines.html.bounds import refuse_deep, refuse_endless
from pipelines.html.doubtful import DRAWN_TAGS, is_set_alike, mark_doubtful
from pipelines.html.facts import part_of_article, read_facts
from pipelines.html.frames import without_body
from pipelines.html.in_script import HOLDERS, page_unfolded
from pipelines.html.laid_out import take_boxes, take_preformatted
from pipelines.html.markup import styles_in, tags_in
from pipelines.html.shown import (
    STRUCK_TAGS,
    UNSEEN_TAGS,
    field_value,
    may_hide,
    page_inside,
    take_out_hidden,
    take_out_unseen,
    with_lines,
)
from pipelines.html.white import mark_white_tables
from pipelines.main_text import main_node, main_paragraphs
from pipelines.page_pictures import Spot, gap_spots, named, picture_spots, taken_out, with_marks
from pipelines.parts import PAGED, PART
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import NOT_SEEN
from pipelines.sheets.of_page import is_saved_sheet, without_prose_in_tables
from pipelines.tabbed import with_tabbed_tables

MEDIA_TYPE = "text/html"

_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|table|div|span|p|td)\b", re.IGNORECASE)
# Not sup and sub: a footnote's digit is none of the number's.
_INLINE = r"span, b, strong, font, em, i, u, a, small, big, label, ins, nobr, o\:p, st1\:chsdate"
# Looked for at once in the markup, and of those that are there at once in the tree: every look takes as long as a tenth of
# parsing. The parser makes img of image.
_LOOKED_FOR = (
    "meta",
    "table",
    "noscript",
    "pre",
    "font",
    "image",
    "input",
    *HOLDERS,
    *STRUCK_TAGS,
    *UNSEEN_TAGS,
    *DRAWN_TAGS,
)
_BREAK = "\x02"  # stands where one block of text ends and the next begins
_TABLE = "\x01"  # stands before and after the number of a table that was taken out of the text
_PICTURE = re.compile(r"p\d+")  # between two of these marks, in place of a picture
_PARTED = re.compile(rf"\d\s*{_BREAK}\s*\d")  # digits in one run of text, and in the next
_COMMENT = "<!--"
_HEAD_BYTES = 8192  # looked at for markup
_WIDEST = 5000  # columns of a table
_MOST_COLUMNS = 1000  # what HTML allows a cell to span
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_INTEGER = re.compile(r"\s*(\d+)")
_FRAME_CELLS = (
    20  # at most, in a table that only lays a page out; the smallest of the form has 15 numbers and their headings
)
_GRIDS_KEPT = 1024  # some 30 kB each
_SPOT = 6  # numbers that say where a cell stands
_UNKNOWN_FIELDS = len(Cell._fields) - 1 - _SPOT  # page, line, box, confidence: what a page does not know
# The constructor of a named tuple is Python code; for hundreds of cells a page it takes a tenth of all reading.
_new_cell = cast(Callable[[tuple[object, ...]], Cell], partial(tuple.__new__, Cell))

Spans = tuple[
    tuple[int, str | None, str | None], ...
]  # number of the cell in the table, colspan and rowspan as written


def recognises(data: bytes) -> bool:
    """Whether the bytes hold HTML markup, whatever they are named."""
    return bool(_MARKUP.search(head(data, _HEAD_BYTES)))


def read(data: bytes, declared_type: str = "") -> Document:
    """The page's main text and all its tables. `source_row` and `source_column` count tr and td within the table.

    A table that holds other tables is taken for layout: its text flows, and rows of its own form a table besides.
    """
    decoded, encoding = decode_and_tell(data, declared_type)
    html = decoded
    for mark in (_BREAK, _TABLE):
        if mark in html:
            html = html.replace(mark, "")
    html = with_lines(html)
    is_as_served = html is decoded and encoding == "utf-8" and UNKNOWN not in html
    source = data if is_as_served else _encoded(html)
    document = _read_page(html, source)
    return without_prose_in_tables(document) if is_saved_sheet(source) else document


def _encoded(html: str) -> bytes:
    """The markup as the parser takes it, which is faster to look through, too."""
    return html.encode("utf-8", "ignore")


def _read_page(html: str, source: bytes, is_unfolded: bool = False, spots: Sequence[Spot] = ()) -> Document:
    """The page's document; `source` has marks where the pictures at `spots` of the markup stand."""
    refuse_endless(html)
    tree = LexborHTMLParser(source)
    if tree.body is None:
        raise without_body(tree)
    lower = source.lower()
    named = tags_in(lower, _LOOKED_FOR)
    found = tree.css(", ".join(named)) if named else []
    refuse_deep([node for node in found if node.tag == "table"])
    if not is_unfolded and (unfolded := page_unfolded(tree, [node for node in found if node.tag in HOLDERS])):
        return _read_page(unfolded, _encoded(unfolded), is_unfolded=True)
    facts = read_facts(tree, [node for node in found if node.tag == "meta"])
    tags = {str(node.tag) for node in found}
    if may_have_pager(html):
        facts[PAGED] = "signs of a pager"
        if part := part_of_article(html):
            facts[PART] = part
    styles = styles_in(lower)
    if may_hide(lower, tags, styles):
        take_out_hidden(tree)
    if "table" in tags:
        mark_doubtful(tree, styles, found)
        mark_white_tables(tree, styles, found)
    take_out_unseen(tree, tags)
    body, nodes = tree.body, tree.css("table")
    if not nodes and (inner := page_inside(html)):
        document = _read_page(inner, _encoded(inner))
        return Document(document.blocks, {**document.facts, **facts}, document.pictures)
    node = main_node(body, nodes)
    tables = _take_tables(nodes, "input" in tags) if nodes else take_boxes(tree, _TABLE)
    if "pre" in tags:
        tables |= _take_preformatted(body, len(nodes) + len(tables) + 1)
    pieces = _pieces(_joined(node if node is not None else body))
    if node is None and body.css_first("a[href]") is not None:  # a page without links has no menus
        pieces = main_paragraphs(html, pieces, keep=_TABLE)
    if not spots and "img" in tags and (spots := _spots(html, tables)):
        return _read_page(html, _encoded(with_marks(html, spots, _TABLE)), is_unfolded, spots)
    return _document(facts, pieces, tables, spots)


def _document(facts: dict[str, str], pieces: list[str], tables: dict[int, Table], spots: Sequence[Spot]) -> Document:
    blocks, pictures = taken_out(_blocks(pieces, tables), spots)
    if not tables:
        blocks = with_tabbed_tables(blocks)
    blocks += [tables[number] for number in sorted(tables.keys() - {b.number for b in blocks if isinstance(b, Table)})]
    if not blocks and not pictures:
        raise Unreadable("empty", "the page shows no text; its content may be loaded by a script")
    if pictures:
        facts[NOT_SEEN] = f"tables of it are pictures, read none of them: {named(p.source for p in pictures)}"
    return Document(tuple(blocks), facts, pictures)


def _spots(html: str, tables: dict[int, Table]) -> Sequence[Spot]:
    """The pictures that stand where the form has tables: all of them, or a single one on a page that has the others."""
    has_tables = any(len(table.cells) > _FRAME_CELLS for table in tables.values())
    return gap_spots(html) if has_tables else picture_spots(html)


def _joined(node: LexborNode) -> LexborNode:
    """The node, with the runs of text in it that belong together in one."""
    node.unwrap_tags([_INLINE])
    node.merge_text_nodes()
    return node


def _pieces(node: LexborNode) -> list[str]:
    """The text of each block in the node, white space collapsed as a browser does."""
    return [_collapse(piece) for piece in node.text(separator=_BREAK).split(_BREAK) if piece.strip()]


def _collapse(piece: str) -> str:
    if "\n" in piece or "  " in piece or "\t" in piece:
        return _WHITE_SPACE.sub(" ", piece)
    return piece


def _blocks(pieces: list[str], tables: dict[int, Table]) -> Iterator[Block | int]:
    """The blocks in order, and the numbers of the pictures that stand between them."""
    for piece in pieces:
        if _TABLE not in piece:
            yield Paragraph(piece.strip())
            continue
        for part in piece.split(_TABLE):
            if part.isdecimal() and int(part) in tables:
                yield tables[int(part)]
            elif _PICTURE.fullmatch(part):
                yield int(part[1:])
            elif part.strip():
                yield Paragraph(part.strip())


def _take_tables(nodes: list[LexborNode], have_fields: bool) -> dict[int, Table]:
    """Every table by its number in the document. Innermost first, each gives way to a mark with its number.

    A table of one cell is a frame: its text flows. `have_fields` tells whether cells may hold fields of a form.
    """
    tables: dict[int, Table] = {}
    for number in range(len(nodes), 0, -1):
        node = nodes[number - 1]
        cells, grid = _lay_out(node, have_fields)
        nested = _TABLE in "".join([cell[0] for cell in cells])
        if nested:
            grid = None
            inside = {cell.row for cell in cells if _TABLE in cell.text}
            cells = tuple(cell for cell in cells if cell.row not in inside)
        if len(cells) == 1 and not nested:
            node.replace_with(f"{_BREAK}{cells[0].text}{_BREAK}")
            continue
        if len(cells) > 1 or not nested:
            tables[number] = Table(number, cells, grid=grid)
        if not nested:
            node.replace_with(f"{_BREAK}{_TABLE}{number}{_TABLE}{_BREAK}")
    return tables


def _take_preformatted(body: LexborNode, first: int) -> dict[int, Table]:
    """The tables that lines of preformatted text draw; what else the lines say stays text."""
    tables: dict[int, Table] = {}
    for node, blocks in take_preformatted(body, first):
        tables |= {block.number: block for block in blocks if isinstance(block, Table)}
        pieces = [f"{_TABLE}{b.number}{_TABLE}" if isinstance(b, Table) else b.text for b in blocks]
        node.replace_with(f"{_BREAK}{_BREAK.join(pieces)}{_BREAK}")
    return tables


def _lay_out(table: LexborNode, have_fields: bool) -> tuple[tuple[Cell, ...], Grid | None]:
    """The cells of a table, and where they stand."""
    rows = [list(row.iter()) for row in table.css("tr")]
    nodes = [node for row in rows for node in row]
    spanning = {node.mem_id: node.attributes for node in table.css("[colspan], [rowspan]")}
    spans = [
        (number, attributes.get("colspan"), attributes.get("rowspan"))
        for number, node in enumerate(nodes)
        if (attributes := spanning.get(node.mem_id)) is not None
    ]
    grid, columns = _grid(tuple([len(row) for row in rows]), tuple(spans))
    texts = [node.text(separator=_BREAK) for node in nodes]
    # Numbers, plain words and nothing, as nearly all cells print, are taken as they stand.
    texts = [
        text if text.isalnum() or not (have_fields or text.strip()) else _cell_text(node, text)
        for node, text in zip(nodes, texts, strict=True)
    ]
    unknown = [(None,) * len(texts)] * _UNKNOWN_FIELDS
    return tuple(map(_new_cell, zip(texts, *columns, *unknown, strict=True))), grid


@lru_cache(maxsize=_GRIDS_KEPT)
def _grid(widths: tuple[int, ...], spans: Spans) -> tuple[Grid, Sequence[tuple[int, ...]]]:
    """Where the cells stand in a table whose rows have that many; the same by row numbers, column numbers, and so on."""
    spanning = {number: (colspan, rowspan) for number, colspan, rowspan in spans}
    spots: list[tuple[int, int, int, int, int, int]] = []
    free_from: list[int] = []  # for each grid column the first row where it is free again
    for row, width in enumerate(widths):
        column = 0
        for number in range(1, width + 1):
            while column < len(free_from) and free_from[column] > row:
                column += 1
            written = spanning.get(len(spots), (None, None))
            colspan, rowspan = _span(written[0], _MOST_COLUMNS), _span(written[1], len(widths) - row)
            end = column + colspan
            if end > _WIDEST:
                raise Unreadable("too_large", f"a table of more than {_WIDEST} columns: no report has one")
            free_from += [0] * (end - len(free_from))
            free_from[column:end] = [row + rowspan] * colspan
            spots.append((row, column, rowspan, colspan, row + 1, number))
            column = end
    return Grid(tuple(spots)), tuple(zip(*spots, strict=True)) or ((),) * _SPOT


def _span(attribute: str | None, most: int) -> int:
    """A span as browsers take it: the digits in front count, nothing and nonsense are 1, 0 and too much go to the end."""
    if attribute is None:
        return 1
    match = _INTEGER.match(attribute)
    span = int(match[1]) if match else 1
    return max(1, min(span or most, most))


def _cell_text(cell: LexborNode, text: str) -> str:
    """What a cell prints, its lines parted, given its runs of text."""
    if not text:
        return field_value(cell)
    if _BREAK not in text:
        return _collapse(text)
    if not _PARTED.search(text) or is_set_alike(cell):
        text = _joined(cell).text(separator=_BREAK)
    pieces = [_collapse(piece) for piece in text.split(_BREAK) if piece.strip(" \t\n\r\f")]
    if len(pieces) > 1 and "".join(pieces).isdecimal() and _COMMENT in (cell.html or ""):
        return "".join(pieces)  # the parser ends a run of text at a comment, a browser doesn't
    return "\n".join(pieces)
