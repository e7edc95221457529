"""Finds in the archive the pictures that web pages show in place of tables."""

import sqlite3
from urllib.parse import quote, unquote

_WANTED = "SELECT DISTINCT url FROM pictures WHERE picture_id IS NULL"
# The latest of the captures that the run could know; a later run may find what this one did not.
_HELD = """
SELECT COALESCE(c.refers_to, c.capture_id) FROM captures AS c
WHERE c.url = ? AND c.status IN (200, 304) AND c.run_id <= ?
ORDER BY c.run_id DESC, c.warc_file DESC, c.warc_offset DESC
LIMIT 1
"""
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


def find_pictures(connection: sqlite3.Connection, run_id: str) -> None:
    """Notes for each picture that a page shows and of which no capture is known the one that holds it, up to this run."""
    with connection:
        for (url,) in connection.execute(_WANTED).fetchall():
            for written in _ways_of_writing(url):
                if held := connection.execute(_HELD, (written, run_id)).fetchone():
                    found = "UPDATE pictures SET picture_id = ? WHERE url = ? AND picture_id IS NULL"
                    connection.execute(found, (held[0], url))
                    break


def settle_pictures(connection: sqlite3.Connection) -> None:
    """Takes the pictures that were read with their pages off the list of what could not be read."""
    for statement in _SETTLE:
        connection.execute(statement)


def _ways_of_writing(url: str) -> list[str]:
    """An address as pages, crawls and imports of files write it."""
    plain = url.partition("#")[0]
    return list(dict.fromkeys((plain, quote(plain, safe=_SAFE), quote(unquote(plain), safe="/:"))))
