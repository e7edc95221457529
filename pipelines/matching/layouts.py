"""What the form's cells are in tables of one layout, worked out once: thousands of bodies print the same layout."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from pipelines.blocks import Block, Cell, Grid, Paragraph, Table, place_of
from pipelines.forms import load_forms
from pipelines.forms.form import FormCell
from pipelines.matching.cells import form_cells, is_in, unit_beside
from pipelines.matching.gather import gather
from pipelines.matching.lines import lines_of
from pipelines.matching.padding import without_padding
from pipelines.matching.placing import place
from pipelines.matching.vocabulary import label_of, vocabulary
from pipelines.numbers import read_number
from pipelines.report import Key, State
from pipelines.words import words

_ANY_NUMBER = "1"  # stands for every cell that prints a number without words
_LAYOUTS_KEPT = 256  # some 60 kB each

Spots = tuple[tuple[int, int, int, int, int, int], ...]


class TableLayout(NamedTuple):
    """All that placing looks at in a table: everything but the numbers."""

    number: int
    aligned: bool
    padded: bool
    caption: str
    printed: tuple[str, ...]  # by each cell, numbers apart
    spots: Grid | Spots  # row, column, rowspan, colspan, source row and source column of each cell


Layout = tuple[TableLayout, ...]
PickCells = Callable[[Sequence[Cell]], Sequence[Cell]]


class Place(NamedTuple):
    """Where a cell of the form stands: which table and cell of it, counted from 0, and the heading of its column.

    `words` say it for people, unless pages or lines belong to it; `unit` is what its row prints as the unit of its numbers.
    """

    form_cell: FormCell
    table: int
    cell: int
    heading: str
    words: str
    unit: str


class Places(NamedTuple):
    """The places of all cells of a form, in its order.

    `pick_cells` takes these cells out of all cells of the tables, one table after the other. What their figures have in
    common in every document is laid out by field; `money` are the numbers of those places where money is printed.
    """

    each: tuple[Place, ...]
    pick_cells: PickCells
    keys: tuple[Key, ...]
    keys_by_part: tuple[tuple[str, ...], ...]
    units: tuple[str, ...]
    words: tuple[str, ...]
    money: tuple[int, ...]


def layout_of(tables: Sequence[tuple[Table, str]]) -> Layout:
    """The layout of tables given with their captions."""
    return tuple(
        TableLayout(
            table.number,
            table.aligned,
            table.padded,
            caption,
            tuple([_ANY_NUMBER if cell[0].isdecimal() else _kind(cell[0]) for cell in table.cells]),
            table.grid or tuple([cell[1:7] for cell in table.cells]),
        )
        for table, caption in tables
    )


@lru_cache(maxsize=16384)
def _kind(text: str) -> str:
    """The words of a cell; any number that has none stands for all of them."""
    is_bare = words(text).isdigit() and read_number(text, True, True).state is State.REPORTED
    return _ANY_NUMBER if is_bare else text


def tables_of(blocks: Iterable[Block]) -> list[tuple[Table, str]]:
    """The tables, each with the paragraph before it."""
    found, caption = [], ""
    for block in blocks:
        if isinstance(block, Paragraph):
            caption = block.text
        else:
            found.append((block, caption))
    return found


@lru_cache(maxsize=_LAYOUTS_KEPT)
def marks_in(layout: Layout) -> frozenset[str]:
    """The printed labels by which a form is told."""
    printed = {text for table in layout for text in table.printed}
    forms = load_forms().items()
    return frozenset(text for text in printed if any(label_of(key, text) in form.marks for key, form in forms))


@lru_cache(maxsize=_LAYOUTS_KEPT)
def places_in(form_key: str, layout: Layout) -> Places | None:
    """The place of every cell of the form; None where the layout alone does not tell each of them, once."""
    if any(len(set(table.spots)) < len(table.spots) for table in layout if not isinstance(table.spots, Grid)):
        return None  # cells that overlap can't be told apart
    known = vocabulary(form_key)
    gathered = gather(lines_of(tuple(_blocks(layout))), known)
    if gathered.unplaced:
        return None
    at = {(table.number, cell): n for table, _ in tables_of(_blocks(layout)) for n, cell in enumerate(table.cells)}
    order = {table.number: index for index, table in enumerate(layout)}
    found: dict[Key, Place] = {}
    for row in without_padding(gathered.rows):
        placed = place(row)
        # Padding and headings that repeat make placing look at the numbers.
        if isinstance(placed, str) or row.columns is None or row.columns.repeated or row.line.table.padded:
            return None
        unit = unit_beside(known, row, placed)
        for form_cell, index in form_cells(known, row):
            heading = row.columns.slots[index].cell.text
            if form_cell.key in found or form_cell.is_variant or heading == _ANY_NUMBER:
                return None
            table, cell = row.line.table, placed[index]
            where = order[table.number], at[table.number, cell]
            found[form_cell.key] = Place(
                form_cell, *where, heading, place_of(table, cell), unit if is_in(known, form_cell, unit) else ""
            )
    in_order = [found.get(cell.key) for cell in known.form.cells if not cell.is_variant]
    return None if None in in_order else _laid_out([place for place in in_order if place], layout)


def _laid_out(places: Sequence[Place], layout: Layout) -> Places:
    firsts = list(accumulate((len(table.printed) for table in layout), initial=0))
    keys = tuple([place.form_cell.key for place in places])
    return Places(
        tuple(places),
        itemgetter(*[firsts[place.table] + place.cell for place in places]),
        keys,
        tuple(zip(*keys, strict=True)),
        tuple([place.unit or place.form_cell.unit for place in places]),
        tuple([place.words for place in places]),
        tuple([at for at, place in enumerate(places) if place.form_cell.money]),
    )


def _blocks(layout: Layout) -> Iterable[Block]:
    """Tables that print the layout, each after its caption."""
    for number, aligned, padded, caption, printed, spots in layout:
        where = spots.spots if isinstance(spots, Grid) else spots
        cells = tuple(Cell(text, *spot) for text, spot in zip(printed, where, strict=True))
        yield Paragraph(caption)
        yield Table(number, cells, aligned, padded)
