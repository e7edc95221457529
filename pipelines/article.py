"""Puts the pages of an article together as one document, tables that a page break cut included."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape

from pipelines.blocks import Block, Cell, Document, Paragraph, Table
from pipelines.report import Figure
from pipelines.words import squash, words

_SUBJECT = "信息公开"
_NUMBER_OF_PAGE = re.compile(r"(?:[(（\[【]\d{1,2}[)）\]】]|[_\-—－]\d{1,2}|第?\d{1,2}页)$")
_PAGER = re.compile(
    r"(?:[\d\[\]【】<>«»‹›|/\s]|共|第|页|条|首页|尾页|末页|上一?页|下一?页|前一?页|后一?页|跳转|到|GO|go)+"
)
_TAG = re.compile(r"<[^>]*>")
_PLACE = re.compile(r"table (\d+)(, .*?)(?:, page (\d+))?", re.DOTALL)

Places = Mapping[tuple[int, int], int]  # table of the whole and page → the table's number on its page


def is_of_article(page: Document, first: Document) -> bool:
    """Whether a page is titled as the first one is, as far as both are titled."""
    one, other = (_title(document) for document in (first, page))
    return not one or not other or one == other


def _title(document: Document) -> str:
    title = squash(document.facts.get("title", ""))
    return words(_NUMBER_OF_PAGE.sub("", title)) if _SUBJECT in title else ""


def join_pages(pages: Mapping[int, Document], markup: Mapping[int, str]) -> tuple[Document, Places]:
    """One document of the pages, by number, and where its tables stand. Cells of all pages but the first say which it is.

    What the pages print around the article, as their markup tells, is there once. A table at the head of a page goes on with
    the one at the foot of the page before, where it repeats its headings or has its columns.
    """
    blocks: list[Block] = []
    places: dict[tuple[int, int], int] = {}
    facts: dict[str, str] = {}
    said = {number: squash(unescape(_TAG.sub("", html))) for number, html in markup.items()}
    for number, document in sorted(pages.items()):
        others = [text for n, text in said.items() if n != number]
        own = _trimmed(document.blocks, others, is_first=not blocks, is_last=number == max(pages))
        tables = max((number for number, _ in places), default=0)
        for at, block in enumerate(own):
            if not isinstance(block, Table):
                blocks.append(block)
                continue
            before = blocks[-1] if blocks and at == 0 else None
            cells = tuple(_on_page(cell, number) for cell in block.cells)
            table = replace(block, number=tables + block.number, cells=cells, grid=None)
            joined = _continued(before, table) if isinstance(before, Table) else None
            blocks[len(blocks) - bool(joined) :] = [joined or table]
            places[(joined or table).number, number] = block.number
        facts = {**document.facts, **facts}
    return Document(tuple(blocks), facts), places


def placed(figure: Figure, places: Places) -> Figure:
    """The figure with its place on the page where it stands, which it names where that is not the first."""
    found = _PLACE.fullmatch(figure.place)
    if found is None:
        return figure
    table = places.get((int(found[1]), int(found[3] or 1)), int(found[1]))
    page = f", part {found[3]}" if found[3] else ""
    return figure._replace(place=f"table {table}{found[2]}{page}")


def _on_page(cell: Cell, number: int) -> Cell:
    return cell._replace(page=number) if number > 1 else cell


def _trimmed(blocks: Sequence[Block], others: Sequence[str], is_first: bool, is_last: bool) -> Sequence[Block]:
    """The blocks without the menus, titles and pagers at the head and foot that all other pages print, too."""
    start, end = 0, len(blocks)
    while not is_first and start < end and _is_around(blocks[start], others):
        start += 1
    while not is_last and end > start and _is_around(blocks[end - 1], others):
        end -= 1
    return blocks[start:end]


def _is_around(block: Block, others: Sequence[str]) -> bool:
    if not isinstance(block, Paragraph):
        return False
    text = squash(block.text)
    return bool(_PAGER.fullmatch(block.text)) or (bool(others) and all(text in other for other in others))


def _continued(upper: Table, lower: Table) -> Table | None:
    """The table that two are the parts of, None where the second is another one."""
    if not upper.cells or not lower.cells:
        return None
    head = _repeated_rows(upper, lower)
    rest = [cell._replace(row=cell.row - head) for cell in lower.cells if cell.row >= head]
    missing = _missing_columns(upper, rest)
    if not missing or (not head and _begins_anew(lower)):
        return None
    below = _height(upper.cells)
    labels = _labels_at_the_foot(upper)
    going_on = {id(cell): sum(1 for columns in missing if columns >= _end(cell)) for cell in labels}
    extended = [cell._replace(rowspan=cell.rowspan + going_on.get(id(cell), 0)) for cell in upper.cells]
    moved = [cell._replace(row=cell.row + below, column=cell.column + missing[cell.row]) for cell in rest]
    return replace(upper, cells=(*extended, *moved), aligned=upper.aligned and lower.aligned, grid=None)


def _missing_columns(upper: Table, rest: Sequence[Cell]) -> list[int]:
    """For each row that goes on, how many columns of the table stand in labels that were printed above the break.

    A label that spans rows is printed where it begins; below the break its column is missing. [] where rows don't fit.
    """
    width = max(map(_end, upper.cells))
    covered = [
        sum(cell.colspan for cell in rest if cell.row <= row < cell.row + cell.rowspan) for row in range(_height(rest))
    ]
    missing = [width - columns for columns in covered]
    possible = {0, *map(_end, _labels_at_the_foot(upper))}
    return missing if possible.issuperset(missing) and missing == sorted(missing, reverse=True) else []


def _labels_at_the_foot(table: Table) -> list[Cell]:
    """The cells without gaps from the left that reach down to the last row."""
    height, labels = _height(table.cells), list[Cell]()
    for cell in sorted(table.cells, key=lambda cell: cell.column):
        if cell.row + cell.rowspan == height and cell.column == (_end(labels[-1]) if labels else 0):
            labels.append(cell)
    return labels


def _repeated_rows(upper: Table, lower: Table) -> int:
    """How many rows at the head of a table are those at the head of the one before: its headings once more."""
    first, again = _rows(upper), _rows(lower)
    count = 0
    while count < min(len(first), len(again)) and any(again[count]) and first[count] == again[count]:
        count += 1
    return count


def _rows(table: Table) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(squash(cell.text))
    return [texts for _, texts in sorted(rows.items())]


def _begins_anew(table: Table) -> bool:
    """Whether the first row prints no number: it heads a table of its own."""
    return not any(squash(cell.text).replace(".", "").isdecimal() for cell in table.cells if cell.row == 0)


def _end(cell: Cell) -> int:
    return cell.column + cell.colspan


def _height(cells: Sequence[Cell]) -> int:
    return max((cell.row + cell.rowspan for cell in cells), default=0)
