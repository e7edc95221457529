"""Puts the pieces of a table that page breaks have cut together again."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import takewhile

from pipelines.blocks import Cell, Table
from pipelines.pdf.geometry import Box, Page
from pipelines.pdf.grid import Grid, GridCell
from pipelines.pdf.lines import read_lines, text_of

SAME_EDGE = 3.0  # points
SHIFT_LIMIT = 60.0  # points by which left and right pages may stand apart
NUMBERED = re.compile(r"\s*(第|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])")  # how a new row's label begins
CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A cell of a table that is being put together. `is_full` says that its last line leaves no room for a word."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int
    page: int
    box: Box
    is_full: bool

    @property
    def end(self) -> int:
        return self.row + self.rowspan

    @property
    def place(self) -> tuple[int, int]:
        return self.column, self.colspan


def fits(upper: Grid, lower: Grid) -> bool:
    """Whether the second piece, at the head of the page after the first, has the same outer edges."""
    shift = lower.columns[0] - upper.columns[0]
    return abs(shift) <= SHIFT_LIMIT and abs(lower.columns[-1] - upper.columns[-1] - shift) <= SAME_EDGE


def join_table(number: int, pieces: list[Grid], pages: dict[int, Page]) -> Table:
    """One table from its pieces, top to bottom, on the grid of all columns that any of them shows.

    Labels and rows that a page break cuts through are whole again; a header that is printed again stays where it is.
    Source rows and columns count the cells that a reader sees, from 1; a cell's page and box are those of its first piece.
    """
    columns = _all_columns(pieces)
    parts: list[Part] = []
    for piece in pieces:
        added = [_part(piece, cell, columns, pages[piece.page]) for cell in piece.cells]
        parts = _append(parts, added) if parts else added
    return Table(number, tuple(_cells(parts)))


def _all_columns(pieces: list[Grid]) -> list[float]:
    """The column edges of all pieces, measured from the table's left edge."""
    edges: list[float] = []
    for edge in sorted(edge - piece.columns[0] for piece in pieces for edge in piece.columns):
        if not edges or edge - edges[-1] > SAME_EDGE:
            edges.append(edge)
    return edges


def _part(piece: Grid, cell: GridCell, columns: list[float], page: Page) -> Part:
    left, right = (
        bisect_left(columns, piece.columns[place] - piece.columns[0] - SAME_EDGE)
        for place in (cell.column, cell.column + cell.colspan)
    )
    box = piece.box(cell)
    text = text_of(cell.words)
    return Part(
        text, cell.row, left, cell.rowspan, right - left, piece.page, page.shown(box), _is_full(cell, box[2] - box[0])
    )


def _is_full(cell: GridCell, width: float) -> bool:
    lines = read_lines(cell.words)
    return bool(lines) and width - (lines[-1].right - lines[-1].left) < 1.6 * lines[-1].size + 12


def _append(upper: list[Part], lower: list[Part]) -> list[Part]:
    """The rows of both pieces as one list of parts."""
    height = max(part.end for part in upper)
    header = _repeated_header(upper, lower)
    last = {part.place: part for part in upper if part.end == height}
    first = sorted((part for part in lower if part.row == header), key=lambda part: part.column)
    is_cut = not header and _is_cut_row(last, first)
    continued = {part.place for part in first} if is_cut else _continued_labels(last, first)
    offset = height - 1 if is_cut else height
    below = {part.place: part for part in first if part.place in continued}
    moved = [replace(part, row=part.row + offset) for part in lower if below.get(part.place) is not part]
    if header:  # The label can't reach over the header that stands between, so it is printed again below.
        again = [replace(part, row=part.row + offset, text=last[place].text) for place, part in below.items()]
        return [*upper, *moved, *again]
    joined = [_joined(part, below.get(part.place), offset) if part.end == height else part for part in upper]
    return [*joined, *moved]


def _joined(part: Part, below: Part | None, offset: int) -> Part:
    if below is None:
        return part
    text = "\n".join(filter(None, (part.text, below.text)))
    return replace(part, text=text, rowspan=offset + below.end - part.row, is_full=below.is_full)


def _repeated_header(upper: list[Part], lower: list[Part]) -> int:
    """How many rows at the head of the lower piece print the upper piece's first rows again."""
    return sum(1 for _ in takewhile(bool, map(_is_same_header, _shapes(upper), _shapes(lower))))


Shape = list[tuple[int, int, int, str]]  # of a row: column, spans and text of each part


def _shapes(parts: list[Part]) -> list[Shape]:
    shapes: list[Shape] = [[] for _ in range(max(part.end for part in parts))]
    for part in parts:
        shapes[part.row].append((part.column, part.colspan, part.rowspan, "".join(part.text.split())))
    return [sorted(shape) for shape in shapes]


def _is_same_header(above: Shape, below: Shape) -> bool:
    return above == below and any(CHINESE.search(text) for *_, text in above)


def _is_cut_row(last: dict[tuple[int, int], Part], first: list[Part]) -> bool:
    """Whether a page break goes through a row: the lower piece's first row is the rest of the upper piece's last.

    It is where one of the two has no label, or where the label breaks off at the end of a full line and goes on without
    a number such as 2. or （四）; and no other cell has words on both sides.
    """
    if any(part.place not in last for part in first) or not any(part.text for part in first):
        return False
    pairs = [(last[part.place], part) for part in first]
    both = [(above, below) for above, below in pairs if above.text and below.text]
    if both:
        return len(both) == 1 and all(_breaks_off(above, below) for above, below in both)
    own = [(above, below) for above, below in pairs if above.rowspan == 1 or below.text]
    above_text, below_text = any(above.text for above, _ in own), any(below.text for _, below in own)
    has_label = next((bool(above.text) for above, below in own if above.text or below.text), False)
    return below_text if has_label else above_text


def _breaks_off(above: Part, below: Part) -> bool:
    return above.is_full and not NUMBERED.match(below.text) and CHINESE.search(below.text) is not None


def _continued_labels(last: dict[tuple[int, int], Part], first: list[Part]) -> set[tuple[int, int]]:
    """The merged labels at the left that go on below: the cells left of the new row's own label, empty on one side."""
    continued: set[tuple[int, int]] = set()
    for part in first:
        above = last.get(part.place)
        if above is None or (part.text and (above.text or above.rowspan == 1)):
            own = part.text
            return continued if CHINESE.search(own) else set()
        continued.add(part.place)
    return set()


def _cells(parts: list[Part]) -> list[Cell]:
    """The parts as cells, row by row, counted the way one sees them: a merged cell stands in each row that it covers."""
    height = max(part.end for part in parts)
    columns: list[list[int]] = [[] for _ in range(height)]
    for part in parts:
        for row in range(part.row, part.end):
            columns[row].append(part.column)
    ranks = [{column: place for place, column in enumerate(sorted(row), start=1)} for row in columns]
    return [
        Cell(
            part.text,
            part.row,
            part.column,
            part.rowspan,
            part.colspan,
            source_row=part.row + 1,
            source_column=ranks[part.row][part.column],
            page=part.page,
            box=part.box,
        )
        for part in sorted(parts, key=lambda part: (part.row, part.column))
    ]
