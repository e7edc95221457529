"""A generation of the form: its cells, its wordings, its equations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.report import Key


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form. Heading paths are joined by "/"; `item` is the form's year times 1,000 plus its place."""

    item: int
    key: Key  # the same in every generation
    form: str
    table_key: str
    row_key: str
    column_key: str
    table_zh: str
    table_en: str
    row_zh: str
    row_en: str
    column_zh: str
    column_en: str
    unit: str
    article: str
    is_variant: bool
    money: bool
    signed: bool


@dataclass(frozen=True, slots=True, eq=False)  # two headings are the same only if they stand in the same place
class Heading:
    """A row or column heading.

    `key` is "" for a heading that only groups others: a row with a key and children has numbers of its own. `row` is set
    where a column heading names a row; `needs_group` says that the words are too common to tell the row without the group
    it stands in. `aside` is set for a column that holds no number: "unit" where it prints the unit of the row's number,
    "note" where it says anything else.
    """

    key: str
    zh: str
    en: str
    wordings: frozenset[str]  # as `words` gives them
    children: tuple["Heading", ...] = ()
    variant: "Heading | None" = None
    row: str = ""
    needs_group: bool = False
    unit: str = ""
    money: bool = False
    signed: bool = False
    aside: str = ""


@dataclass(frozen=True, slots=True)
class FormBlock:
    """Rows of table two that share a line of column headings."""

    article: str
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One statutory table.

    `layout`: "blocks" (rows under several heading lines), "matrix", "record" (one row) or "list" (a row an indicator).
    """

    key: str
    number: int
    zh: str
    en: str
    layout: str
    unit: str
    heading_cell: str
    blocks: tuple[FormBlock, ...]
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """勾稽关系: the cells of `left` add up to those of `right`, for each row or each column (`each`).

    `at` is the row or column where a broken equation is shown.
    """

    rule: str
    at: str
    table_key: str
    zh: str
    en: str
    each: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A way in which prose states the number of a cell; the pattern's first group is the number."""

    cell: Key
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FormSection:
    """One of the form's sections. A printed heading that holds all words of `core` is its heading.

    After the section's own number, or any number where the form prescribes no order, one word of `numbered` will do.
    """

    number: int
    zh: str
    en: str
    core: tuple[str, ...]
    numbered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One generation. `marks` are words (as `words` gives them) that no other generation prints.

    `prose_alone` says that a report without the form's table is a report all the same: the years in which the table was
    handed in apart, or was each province's own. `any_order` says that no notice fixed the order of the sections.
    """

    form: str
    basis: str
    first_year: int
    last_year: int | None
    marks: frozenset[str]
    sections: tuple[FormSection, ...]
    tables: tuple[FormTable, ...]
    equations: tuple[Equation, ...]
    statements: tuple[Statement, ...]
    cells: tuple[FormCell, ...]
    prose_alone: bool
    any_order: bool


HeadingPath = tuple[Heading, ...]


def leaves(headings: tuple[Heading, ...], above: HeadingPath = ()) -> Iterator[HeadingPath]:
    """Every heading with numbers of its own, as the path of headings that leads to it, in printed order."""
    for heading in headings:
        path = (*above, heading)
        if heading.key or not heading.children:
            yield path
        yield from leaves(heading.children, path)


def numbered_columns(table: FormTable) -> list[HeadingPath]:
    """The columns of a table that hold numbers, in printed order."""
    return [path for path in leaves(table.columns) if not path[-1].aside]


def variants(headings: tuple[Heading, ...], above: HeadingPath = ()) -> Iterator[HeadingPath]:
    """Every heading that some bodies print instead of a group, as a path."""
    for heading in headings:
        if heading.variant:
            yield (*above, heading.variant)
        yield from variants(heading.children, (*above, heading))
