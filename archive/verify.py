"""Tests what the archive promises: every record whole, the index and the database in line with the files.

What the records hold goes into a scratch database, so that memory stays flat and the comparisons are joins.
"""

import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from archive.captures import capture_of
from archive.database import check_database
from archive.errors import DamagedRecord
from archive.http_message import parse_response
from archive.index import INDEX_NAME, parse_line
from archive.record import Record, iterate_records, sha1_digest

Problems = Iterator[str]

_SCRATCH = """
CREATE TABLE held (capture_id PRIMARY KEY, url, kind, digest, file, offset, length, refers_to) WITHOUT ROWID;
CREATE TABLE indexed (capture_id, url, kind, digest, file, offset, length);
"""
_HELD = "SELECT capture_id, url, kind, digest, file, offset, length FROM held"
_INDEXED = "SELECT capture_id, url, kind, digest, file, offset, length FROM indexed"
_PUBLISHED = """
SELECT capture_id, url, kind, payload_digest, warc_file, warc_offset, warc_length FROM published.captures
"""


def open_scratch() -> sqlite3.Connection:
    """The scratch database that one verification needs; it vanishes when it is closed."""
    scratch = sqlite3.connect("", uri=True)
    scratch.executescript(_SCRATCH)
    return scratch


def verify_file(scratch: sqlite3.Connection, path: Path) -> Iterator[str | None]:
    """For every record of a file what is wrong with it, None where nothing is; captures are noted in `scratch`."""
    damages: list[DamagedRecord] = []
    for record in iterate_records(path, on_damage=damages.append):
        if capture := capture_of(record):
            row = (capture.capture_id, capture.url, capture.kind, capture.payload_digest)
            place = (record.file, record.offset, record.length, capture.refers_to)
            scratch.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row + place)
        wrong = wrong_digest(record)
        yield f"{record.file} at offset {record.offset}: {wrong}" if wrong else None
    yield from map(str, damages)


def wrong_digest(record: Record) -> str:
    """Which digest of a record does not fit its bytes, "" where all do. A revisit record does not hold its payload."""
    if record.field("WARC-Block-Digest") != sha1_digest(record.block):
        return "the block is not the one its digest was taken from"
    if record.kind == "resource":
        payload = record.block
    elif record.kind == "response":
        payload = parse_response(record.block).payload
    else:
        return ""
    is_right = record.field("WARC-Payload-Digest") == sha1_digest(payload)
    return "" if is_right else "the payload is not the one its digest was taken from"


def verify_revisits(scratch: sqlite3.Connection) -> Problems:
    """Revisits whose record is gone, or holds other bytes. Every file must have been verified before."""
    query = """
        SELECT v.file, v.offset, v.refers_to FROM held AS v LEFT JOIN held AS o ON o.capture_id = v.refers_to
        WHERE v.kind = 'revisit' AND (o.kind IS NULL OR o.kind = 'revisit' OR o.digest <> v.digest)
    """
    for file, offset, refers_to in scratch.execute(query):
        yield f"{file} at offset {offset}: revisits the record {refers_to}, which the archive does not hold"


def verify_index(scratch: sqlite3.Connection, folder: Path) -> Problems:
    """Where the index and the files differ. Every file must have been verified before."""
    path = folder / INDEX_NAME
    try:
        with path.open("rb") as file:
            scratch.executemany("INSERT INTO indexed VALUES (?, ?, ?, ?, ?, ?, ?)", map(_index_row, file))
        with path.open("rb") as file:
            if any(line > following for line, following in pairwise(file)):
                yield f"{INDEX_NAME}: the lines are out of order; remove it, and the next run makes it anew"
    except (OSError, ValueError, KeyError) as error:
        yield f"{INDEX_NAME} cannot be read ({error}); remove it, and the next run makes it anew"
        return
    yield from _differences(scratch, _INDEXED, INDEX_NAME)


def _index_row(line: bytes) -> tuple[str | int, ...]:
    entry = parse_line(line)
    place = (entry.filename, entry.offset, entry.length)
    return (entry.capture_id, entry.url, entry.kind, entry.digest, *place)


def verify_database(scratch: sqlite3.Connection, path: Path) -> Problems:
    """Where the database and the files differ. Every file must have been verified before.

    Raises ForeignDatabase where the file is missing or no database of this version.
    """
    check_database(path)
    scratch.commit()
    scratch.execute("ATTACH ? AS published", (f"{path.resolve().as_uri()}?mode=ro",))
    yield from _differences(scratch, _PUBLISHED, path.name)
    orphans = """
        SELECT 'report', report_id FROM published.reports WHERE capture_id NOT IN (SELECT capture_id FROM held)
        UNION ALL
        SELECT 'unread', url FROM published.unread WHERE capture_id NOT IN (SELECT capture_id FROM held)
    """
    for kind, name in scratch.execute(orphans):
        yield f"{path.name}: the archive does not hold the document of {kind} {name}"


def _differences(scratch: sqlite3.Connection, listed: str, name: str) -> Problems:
    for row in scratch.execute(f"{listed} EXCEPT {_HELD}"):
        yield f"{name} lists the capture {row[0]} of {row[1]}, and no record is like it"
    for row in scratch.execute(f"{_HELD} EXCEPT {listed}"):
        yield f"{name} does not list the capture {row[0]} of {row[1]} as {row[4]} holds it at offset {row[5]}"
