"""Reads the forms from their .yml files."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.forms.form import (
    Equation,
    Form,
    FormBlock,
    FormCell,
    FormSection,
    FormTable,
    Heading,
    HeadingPath,
    Statement,
    leaves,
    numbered_columns,
    variants,
)
from pipelines.words import words

VARIANT_ITEMS = 900  # cells that only some bodies print are numbered from here, after the official ones


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
        prose_alone=data.get("prose_alone", False),
        any_order=data.get("any_order", False),
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
        aside=data.get("aside", ""),
    )


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
        for column in numbered_columns(table):
            yield "", row, column, False
    for row in variants(table.rows):
        for column in numbered_columns(table):
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
        unit=leaf.unit or row[-1].unit or table.unit,
        article=article,
        is_variant=variant,
        money=leaf.money or row[-1].money,
        signed=leaf.signed,
    )
