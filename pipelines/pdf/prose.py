"""Puts the printed lines outside tables together to paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.blocks import Paragraph
from pipelines.pdf.lines import Line, join_text

PAGE_NUMBER = re.compile(
    r"[-—–―－~～・·\s]*(第\s*)?\d{1,3}(\s*页)?(\s*[/，,]?\s*(共\s*)?\d{1,3}(\s*页)?)?[-—–―－~～・·\s]*"
)
HEADING = re.compile("[一二三四五六七八九十]{1,3}、")
MARGIN = 0.12  # of the page's height, where page numbers and running heads stand
RUNNING = 3  # pages on which a line must stand to be a running head
# In parts of the type size.
INDENT = 1.0
SHORT = 1.5
CENTRED = 1.5
SAME_SIZE = 0.15
LEADING = 2.6


@dataclass(frozen=True, slots=True)
class Placed:
    """A line, its page, the margins between which that page sets its prose, and whether it stands beside a table."""

    line: Line
    page: int
    left: float
    right: float
    is_aside: bool


def drop_margins(pages: list[tuple[float, list[Line]]]) -> list[list[Line]]:
    """The lines of each page without page numbers and running heads; pages come as height and lines, top to bottom."""
    marginal = [_marginal(height, lines) for height, lines in pages]
    heads = Counter(key for lines in marginal for key in {_key(line) for line in lines})
    return [
        [line for line in lines if line not in edge or not (_is_page_number(line) or heads[_key(line)] >= RUNNING)]
        for (_, lines), edge in zip(pages, marginal, strict=True)
    ]


def read_paragraphs(lines: list[Placed]) -> Iterator[Paragraph]:
    """The paragraphs of lines that no table separates; one may go on over a page break.

    A paragraph ends with a short line, or where the next one is indented, set apart, of another size or a heading.
    """
    group: list[Placed] = []
    for placed in lines:
        if group and not _goes_on(group[-1], placed):
            yield _paragraph(group)
            group = []
        group.append(placed)
    if group:
        yield _paragraph(group)


def _paragraph(group: list[Placed]) -> Paragraph:
    text = ""
    for placed in group:
        text = join_text(text, placed.line.text)
    return Paragraph(text, page=group[0].page)


def _goes_on(last: Placed, placed: Placed) -> bool:
    above, line = last.line, placed.line
    if abs(above.size - line.size) > SAME_SIZE * line.size or HEADING.match(line.text):
        return False
    if last.page == placed.page and above.baseline - line.baseline > LEADING * line.size:
        return False
    if _is_centred(last) and _is_centred(placed):
        return True
    is_short = last.right - above.right > SHORT * above.size
    return not is_short and line.left - placed.left <= INDENT * line.size


def _is_centred(placed: Placed) -> bool:
    before, after = placed.line.left - placed.left, placed.right - placed.line.right
    return before > CENTRED * placed.line.size and abs(before - after) < CENTRED * placed.line.size


def _marginal(height: float, lines: list[Line]) -> list[Line]:
    top = [line for line in lines[:1] if line.baseline > height * (1 - MARGIN)]
    return top + [line for line in lines[-1:] if line.baseline < height * MARGIN]


def _is_page_number(line: Line) -> bool:
    return PAGE_NUMBER.fullmatch(line.text) is not None


def _key(line: Line) -> str:
    return re.sub(r"[\d\s]", "", line.text)
