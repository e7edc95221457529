"""Decides what a page break cuts through a table, and heals it."""

import re
from collections.abc import Iterator
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from pipelines.pdf.geometry import Box
from pipelines.pdf.lines import join_lines

NUMBERED = re.compile(r"\s*(第|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])")  # how a new row's label begins
BLANK = ("无", "空")  # how some print that there is nothing
CHINESE = re.compile("[\u4e00-\u9fff]")
FIGURE = re.compile(r"\d[\d,.\n]*")  # or the end of one

Place = tuple[int, int]  # column and colspan


class Part(NamedTuple):
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
    def place(self) -> Place:
        return self.column, self.colspan


def append_piece(upper: list[Part], lower: list[Part]) -> list[Part]:
    """The parts of both pieces as one table: what the break cuts is whole, and the lower rows follow the upper ones."""
    height = max([part.row + part.rowspan for part in upper])
    header = _repeated_header(upper, lower)
    last = {part.place: part for part in upper if part.end == height}
    first = sorted((part for part in lower if part.row == header), key=attrgetter("column"))
    is_cut = _is_cut_row(last, first)
    continued = {part.place for part in first} if is_cut else _continued_labels(last, first)
    below = {part.place: part for part in first if part.place in continued}
    above = [part for part in upper if part.end < height or part.place not in below]
    cut = [part for part in upper if part.end == height and part.place in below]
    offset = height - is_cut
    head = [_moved(part, height) for part in lower if part.row < header]
    rest = [_moved(part, offset) for part in lower if part.row > header]
    first_rest = [_moved(part, offset) for part in first if part.place not in below]
    if header:
        joined = [part for old in cut for part in _around_header(old, below[old.place], height + header, is_cut)]
    else:
        joined = [_joined(old, below[old.place], offset) for old in cut]
    return [*above, *joined, *head, *first_rest, *rest]


def _moved(part: Part, rows: int) -> Part:
    text, row, column, rowspan, colspan, page, box, is_full = part
    return Part(text, row + rows, column, rowspan, colspan, page, box, is_full)


def _joined(above: Part, below: Part, offset: int) -> Part:
    return _with_text(above, below)._replace(rowspan=offset + below.end - above.row)


def _with_text(above: Part, below: Part) -> Part:
    return above._replace(text=join_lines(above.text, below.text, above.is_full), is_full=below.is_full)


def _around_header(above: Part, below: Part, row: int, is_cut: bool) -> list[Part]:
    """A part that goes on under a header: it can't reach over it, so what lies below says the same again."""
    whole = _with_text(above, below)
    again = whole._replace(row=row, rowspan=below.rowspan - is_cut, page=below.page, box=below.box)
    return [whole, again] if again.rowspan else [whole]


def _repeated_header(upper: list[Part], lower: list[Part]) -> int:
    """How many rows at the head of the lower piece print the upper piece's first rows again."""
    return sum(1 for _ in takewhile(bool, map(_is_same_header, _shapes(upper), _shapes(lower))))


Shape = list[tuple[int, int, int, str]]  # of a row: column, spans and text of each part


def _shapes(parts: list[Part]) -> Iterator[Shape]:
    """The shape of each row, from the first."""
    rows: list[list[Part]] = [[] for _ in range(max([part.row + part.rowspan for part in parts]))]
    for part in parts:
        rows[part.row].append(part)
    for row in rows:
        yield sorted((part.column, part.colspan, part.rowspan, "".join(part.text.split())) for part in row)


def _is_same_header(above: Shape, below: Shape) -> bool:
    return above == below and any(CHINESE.search(text) for *_, text in above)


def _is_cut_row(last: dict[Place, Part], first: list[Part]) -> bool:
    """Whether a page break goes through a row: the lower piece's first row is the rest of the upper piece's last.

    It is where one of the two has no label, or where each cell with words on both sides breaks off.
    """
    if any(part.place not in last for part in first) or not any(part.text for part in first):
        return False
    pairs = [(last[part.place], part) for part in first]
    both = [(above, below) for above, below in pairs if above.text and below.text]
    if both and all(_breaks_off(above, below) for above, below in both):
        return True
    if both:
        return _is_label_on_one_side(pairs)
    own = [(above, below) for above, below in pairs if above.rowspan == 1 or below.text]
    above_text, below_text = any(above.text for above, _ in own), any(below.text for _, below in own)
    has_label = next((bool(above.text) for above, below in own if above.text or below.text), False)
    return below_text if has_label else above_text


def _is_label_on_one_side(pairs: list[tuple[Part, Part]]) -> bool:
    """Whether the label of a row, left of its figures, stands above the break or below it, and the figures on both sides."""
    is_seen = False
    for above, below in pairs:
        if CHINESE.search(above.text) and CHINESE.search(below.text) and not _breaks_off(above, below):
            return False
        if FIGURE.fullmatch(above.text or below.text):
            break
        is_seen |= bool(above.text) != bool(below.text) and above.rowspan == 1
    return is_seen


def _breaks_off(above: Part, below: Part) -> bool:
    """Whether words go on below: after a full line, in Chinese, and not with a number such as 2. or （四）; or digits."""
    goes_on = CHINESE.search(below.text) and not NUMBERED.match(below.text) and below.text not in BLANK
    are_figures = FIGURE.fullmatch(above.text) and FIGURE.fullmatch(below.text)
    return above.is_full and bool(goes_on or are_figures)


def _continued_labels(last: dict[Place, Part], first: list[Part]) -> set[Place]:
    """The merged labels that go on below: the cells left of the new row's own label, empty on one side or broken."""
    continued: set[Place] = set()
    for part in first:
        above = last.get(part.place)
        if above is None or not _goes_on(above, part):
            return continued if CHINESE.search(part.text) else set()
        continued.add(part.place)
    return set()


def _goes_on(above: Part, below: Part) -> bool:
    if above.text and below.text:
        return _breaks_off(above, below)
    return not below.text or above.rowspan > 1
