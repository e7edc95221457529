"""Finds in the archive the pictures that web pages show in place of tables."""

import sqlite3
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

from archive.captures import locate_warc
from archive.errors import DamagedRecord
from archive.http_message import parse_response
from archive.record import read_record

_WANTED = "SELECT DISTINCT url FROM pictures WHERE picture_id IS NULL"
# The latest of the captures that the run could know; a later run may find what this one did not.
_LATEST = """
SELECT {columns} FROM captures AS c
WHERE c.url = ? AND c.status IN ({statuses}) AND c.run_id <= ?
ORDER BY c.run_id DESC, c.warc_file DESC, c.warc_offset DESC
LIMIT 1
"""
_HELD = _LATEST.format(columns="COALESCE(c.refers_to, c.capture_id)", statuses="200, 304")
_ELSEWHERE = _LATEST.format(columns="c.warc_file, c.warc_offset", statuses="301, 302, 303, 307, 308")
_MOST_HOPS = 5  # from where a picture is said to lie to where it lies
# The pages of a run that were served again as before, each with its latest capture that was read with pictures.
_SHOWN_AGAIN = """
SELECT c.capture_id, (
    SELECT k.capture_id FROM captures AS k
    WHERE k.url = c.url AND k.run_id <= c.run_id AND c.refers_to IN (k.capture_id, k.refers_to)
        AND EXISTS (SELECT 1 FROM pictures AS p WHERE p.capture_id = k.capture_id)
    ORDER BY k.run_id DESC, k.warc_file DESC, k.warc_offset DESC
    LIMIT 1
)
FROM captures AS c JOIN captures AS o ON o.capture_id = c.refers_to
WHERE c.run_id = ? AND o.outcome IN ('report', 'unchanged')
    AND EXISTS (SELECT 1 FROM pictures AS p WHERE p.capture_id = c.refers_to)
    AND NOT EXISTS (SELECT 1 FROM pictures AS p WHERE p.capture_id = c.capture_id)
"""
_SHOWN = """
SELECT number, url, picture_id FROM pictures WHERE capture_id = ? AND picture_id IS NOT capture_id ORDER BY number
"""
_SHOW = "INSERT INTO pictures (capture_id, number, url, picture_id, outcome) VALUES (?, ?, ?, ?, 'awaited')"
# A picture that was imported as a file beside its page was read by itself, too, which is no gap.
_SETTLE = (
    """
DELETE FROM unread WHERE capture_id IN (
    SELECT p.picture_id FROM pictures AS p JOIN captures AS c ON c.capture_id = p.picture_id
    WHERE c.outcome = 'unread' AND p.picture_id <> p.capture_id
)
""",
    """
UPDATE captures SET outcome = 'picture' WHERE outcome = 'unread' AND capture_id IN (
    SELECT picture_id FROM pictures WHERE picture_id <> capture_id
)
""",
)
_SAFE = "%/:=&?~#+!$,;'@()*[]|"  # what addresses hold as it is


def find_pictures(connection: sqlite3.Connection, folder: Path, run_id: str) -> None:
    """Notes for each picture that a page shows and of which no capture is known the one that holds it, up to this run.

    Of a page that the run was served as before, the pictures are noted anew where one of them is another.
    """
    with connection:
        for revisit, read in connection.execute(_SHOWN_AGAIN, (run_id,)).fetchall():
            shown = connection.execute(_SHOWN, (read,)).fetchall()
            now = [(number, url, _find(connection, folder, url, run_id) or None) for number, url, _ in shown]
            if now != shown:
                connection.executemany(_SHOW, [(revisit, *row) for row in now])
        for (url,) in connection.execute(_WANTED).fetchall():
            if held := _find(connection, folder, url, run_id):
                found = "UPDATE pictures SET picture_id = ? WHERE url = ? AND picture_id IS NULL"
                connection.execute(found, (held, url))


def _find(connection: sqlite3.Connection, folder: Path, url: str, run_id: str) -> str:
    """The capture that holds what lies at an address, or where the archive's redirects lead from there; "" for none."""
    for _ in range(_MOST_HOPS):
        onward = ""
        for written in _ways_of_writing(url):
            if held := connection.execute(_HELD, (written, run_id)).fetchone():
                return str(held[0])
            if not onward and (elsewhere := connection.execute(_ELSEWHERE, (written, run_id)).fetchone()):
                onward = urljoin(url, _location(folder, *elsewhere))
        url = onward
    return ""


def _location(folder: Path, warc_file: str, warc_offset: int) -> str:
    """Where a redirect leads, "" where its record is damaged, which `nianbao verify` tells."""
    try:
        return parse_response(read_record(locate_warc(folder, warc_file), warc_offset).block).header(b"Location")
    except (OSError, DamagedRecord, ValueError):
        return ""


def settle_pictures(connection: sqlite3.Connection) -> None:
    """Takes the pictures that were read with their pages off the list of what could not be read."""
    for statement in _SETTLE:
        connection.execute(statement)


def _ways_of_writing(url: str) -> list[str]:
    """An address as pages, crawls and imports of files write it."""
    plain = url.partition("#")[0]
    return list(dict.fromkeys((plain, quote(plain, safe=_SAFE), quote(unquote(plain), safe="/:"))))
