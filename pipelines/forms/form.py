"""A generation of the form: its cells, its wordings, its equations, read from its .yml file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.words import words

VARIANT_ITEMS = 900  # cells that only some bodies print are numbered from here, after the official ones


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form. Heading paths are joined by "/"; `item` is the form's year times 1,000 plus its place."""

    item: int
    key: tuple[str, str, str]  # of table, row and column: what names the cell in every generation
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

    `key` is "" for a heading that only groups others; `row` is set where a column heading names a row; `needs_group` says
    that the words are too common to tell the row without the group it stands in.
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


@dataclass(frozen=True, slots=True)
class FormBlock:
    """Rows of table two that share a line of column headings."""

    article: str
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One statutory table. `layout`: "blocks" (rows under several heading lines), "matrix" or "record" (one row)."""

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

    cell: tuple[str, str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FormSection:
    """One of the form's sections. A printed heading that holds all words of `core` is its heading.

    After the section's own number one word of `numbered` will do.
    """

    number: int
    zh: str
    en: str
    core: tuple[str, ...]
    numbered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One generation. `marks` are words (as `words` gives them) that no other generation prints."""

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


@cache
def load_forms() -> dict[str, Form]:
    """Every form in this folder, by its key, oldest first."""
    paths = sorted(Path(__file__).parent.glob("*.yml"))
    # The parser in C, where PyYAML has it: every process that reads begins with this.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    forms = [_form(yaml.load(path.read_text(encoding="utf-8"), loader)) for path in paths]
    return {form.form: form for form in forms}


def _form(data: dict[str, Any]) -> Form:
    tables = tuple(_table(table) for table in data["tables"])
    equations = tuple(
        Equation(e["rule"], e["at"], e["table"], e["zh"], e["en"], e["each"], tuple(e["left"]), tuple(e["right"]))
        for e in data["equations"]
    )
    form = data["form"]
    cells = tuple(_number(form, tables))
    marks = frozenset(words(mark) for mark in data["marks"])
    sections = tuple(
        FormSection(s["number"], s["zh"], s["en"], tuple(s["core"]), tuple(s["numbered"])) for s in data["sections"]
    )
    return Form(
        form=form,
        basis=data["basis"],
        first_year=data["first_year"],
        last_year=data["last_year"],
        marks=marks,
        sections=sections,
        tables=tables,
        equations=equations,
        statements=tuple(_statement(statement) for statement in data["statements"]),
        cells=cells,
    )


def _statement(data: dict[str, Any]) -> Statement:
    table, row, column = data["cell"]
    return Statement((table, row, column), re.compile(data["pattern"]))


def _table(data: dict[str, Any]) -> FormTable:
    blocks = tuple(
        FormBlock(block["article"], _headings(block["columns"]), _headings(block["rows"]))
        for block in data.get("blocks", ())
    )
    return FormTable(
        key=data["key"],
        number=data["number"],
        zh=data["zh"],
        en=data["en"],
        layout=data["layout"],
        unit=data.get("unit", ""),
        heading_cell=words(data.get("heading_cell", "")),
        blocks=blocks,
        columns=_headings(data.get("columns", ())),
        rows=_headings(data.get("rows", ())),
    )


def _headings(data: Any) -> tuple[Heading, ...]:
    return tuple(_heading(item) for item in data)


def _heading(data: dict[str, Any]) -> Heading:
    return Heading(
        key=data.get("key", ""),
        zh=data["zh"],
        en=data["en"],
        wordings=frozenset(words(wording) for wording in (data["zh"], *data.get("also", ()))),
        children=_headings(data.get("columns", data.get("rows", ()))),
        variant=_heading(data["variant"]) if "variant" in data else None,
        row=data.get("row", ""),
        needs_group=data.get("needs_group", False),
        unit=data.get("unit", ""),
        money=data.get("money", False),
        signed=data.get("signed", False),
    )


HeadingPath = tuple[Heading, ...]


def leaves(headings: tuple[Heading, ...], above: HeadingPath = ()) -> Iterator[HeadingPath]:
    """Every heading without children, as the path of headings that leads to it, in printed order."""
    for heading in headings:
        path = (*above, heading)
        if heading.children:
            yield from leaves(heading.children, path)
        else:
            yield path


def variants(headings: tuple[Heading, ...], above: HeadingPath = ()) -> Iterator[HeadingPath]:
    """Every heading that some bodies print instead of a group, as a path."""
    for heading in headings:
        if heading.variant:
            yield (*above, heading.variant)
        yield from variants(heading.children, (*above, heading))


def _number(form: str, tables: tuple[FormTable, ...]) -> Iterator[FormCell]:
    official, extra = int(form) * 1000, int(form) * 1000 + VARIANT_ITEMS
    for table in tables:
        for article, row, column, is_variant in _cells(table):
            if is_variant:
                extra += 1
            else:
                official += 1
            yield _cell(extra if is_variant else official, form, table, article, row, column, is_variant)


def _cells(table: FormTable) -> Iterator[tuple[str, HeadingPath, HeadingPath, bool]]:
    for block in table.blocks:
        for row in leaves(block.rows):
            for column in leaves(block.columns):
                yield block.article, row, column, False
    if table.layout == "record":
        for column in leaves(table.columns):
            named = max(i for i, heading in enumerate(column) if heading.row)
            yield "", column[: named + 1], column[named + 1 :], False
    for row in leaves(table.rows):
        for column in leaves(table.columns):
            yield "", row, column, False
    for row in variants(table.rows):
        for column in leaves(table.columns):
            yield "", row, column, True


def _cell(
    item: int, form: str, table: FormTable, article: str, row: HeadingPath, column: HeadingPath, variant: bool
) -> FormCell:
    leaf = column[-1]
    return FormCell(
        item=item,
        key=(table.key, row[-1].key or row[-1].row, leaf.key),
        form=form,
        table_key=table.key,
        row_key=row[-1].key or row[-1].row,
        column_key=leaf.key,
        table_zh=table.zh,
        table_en=table.en,
        row_zh="/".join(heading.zh for heading in row),
        row_en="/".join(heading.en for heading in row),
        column_zh="/".join(heading.zh for heading in column),
        column_en="/".join(heading.en for heading in column),
        unit=leaf.unit or table.unit,
        article=article,
        is_variant=variant,
        money=leaf.money,
        signed=leaf.signed,
    )
