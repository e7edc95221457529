"""What the form's cells are in tables of one layout, worked out once: thousands of bodies print the same layout."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.blocks import Block, Cell, Paragraph, Table
from pipelines.forms.form import FormCell
from pipelines.matching.cells import form_cells
from pipelines.matching.gather import gather
from pipelines.matching.lines import Line, lines_of
from pipelines.matching.padding import without_padding
from pipelines.matching.placing import place
from pipelines.matching.vocabulary import vocabulary
from pipelines.numbers import read_number
from pipelines.report import State
from pipelines.words import words

_ANY_NUMBER = "1"  # stands for every cell that prints a number without words
_LAYOUTS_KEPT = 256  # some 60 kB each

Shape = tuple[str, tuple[int, int, int, int]]  # what a cell prints, numbers apart; its row, column and spans
Layout = tuple[tuple[bool, bool, str, tuple[Shape, ...]], ...]  # of each table: aligned, padded, caption, cells


class Place(NamedTuple):
    """Where a cell of the form stands: the number of the table and of the cell in it, and the heading of its column."""

    form_cell: FormCell
    table: int
    cell: int
    heading: str


def layout_of(tables: Sequence[tuple[Table, str]]) -> Layout:
    """All that placing looks at, in tables given with their captions: everything but the numbers."""
    return tuple(
        (
            table.aligned,
            table.padded,
            caption,
            tuple([(_ANY_NUMBER if cell[0].isdecimal() else _kind(cell[0]), cell[1:5]) for cell in table.cells]),
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
def places_in(form_key: str, layout: Layout) -> tuple[Place, ...] | None:
    """The place of every cell of the form; None where the layout alone does not tell each of them, once."""
    known = vocabulary(form_key)
    gathered = gather(_lines(layout), known)
    if gathered.unplaced:
        return None
    found: dict[tuple[str, str, str], Place] = {}
    for row in without_padding(gathered.rows):
        placed = place(row)
        # Headings that repeat make placing look at the numbers.
        if isinstance(placed, str) or row.columns is None or row.columns.repeated:
            return None
        for form_cell, index in form_cells(known, row):
            heading = row.columns.slots[index].cell.text
            if form_cell.key in found or form_cell.is_variant or heading == _ANY_NUMBER:
                return None
            cell = placed[index]
            found[form_cell.key] = Place(form_cell, row.line.table.number, cell.source_column, heading)
    in_order = [found.get(cell.key) for cell in known.form.cells if not cell.is_variant]
    return None if None in in_order else tuple(place for place in in_order if place)


def _lines(layout: Layout) -> Iterable[Line]:
    """The lines of tables that print the layout; their cells bear their number in `source_column`."""
    for number, (aligned, padded, caption, shapes) in enumerate(layout):
        cells = tuple(Cell(text, *spot, source_column=index) for index, (text, spot) in enumerate(shapes))
        yield from lines_of((Paragraph(caption), Table(number, cells, aligned, padded)))
