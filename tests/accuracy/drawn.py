"""Where a report's words and the boxes of its cells stand on pages: tables cut by page breaks between their rows."""

from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.accuracy.printed import PrintedCell, PrintedReport, Rows, lay_out

WIDTH, HEIGHT, MARGIN, SIZE = 595, 842, 40, 7.0  # points


class Words(NamedTuple):
    """A line of text; `x` and `y` are where its baseline begins, in points from the lower left corner."""

    text: str
    x: float
    y: float


class Box(NamedTuple):
    """A frame, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Page:
    """What a page shows."""

    words: list[Words] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


class Spot(NamedTuple):
    """A cell between its edges; tops count down from the top of the document."""

    cell: PrintedCell
    left: float
    right: float
    top: float
    bottom: float


def draw_report(report: PrintedReport, random: Random) -> list[Page]:
    """Pages from top to bottom; `random` decides how high a page is, which moves the breaks."""
    room = random.uniform(0.5, 1) * (HEIGHT - 2 * MARGIN)
    pages = [Page()]
    at = 0.0
    for block in (report.title, *report.blocks):
        if isinstance(block, str):
            if at + 2 * SIZE > room:
                pages, at = [*pages, Page()], 0.0
            pages[-1].words.append(Words(block, MARGIN, HEIGHT - MARGIN - at - SIZE))
            at += 2 * SIZE
        else:
            at = _draw_table(block, pages, at, room) + SIZE
    return pages


def _draw_table(rows: Rows, pages: list[Page], at: float, room: float) -> float:
    """Draws row after row, on a new page where one has no room left; gives where the table ends."""
    placed = lay_out(rows)
    edges = _column_edges(placed)
    heights = _row_heights(rows, placed, edges)
    start = 0
    while start < len(rows):
        end, used = start, at
        while end < len(rows) and (used + heights[end] <= room or end == start == 0 == at):
            used += heights[end]
            end += 1
        tops = [at + sum(heights[start:row]) for row in range(start, end + 1)]
        for row, column, cell in placed:
            first, last = max(row, start), min(row + cell.rowspan, end)
            if first < last:
                shown = cell if row >= start else cell._replace(text="")
                spot = Spot(shown, edges[column], edges[column + cell.colspan], tops[first - start], tops[last - start])
                _draw_cell(spot, pages[-1])
        if end < len(rows):
            pages.append(Page())
        at, start = (0.0 if end < len(rows) else used), end
    return at


def _column_edges(placed: list[tuple[int, int, PrintedCell]]) -> list[float]:
    """Columns as wide as their words; spanned ones share."""
    wide = [1.0] * max(column + cell.colspan for _, column, cell in placed)
    for _, column, cell in placed:
        for c in range(column, column + cell.colspan):
            wide[c] = max(wide[c], min(_length(cell.text) / cell.colspan, 8) / (1 if cell.colspan == 1 else 2))
    unit = (WIDTH - 2 * MARGIN) / sum(wide)
    return [MARGIN + unit * sum(wide[:c]) for c in range(len(wide) + 1)]


def _row_heights(rows: Rows, placed: list[tuple[int, int, PrintedCell]], edges: list[float]) -> list[float]:
    heights = [SIZE * 1.6] * len(rows)
    for row, column, cell in placed:
        lines = len(_wrap(cell.text, edges[column + cell.colspan] - edges[column]))
        height = lines * SIZE * 1.2 + 4
        for below in range(min(cell.rowspan, len(rows) - row)):
            heights[row + below] = max(heights[row + below], height / cell.rowspan)
    return heights


def _draw_cell(spot: Spot, page: Page) -> None:
    top, bottom = HEIGHT - MARGIN - spot.top, HEIGHT - MARGIN - spot.bottom
    page.boxes.append(Box(spot.left, bottom, spot.right, top))
    for number, line in enumerate(_wrap(spot.cell.text, spot.right - spot.left)):
        page.words.append(Words(line, spot.left + 2, top - 2 - SIZE - number * SIZE * 1.2))


def _wrap(text: str, width: float) -> list[str]:
    lines = [""]
    for letter in text:
        if letter == "\n" or (_length(lines[-1] + letter) * SIZE > width - 4 and not (letter + lines[-1]).isdecimal()):
            lines.append("")
        lines[-1] += letter.strip("\n")
    return lines


def _length(text: str) -> float:
    """In letters as wide as a Chinese one."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)
