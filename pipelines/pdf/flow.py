"""Puts pages in order: tables that go over several pages, and the prose between."""

from itertools import count

from pipelines.blocks import Block
from pipelines.pdf.geometry import Page
from pipelines.pdf.grid import Grid, find_grids
from pipelines.pdf.join import fits, join_table
from pipelines.pdf.lines import Line, read_lines
from pipelines.pdf.prose import Placed, drop_margins, read_paragraphs

Item = Grid | Placed


def read_blocks(pages: list[Page]) -> list[Block]:
    """Paragraphs and tables from top to bottom, those cut by page breaks whole, without page numbers.

    Where no rules are drawn no table is guessed: its lines are paragraphs.
    """
    by_number = {page.number: page for page in pages}
    numbers = count(1)
    blocks: list[Block] = []
    for run in _runs(_items(pages)):
        if isinstance(run[0], Grid):
            blocks.append(join_table(next(numbers), [item for item in run if isinstance(item, Grid)], by_number))
        else:
            blocks.extend(read_paragraphs([item for item in run if isinstance(item, Placed)]))
    return blocks


def _items(pages: list[Page]) -> list[Item]:
    """Grids and lines of prose in reading order."""
    grids = {page.number: find_grids(page.number, page.across, page.down, page.words) for page in pages}
    prose = drop_margins([(page.height, _prose(page, grids[page.number])) for page in pages])
    items: list[Item] = []
    for page, lines in zip(pages, prose, strict=True):
        left, right = _margins(page, pages, prose)
        placed = [Placed(line, page.number, left, right) for line in lines]
        items.extend(sorted([*grids[page.number], *placed], key=_top, reverse=True))
    return items


def _runs(items: list[Item]) -> list[list[Item]]:
    """Items that belong together: the pieces of one table, or lines with no table between."""
    runs: list[list[Item]] = []
    for item in items:
        if runs and _belongs(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _belongs(last: Item, item: Item) -> bool:
    if isinstance(last, Grid) and isinstance(item, Grid):
        return item.page == last.page + 1 and fits(last, item)
    return isinstance(last, Placed) and isinstance(item, Placed)


def _prose(page: Page, grids: list[Grid]) -> list[Line]:
    held = {word.order for grid in grids for cell in grid.cells for word in cell.words}
    return read_lines([word for word in page.words if word.order not in held])


def _margins(page: Page, pages: list[Page], prose: list[list[Line]]) -> tuple[float, float]:
    """The left and right margin of prose on pages as wide as this one."""
    alike = [
        line for other, lines in zip(pages, prose, strict=True) if abs(other.width - page.width) < 1 for line in lines
    ]
    return min((line.left for line in alike), default=0.0), max((line.right for line in alike), default=page.width)


def _top(item: Item) -> float:
    return item.rows[0] if isinstance(item, Grid) else item.line.baseline + item.line.size
