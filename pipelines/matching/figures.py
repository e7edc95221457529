"""Turns the tables of a document into one figure for every cell of the form."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from pipelines.blocks import Block, Cell, Table, place_of
from pipelines.forms.form import FormCell
from pipelines.matching.cells import form_cells, read_cell, read_row, unread_figure
from pipelines.matching.crowded import doubt_absent, look_crowded
from pipelines.matching.gather import Gathered, Row, gather
from pipelines.matching.in_order import read_in_order
from pipelines.matching.layouts import Layout, Places, places_in, tables_of
from pipelines.matching.lines import lines_of
from pipelines.matching.outside import Outside, look_outside, printed_outside
from pipelines.matching.padding import without_padding
from pipelines.matching.placing import place
from pipelines.matching.running_text import read_running_text
from pipelines.matching.short_rows import ShortRow, complete_short_rows
from pipelines.matching.turned import upright
from pipelines.matching.vocabulary import Vocabulary, printed_cells, siblings, vocabulary
from pipelines.matching.wrapped import join_wrapped
from pipelines.numbers import have_run_together, plain_count
from pipelines.report import Figure, Key, State

# The constructor of a named tuple is Python code; for every cell of the form it takes a tenth of all reading.
_new_figure = cast(Callable[[tuple[object, ...]], Figure], partial(tuple.__new__, Figure))


def read_figures(
    form_key: str, blocks: tuple[Block, ...], layout: Layout, cut: Cell | None = None
) -> dict[Key, Figure]:
    """One figure for every official cell of the form, and for the variant cells that are printed.

    `layout` is that of the tables among the blocks. `cut` is the last cell of a document that ends in the middle: its
    number may go on where the document doesn't.
    """
    tables = tables_of(blocks)
    places = places_in(form_key, layout) if cut is None else None
    figures = _read_line_by_line(form_key, blocks, cut) if places is None else _read_in_place(tables, places)
    worded = [figure.raw for figure in figures.values() if figure.state is State.TEXT]
    if any("\n" in raw for raw in worded):
        figures = join_wrapped(vocabulary(form_key), figures)
    return _without_blanks_beside_runs(figures) if any(map(have_run_together, worded)) else figures


def _without_blanks_beside_runs(figures: dict[Key, Figure]) -> dict[Key, Figure]:
    """The figures; blanks in a row where numbers ran together into one cell may be those numbers."""
    runs = {f.key[:2]: f.raw for f in figures.values() if f.state is State.TEXT and have_run_together(f.raw)}
    reason = "a blank in a row where the numbers of several cells stand in one: {}"
    return {
        key: f._replace(state=State.AMBIGUOUS, reason=reason.format(runs[key[:2]].strip()))
        if f.state is State.BLANK and key[:2] in runs
        else f
        for key, f in figures.items()
    }


def _read_in_place(tables: list[tuple[Table, str]], places: Places) -> dict[Key, Figure]:
    """The figures in their places: plain counts and blanks, as nearly all are, at once, and then what is anything else."""
    cells = places.pick_cells([cell for table, _ in tables for cell in table.cells])
    texts = [cell[0].strip() for cell in cells]
    values = list(map(plain_count, texts))
    states = [State.REPORTED if text else State.BLANK for text in texts]
    reasons, confidences = ([value] * len(texts) for value in ("", None))
    fields = (*places.keys_by_part, states, values, texts, places.units, places.words, reasons, confidences)
    figures = list(map(_new_figure, zip(*fields, strict=True)))
    for at in {*places.money, *[at for at, value in enumerate(values) if value is None and texts[at]]}:
        form_cell, number, _, heading, where, unit = places.each[at]
        figures[at] = read_cell(form_cell, texts[at], where, heading, tables[number][1], unit)
    if any(_is_in_pages_or_lines(table) for table, _ in tables):  # a place says more than the layout then
        located = zip(figures, cells, places.each, strict=True)
        figures = [f._replace(place=place_of(tables[place.table][0], cell)) for f, cell, place in located]
    return dict(zip(places.keys, figures, strict=True))


def _is_in_pages_or_lines(table: Table) -> bool:
    """Whether the cells of a table, of which all or none are, stand on numbered pages or lines."""
    return bool(table.cells) and (table.cells[0].page is not None or table.cells[0].line is not None)


def _read_line_by_line(form_key: str, blocks: tuple[Block, ...], cut: Cell | None) -> dict[Key, Figure]:
    known = vocabulary(form_key)
    gathered = gather(lines_of(upright(known, blocks)), known)
    figures: dict[Key, Figure] = {}
    short: list[ShortRow] = []
    placements = [(row, place(row)) for row in without_padding(gathered.rows)]
    thin = _thin_lists(known, placements)
    for at, (row, placed) in enumerate(placements):
        if isinstance(placed, str):
            short.append(ShortRow(row, placed, at))
        elif cut is not None and cut in placed:
            short.append(ShortRow(row, "the document ends in this row", at))
        elif _is_left_empty(gathered, row, placed):
            reason = "blanks, in a table that prints numbers in rows without label: they may be this row's"
            short.append(ShortRow(row, reason, at))
        elif id(row.columns) in thin:
            reason = "most rows of the list print fewer cells than it has headings: this one may have a cell too many"
            short.append(ShortRow(row, reason, at))
        else:
            for figure in read_row(known, row, placed).values():
                _add(figures, figure)
    for figure in complete_short_rows(known, figures, short):
        # A label alone, once more, says nothing, unless numbers without label may be its own.
        if figure.key not in figures or figure.raw.strip(" |") or figure.table_key in gathered.unplaced:
            _add(figures, figure)
    _settle_variants(known, figures)
    missing = [cell for cell in printed_cells(known, figures) if cell.key not in figures]
    # Labels that stand in the prose were printed, but not as a table.
    outside = look_outside(known, blocks) if missing else Outside("", "", {}, {})
    if missing:
        figures |= read_in_order(gathered, figures, outside.prose)
        figures |= read_running_text(known, blocks, figures)
        missing = [cell for cell in printed_cells(known, figures) if cell.key not in figures]
    crowded = look_crowded(known, blocks, missing) if missing else None
    for form_cell in missing:
        figure = _missing(form_cell, gathered, short, outside)
        figures[form_cell.key] = doubt_absent(known, crowded, form_cell, figure) if crowded else figure
    return {cell.key: figures[cell.key] for cell in known.form.cells if cell.key in figures}


def _thin_lists(known: Vocabulary, placements: Sequence[tuple[Row, list[Cell] | str]]) -> set[int]:
    """The ids of the columns of lists most of whose rows can't be placed: no sum tells whether the others are whole."""
    excess: dict[int, int] = {}
    for row, placed in placements:
        if row.table_key in known.lists:
            excess[id(row.columns)] = excess.get(id(row.columns), 0) + (1 if isinstance(placed, str) else -1)
    return {columns for columns, more in excess.items() if more > 0}


def _is_left_empty(gathered: Gathered, row: Row, placed: Sequence[Cell]) -> bool:
    """Whether numbers that stand without label in the same table may be those of a row that is blank, or ends in padding."""
    if row.table_key not in gathered.unplaced:
        return False
    ends_blank = row.line.table.padded and not placed[-1].text.strip()
    return ends_blank or not any(cell.text.strip() for cell in placed)


def _add(figures: dict[Key, Figure], figure: Figure) -> None:
    """Keep a figure; where the document prints the cell twice and differently, neither is taken."""
    earlier = figures.setdefault(figure.key, figure)
    if earlier is not figure and (earlier.state, earlier.value) != (figure.state, figure.value):
        raw = f"{earlier.raw} | {figure.raw}"
        reason = f"printed more than once: {earlier.place}; {figure.place}"
        figures[figure.key] = Figure(*figure.key, State.AMBIGUOUS, None, raw, earlier.unit, earlier.place, reason)


def _settle_variants(vocabulary: Vocabulary, figures: dict[Key, Figure]) -> None:
    """One row for a whole group is taken only where none of the group's own rows is printed."""
    for cell in vocabulary.form.cells:
        if cell.is_variant and cell.key in figures and any(key in figures for key in siblings(vocabulary, cell)):
            del figures[cell.key]


def _missing(form_cell: FormCell, gathered: Gathered, short: list[ShortRow], outside: Outside) -> Figure:
    """Absent, or ambiguous where the document prints something that may be the cell."""
    for row, reason, _ in short:
        if row.table_key == form_cell.table_key and row.row_key in ("", form_cell.row_key):
            return unread_figure(form_cell, row.values, row, reason)
    for row in gathered.rows:
        same_row = (row.table_key, row.row_key) == (form_cell.table_key, form_cell.row_key)
        if same_row and row.columns and len(list(form_cells(gathered.vocabulary, row))) < len(row.columns.slots):
            return unread_figure(form_cell, row.values, row, "a column heading is none of the form's")
    for line in gathered.unplaced.get(form_cell.table_key, ()):
        raw = " | ".join(cell.text.strip() for cell in line.cells)
        place = place_of(line.table, line.cells[0])
        reason = "the table has rows with numbers whose label is none of the form's"
        return Figure(*form_cell.key, State.AMBIGUOUS, None, raw, form_cell.unit, place, reason)
    if raw := printed_outside(form_cell, gathered, outside):
        reason = "the words are printed outside any table"
        return Figure(*form_cell.key, State.AMBIGUOUS, None, raw, form_cell.unit, "", reason)
    return Figure(*form_cell.key, State.ABSENT, None, "", form_cell.unit)
