"""Reads tables without rules: rows of figures that line up in columns below the words that head them."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pipelines.blocks import Cell, Table
from pipelines.pdf.breaks import NUMBERED
from pipelines.pdf.geometry import Page, Word
from pipelines.pdf.headings import Span, read_headings
from pipelines.pdf.loose import Piece, PieceLine, has_stop, is_prose, join_pieces, read_pieces, with_units
from pipelines.pdf.loose_rows import Row, add_parts, read_border, read_columns, read_rows
from pipelines.pdf.prose import HEADING

CAPTION = 2.0  # of the type size, between a caption and the headings below
LINE_LIMIT = 400  # of one table on one page


class LooseTable(NamedTuple):
    """A table without rules on one page: its rows as pieces of text, the words it holds, where it begins."""

    page: int
    top: float
    rows: list[Row]
    orders: frozenset[int]
    columns: list[Span] | None  # of its last rows, where the next page may go on


class Block(NamedTuple):
    """Lines that belong together: those above the first figures, then those from there on."""

    head: list[PieceLine]
    body: list[PieceLine]


def find_unruled(page: Page, words: Sequence[Word], above: list[Span] | None = None) -> list[LooseTable]:
    """The tables that the words, which no rules hold, make up.

    `above` are the columns in which the page before ends: a table that begins without headings may go on there.
    """
    tables: list[LooseTable] = []
    for region in _regions(read_pieces(words)):
        rows: list[Row] = []
        columns = above if not tables else None
        for block in _blocks(region):
            rows += _read_block(block, columns) or ()
            columns = read_columns(block.body)
        if rows:
            held = frozenset(order for row in rows for cell in row for piece in cell for order in piece.orders)
            top = max(piece.y + piece.size for row in rows for cell in row for piece in cell)
            tables.append(LooseTable(page.number, top, rows, held, columns))
    return tables


def with_parts(above: LooseTable, page: Page, words: Sequence[Word]) -> LooseTable:
    """The last table of a page, what the next page begins with added to its last row if it is nothing but figures.

    They are parts of figures that are too wide for their column. The number of the page is none.
    """
    lines = read_pieces(words)
    parts = lines[0].values if lines and not lines[0].words else []
    if not parts or not above.columns or [part.text for part in parts] == [str(page.number)]:
        return above
    last = add_parts(above.rows[-1], parts, above.columns)
    return above._replace(rows=[*above.rows[:-1], last])


def as_table(number: int, loose: LooseTable, page: Page) -> Table:
    """The rows as a table of which only the order of the cells in each row is claimed."""
    cells = [
        Cell(
            join_pieces(cell),
            row,
            column,
            source_row=row + 1,
            source_column=column + 1,
            page=loose.page,
            box=page.shown(_box(cell)) if cell else None,
        )
        for row, line in enumerate(loose.rows)
        for column, cell in enumerate(line)
    ]
    return Table(number, tuple(cells), aligned=False)


def _box(cell: tuple[Piece, ...]) -> tuple[float, float, float, float]:
    low, high = min(piece.y for piece in cell), max(piece.y + piece.size for piece in cell)
    return min(piece.left for piece in cell), low, max(piece.right for piece in cell), high


def _regions(lines: list[PieceLine]) -> list[list[PieceLine]]:
    """Runs of lines between prose; those without any figures are left out."""
    kept = [not is_prose(line) for line in lines]
    for at, line in enumerate(lines):
        if not kept[at] and line.values and not has_stop(line):
            beside = [other for other in (at - 1, at + 1) if 0 <= other < len(lines) and kept[other]]
            kept[at] = any(_is_under(line, lines[other]) for other in beside)
    runs = [
        [line for line, _ in run] for is_kept, run in groupby(zip(lines, kept, strict=True), itemgetter(1)) if is_kept
    ]
    return [run for run in runs if any(line.values for line in run)]


def _is_under(line: PieceLine, other: PieceLine) -> bool:
    """Whether two lines end in as many figures, each under one of the other's: then words before them are a label."""
    pairs = zip(line.values, other.values, strict=False)
    return len(line.values) == len(other.values) and all(a.left < b.right and b.left < a.right for a, b in pairs)


def _blocks(region: list[PieceLine]) -> list[Block]:
    """The region cut before each set of headings: words that reach over the columns of the figures above them."""
    blocks = [Block([], [])]
    for at, line in enumerate(region):
        head, body = blocks[-1]
        if not body:
            (body if line.values else head).append(line)
        elif line.values or not _opens_block(region[at:], body):
            body.append(line)
        else:
            blocks.append(Block([line], []))
    return [block._replace(body=with_units(block.body)) for block in blocks if 0 < len(block.body) <= LINE_LIMIT]


def _opens_block(lines: list[PieceLine], body: list[PieceLine]) -> bool:
    """Whether the first line is no part of a label: it heads columns, or headings or nothing come after it."""
    first = min(value.left for row in body for value in row.values)
    for line in lines:
        if line.values:
            return False
        if any(piece.right > first for piece in line.words):
            return True
        if len(lines[0].words) > 1 or not NUMBERED.match(lines[0].words[0].text):
            return False
    return True


def _read_block(block: Block, above: list[Span] | None) -> list[Row] | None:
    """The rows of a block, headings first, or None where its figures don't line up under headings."""
    columns = read_columns(block.body)
    if columns is None:
        return None
    border = read_border(block.body, columns)
    head, body = _part_labels(block, border)
    if not any(line.words for line in head) and above and _go_on(above, columns):
        return read_rows(body, columns)
    head = _without_section(head)
    titles = [line for at, line in enumerate(head) if _is_title(line) or _is_caption(head[at : at + 2])]
    pieces = [piece for line in head if line not in titles for piece in line.words]
    corner = tuple(piece for piece in pieces if _is_beside(piece, border, columns))
    headings = read_headings([piece for piece in pieces if piece not in corner], columns)
    if headings is None:
        return None
    over: list[Row] = [
        [heading.pieces for heading in level] for _, level in groupby(headings, lambda heading: heading.depth)
    ]
    if corner:
        over[0].insert(0, corner)
    rows: list[Row] = [[(line.words[0],)] for line in titles]
    return rows + over + read_rows(body, columns)


def _is_beside(piece: Piece, border: float, columns: list[Span]) -> bool:
    """Whether words stand over the labels, the longest of which ends at the border, and over no figures."""
    return piece.middle <= border or (piece.left < border and piece.right < columns[0][0])


def _go_on(above: list[Span], below: list[Span]) -> bool:
    """Whether each column stands under one of those above: two and more, for figures that stand alone say nothing."""
    if len(above) != len(below) or len(below) < 2:
        return False
    return all(a[0] < b[1] and b[0] < a[1] for a, b in zip(above, below, strict=True))


def _without_section(head: list[PieceLine]) -> list[PieceLine]:
    """The lines that follow the heading of a section, which is none of the table's."""
    sections = [at for at, line in enumerate(head) if len(line.words) == 1 and HEADING.match(line.words[0].text)]
    return head[sections[-1] + 1 :] if sections else head


def _part_labels(block: Block, border: float) -> Block:
    """The block, the beginning of its first label, which may stand higher than the figures beside it, out of its head."""
    head, body = block
    start = len(head)
    while start and all(piece.middle <= border for piece in head[start - 1].words):
        start -= 1
    figures = body[0].values[0]
    for at in range(start, len(head)):
        first = head[at].words[0]
        if first.y - figures.y < first.size or (at and NUMBERED.match(first.text) and _is_low(head[at:], figures)):
            return Block(head[:at], head[at:] + body)
    return block


def _is_low(lines: list[PieceLine], figures: Piece) -> bool:
    """Whether the lines are those of one label beside the figures: the figures stand no lower than the label is long."""
    first, last = lines[0].words[0], lines[-1].words[0]
    return last.y - figures.y < first.size


def _is_caption(lines: list[PieceLine]) -> bool:
    """Whether the first line is one text alone, too far above the second to be a heading of columns, such as a unit."""
    if len(lines) < 2 or len(lines[0].words) > 1:
        return False
    piece = lines[0].words[0]
    return piece.y - lines[1].words[0].y > CAPTION * piece.size


def _is_title(line: PieceLine) -> bool:
    return len(line.words) == 1 and NUMBERED.match(line.words[0].text) is not None
