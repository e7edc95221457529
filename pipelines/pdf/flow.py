"""Puts pages in order: tables that go over several pages, and the prose between."""

from itertools import count

from pipelines.blocks import Block
from pipelines.pdf.geometry import Page, Word
from pipelines.pdf.grid import Grid, find_grids
from pipelines.pdf.join import fits, join_table
from pipelines.pdf.lines import Line, read_lines
from pipelines.pdf.prose import Placed, drop_margins, read_paragraphs
from pipelines.pdf.unruled import LooseTable, as_table, find_unruled, with_parts

Item = Grid | LooseTable | Placed
ROW_HEIGHT = 0.3  # of the page; no row of a table is higher


def read_blocks(pages: list[Page]) -> list[Block]:
    """Paragraphs and tables from top to bottom, those cut by page breaks whole, without page numbers.

    Where no rules are drawn only the order of cells in their row is claimed, and what doesn't line up is paragraphs. A
    single box is a frame around prose, unless it is a row that a page break has cut off from its table.
    """
    grids = [grid for page in pages for grid in find_grids(page.number, page.across, page.down, page.words)]
    runs = _runs(_items(pages, [grid for grid in grids if not grid.is_single or _is_low(grid, pages)]))
    tables = [grid for run in runs for grid in run if isinstance(grid, Grid) and not _is_frame(run)]
    if len(tables) < len(grids):
        runs = _runs(_items(pages, tables))
    by_number = {page.number: page for page in pages}
    numbers = count(1)
    blocks: list[Block] = []
    for run in runs:
        if isinstance(run[0], Grid):
            blocks.append(join_table(next(numbers), [item for item in run if isinstance(item, Grid)], by_number))
        elif isinstance(run[0], LooseTable):
            blocks.append(as_table(next(numbers), run[0], by_number[run[0].page]))
        else:
            blocks.extend(read_paragraphs([item for item in run if isinstance(item, Placed)]))
    return blocks


def _is_low(grid: Grid, pages: list[Page]) -> bool:
    height = next(page.height for page in pages if page.number == grid.page)
    return grid.rows[0] - grid.rows[-1] < ROW_HEIGHT * height


def _is_frame(run: list[Item]) -> bool:
    return all(isinstance(item, Grid) and item.is_single for item in run)


def _items(pages: list[Page], tables: list[Grid]) -> list[Item]:
    """The given tables, and all other words as lines, in reading order."""
    grids = {page.number: [grid for grid in tables if grid.page == page.number] for page in pages}
    free = {page.number: _outside(page.words, grids[page.number]) for page in pages}
    loose = _find_loose(pages, free)
    prose = drop_margins([(page.height, _prose(free[page.number], loose[page.number])) for page in pages])
    beside = [_beside(lines, grids[page.number]) for page, lines in zip(pages, prose, strict=True)]
    items: list[Item] = []
    for page, lines, aside in zip(pages, prose, beside, strict=True):
        left, right = _margins(page, pages, prose, beside)
        placed = [Placed(line, page.number, left, right, is_aside=line in aside) for line in lines]
        items.extend(sorted([*grids[page.number], *loose[page.number], *placed], key=_top, reverse=True))
    return items


def _find_loose(pages: list[Page], free: dict[int, list[Word]]) -> dict[int, list[LooseTable]]:
    """The tables without rules on each page, from the words that no ruled table holds."""
    found: dict[int, list[LooseTable]] = {}
    above: list[LooseTable] = []
    for page in pages:
        found[page.number] = find_unruled(page, free[page.number], above[-1].columns if above else None)
        if above:
            above[-1] = with_parts(above[-1], page, free[page.number])
        above = found[page.number]
    return found


def _beside(lines: list[Line], grids: list[Grid]) -> list[Line]:
    """The lines that stand beside a table, such as a unit, or the rest of a table that is wider than its page."""
    return [line for line in lines if any(grid.rows[-1] <= line.baseline <= grid.rows[0] for grid in grids)]


def _runs(items: list[Item]) -> list[list[Item]]:
    """Items that belong together: the pieces of one table, or lines with no table between.

    What stands beside a table follows it, so that it doesn't come between the table's pieces.
    """
    runs: list[list[Item]] = []
    asides: list[Item] = []
    for item in items:
        if isinstance(item, Placed) and item.is_aside:
            asides.append(item)
        elif runs and _belongs(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs += [asides, [item]] if asides else [[item]]
            asides = []
    return [*runs, asides] if asides else runs


def _belongs(last: Item, item: Item) -> bool:
    if isinstance(last, Grid) and isinstance(item, Grid):
        return item.page == last.page + 1 and fits(last, item)
    return isinstance(last, Placed) and isinstance(item, Placed)


def _outside(words: tuple[Word, ...], grids: list[Grid]) -> list[Word]:
    held = {word.order for grid in grids for cell in grid.cells for word in cell.words}
    return [word for word in words if word.order not in held]


def _prose(words: list[Word], tables: list[LooseTable]) -> list[Line]:
    held = {order for table in tables for order in table.orders}
    return read_lines([word for word in words if word.order not in held])


def _margins(page: Page, pages: list[Page], prose: list[list[Line]], beside: list[list[Line]]) -> tuple[float, float]:
    """The left and right margin of prose on pages as wide as this one."""
    alike = [
        line
        for other, lines, aside in zip(pages, prose, beside, strict=True)
        for line in lines
        if abs(other.width - page.width) < 1 and line not in aside
    ]
    return min((line.left for line in alike), default=0.0), max((line.right for line in alike), default=page.width)


def _top(item: Item) -> float:
    if isinstance(item, LooseTable):
        return item.top
    return item.rows[0] if isinstance(item, Grid) else item.line.baseline + item.line.size
