"""Lists in the database what the WARC files hold."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from archive.capture import Capture
from archive.captures import capture_of, run_id_of
from archive.errors import DamagedRecord
from archive.insert import (
    insert_candidates,
    insert_captures,
    insert_rows,
    insert_run,
    update_run,
    upsert_portals,
)
from archive.notes import Row, rows_in, run_row
from archive.record import iterate_records
from archive.storage import Place, warc_places

BATCH = 500  # captures

OnDamage = Callable[[DamagedRecord], None]


def files_by_run(folder: Path) -> Iterator[tuple[str, list[Place]]]:
    """The complete WARC files of an archive, by the run that wrote them, oldest run first."""
    for run_id, group in groupby(warc_places(folder), key=lambda place: run_id_of(place.name)):
        yield run_id, list(group)


def catalogue_run(connection: sqlite3.Connection, run_id: str, files: Iterable[Place], on_damage: OnDamage) -> int:
    """Inserts what the files of a run hold and the database lacks; returns how many captures it read.

    All of it or nothing: where the database knows how the run ended, it has all that the run archived.
    """
    known = connection.execute("SELECT 1 FROM runs WHERE run_id = ? AND outcome IS NOT NULL", (run_id,))
    if known.fetchone():
        return 0
    with connection:
        return sum(_catalogue_file(connection, place, on_damage) for place in files)


def _catalogue_file(connection: sqlite3.Connection, place: Place, on_damage: OnDamage) -> int:
    """Inserts the captures and the noted rows of a file that the database lacks; returns how many captures it read.

    Reading starts after the last capture that the database knows of the file: a run inserts in the order in which it
    writes, so what its death cost the database is the end.
    """
    query = "SELECT COALESCE(MAX(warc_offset + warc_length), 0) FROM captures WHERE warc_file = ?"
    (start,) = connection.execute(query, (place.name,)).fetchone()
    count, batch = 0, list[Capture]()
    for record in iterate_records(place, start, on_damage):
        if capture := capture_of(record):
            batch.append(capture)
            count += 1
        elif opened := run_row(record):
            insert_run(connection, opened)
        elif noted := rows_in(record):
            insert_noted(connection, *noted)
        if len(batch) == BATCH:
            insert_captures(connection, batch)
            batch.clear()
    insert_captures(connection, batch)
    return count


def insert_noted(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Inserts rows that a run noted in the archive. Raises ValueError for a table that runs do not note."""
    match table:
        case "candidates":
            insert_candidates(connection, rows)
        case "portals":
            upsert_portals(connection, rows)
        case "visits":
            insert_rows(connection, "visits", rows)
        case "runs":
            for row in rows:
                update_run(connection, row)
        case _:
            raise ValueError(f"the archive notes rows of {table!r}, which this version does not know")
