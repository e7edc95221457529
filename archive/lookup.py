"""Captures by address and time, by digest, and by report: from the database, and from the index without one."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from archive.index import IndexLine, captures_of_url, read_index
from archive.run import from_iso, iso_utc

_BY_URL = "SELECT * FROM captures WHERE url = ? ORDER BY fetched_at, capture_id"
CLOSEST = """
SELECT * FROM captures WHERE url = :url
ORDER BY ABS(julianday(fetched_at) - julianday(:moment)), fetched_at, capture_id LIMIT 1
"""
_BY_DIGEST = "SELECT * FROM captures WHERE payload_digest = ? ORDER BY fetched_at, capture_id"
# The captures of the bytes that the report was read from, at its address; a revisit shows that they were there still.
_BY_REPORT = """
SELECT c.*
FROM reports AS r
JOIN captures AS o ON o.capture_id = r.capture_id
JOIN captures AS c ON c.url = o.url AND c.payload_digest = o.payload_digest
WHERE r.report_id = ?
ORDER BY c.fetched_at, c.capture_id
"""


def captures_by_url(connection: sqlite3.Connection, url: str) -> list[sqlite3.Row]:
    """The rows of `captures` for exactly this URL, oldest first."""
    return _rows(connection, _BY_URL, (url,))


def capture_closest_to(connection: sqlite3.Connection, url: str, moment: datetime) -> sqlite3.Row | None:
    """The capture of this URL that is nearest in time, the earlier of two; None where there is none."""
    return next(iter(_rows(connection, CLOSEST, {"url": url, "moment": iso_utc(moment)})), None)


def captures_by_digest(connection: sqlite3.Connection, payload_digest: str) -> list[sqlite3.Row]:
    """The captures of these bytes at any URL, oldest first. A digest is written "sha1:" and base32."""
    return _rows(connection, _BY_DIGEST, (payload_digest,))


def captures_by_report(connection: sqlite3.Connection, report_id: str) -> list[sqlite3.Row]:
    """The captures that show a version of a report, oldest first."""
    return _rows(connection, _BY_REPORT, (report_id,))


def indexed_closest_to(folder: Path, url: str, moment: datetime) -> IndexLine | None:
    """As `capture_closest_to`, from the index alone."""
    lines = captures_of_url(folder, url)
    return min(lines, key=lambda line: abs(from_iso(line.date) - moment), default=None)


def indexed_by_digest(folder: Path, payload_digest: str) -> Iterator[IndexLine]:
    """As `captures_by_digest`, from the index alone, by address; every line is looked at."""
    return (line for line in read_index(folder) if line.digest == payload_digest)


def _rows(connection: sqlite3.Connection, query: str, parameters: object) -> list[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, parameters).fetchall()  # type: ignore[arg-type]
