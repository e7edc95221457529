"""Whole tables of the published database as files, with a data package that proves them complete.

Data Package: https://specs.frictionlessdata.io/data-package/
"""

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from archive.run import iso_utc

PACKAGE_NAME = "datapackage.json"
# The search indexes hold no text of their own, and the view `cells` spells out what `cell_values` holds.
LEFT_OUT = ("cell_values", "cell_confidences", "sentence_hashes", "reports_search", "sections_search")
TYPES = {"INTEGER": "integer", "REAL": "number", "NUMERIC": "number", "TEXT": "string"}
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}

Rows = Iterable[tuple[object, ...]]
Column = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One table as a file. `columns` are names and types in the data package's words, `size` counts bytes."""

    name: str
    file: str
    columns: Sequence[Column]
    rows: int
    size: int
    sha256: str


def published_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables and views that are exported, by name."""
    query = """
        SELECT name FROM pragma_table_list
        WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY name
    """
    return [name for (name,) in connection.execute(query) if name not in LEFT_OUT]


def export_table(connection: sqlite3.Connection, name: str, folder: Path, file_format: str) -> ExportedTable:
    """Writes one table to `folder` as "csv" or "jsonl", row by row, in the order of the database."""
    columns = [
        (column, TYPES.get(declared, "any"))
        for column, declared in connection.execute("SELECT name, type FROM pragma_table_info(?)", (name,))
    ]
    write = {"csv": _csv_lines, "jsonl": _json_lines}[file_format]
    path = folder / f"{name}.{file_format}"
    digest, size, lines = hashlib.sha256(), 0, 0
    with path.open("wb") as file:
        for line in write([column for column, _ in columns], connection.execute(f'SELECT * FROM "{name}"')):
            data = line.encode("utf-8", "replace")
            digest.update(data)
            size += file.write(data)
            lines += 1
    rows = lines - 1 if file_format == "csv" else lines  # a CSV file begins with the names of its columns
    return ExportedTable(name, path.name, columns, rows, size, digest.hexdigest())


def write_package(folder: Path, tables: Sequence[ExportedTable], created: datetime) -> None:
    """Writes the data package. It comes last: where it is, every file that it names is complete."""
    package = {
        "name": "nianbao",
        "title": "Annual reports of China's government bodies on how they disclosed information",
        "created": iso_utc(created),
        "profile": "tabular-data-package",
        "resources": [_resource(table) for table in tables],
    }
    (folder / PACKAGE_NAME).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _resource(table: ExportedTable) -> dict[str, object]:
    file_format = table.file.rpartition(".")[2]
    return {
        "name": table.name.replace("_", "-"),
        "path": table.file,
        "format": file_format,
        "mediatype": MEDIA_TYPES[file_format],
        "encoding": "utf-8",
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "rows": table.rows,
        "schema": {
            "fields": [{"name": name, "type": declared} for name, declared in table.columns],
            "missingValues": [""],
        },
    }


def _csv_lines(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in chain([columns], rows):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _json_lines(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n"
