"""What the database holds that comes from the code: the forms' cells, what may be compared over forms, and the divisions."""

import sqlite3
from dataclasses import asdict
from pathlib import Path

from archive.database import open_for_writing
from archive.insert import insert_rows
from pipelines.crosswalk import load_crosswalk
from pipelines.forms import load_forms
from pipelines.registry.divisions import load_divisions

_FORM_COLUMNS = ("item", "form", "table_key", "row_key", "column_key")
_LABEL_COLUMNS = ("table_zh", "table_en", "row_zh", "row_en", "column_zh", "column_en")


def open_database(path: Path) -> sqlite3.Connection:
    """The database at `path`, made where there is none, with the forms and divisions of this version of the program.

    Raises ForeignDatabase where the file is no database of ours.
    """
    connection = open_for_writing(path)
    with connection:
        _insert_forms(connection)
        _insert_crosswalk(connection)
        _insert_divisions(connection)
    return connection


def _insert_forms(connection: sqlite3.Connection) -> None:
    rows = []
    for form in load_forms().values():
        for cell in form.cells:
            row = {name: getattr(cell, name) for name in (*_FORM_COLUMNS, *_LABEL_COLUMNS)}
            row |= {"unit": cell.unit or None, "article": cell.article or None, "is_variant": int(cell.is_variant)}
            rows.append(row)
    insert_rows(connection, "form_cells", rows)


def _insert_crosswalk(connection: sqlite3.Connection) -> None:
    rows = []
    for line in load_crosswalk():
        row = {name: getattr(line.cell, name) for name in ("form", "table_key", "row_key", "column_key", "item")}
        row |= {
            "series": line.series,
            "series_zh": line.series_zh,
            "series_en": line.series_en,
            "series_unit": line.unit,
        }
        row |= {"way": line.way, "part": line.part, "parts": line.parts, "relation": line.relation.value}
        rows.append(row | {"note_zh": line.note_zh or None, "note_en": line.note_en or None})
    insert_rows(connection, "crosswalk", rows)


def _insert_divisions(connection: sqlite3.Connection) -> None:
    (known,) = connection.execute("SELECT COUNT(*) FROM divisions").fetchone()
    divisions = load_divisions()
    if known != len(divisions):
        rows = (asdict(division) | {"parent": division.parent or None} for division in divisions.values())
        insert_rows(connection, "divisions", rows)
