"""Which payloads the archive already holds for a URL."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archive.capture import Capture
from archive.captures import locate_warc
from archive.errors import DamagedRecord
from archive.index import INDEX_NAME, IndexLine, captures_of_url, index_line, is_empty
from archive.payload import payload_of
from archive.record import read_record, sha1_digest
from archive.run import iso_utc


class Original(NamedTuple):
    """The record that holds a payload, the way a revisit record names it. `date` is a WARC-Date."""

    capture_id: str
    date: str


class Originals:
    """Answers whether a URL has served these bytes before: in earlier runs by the index, in this run by what it wrote.

    What this run wrote is kept in a table on disk, so that memory does not grow with the run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._has_index = not is_empty(folder / INDEX_NAME)  # it changes only when a run ends
        self._written = sqlite3.connect("")  # "": a scratch file that SQLite deletes itself
        self._written.executescript(
            "CREATE TABLE originals (url, digest, capture_id, date, PRIMARY KEY (url, digest)) WITHOUT ROWID;"
            "CREATE TABLE lines (line BLOB);"
        )

    def find(self, url: str, payload_digest: str) -> Original | None:
        """The first record of the archive that holds these bytes for this URL."""
        query = "SELECT capture_id, date FROM originals WHERE url = ? AND digest = ?"
        row = self._written.execute(query, (url, payload_digest)).fetchone()
        return Original(*row) if row else self._find_indexed(url, payload_digest)

    def add(self, capture: Capture) -> None:
        """Remembers a record that this run wrote."""
        self._written.execute("INSERT INTO lines VALUES (?)", (index_line(capture),))
        if capture.kind != "revisit":
            row = (capture.url, capture.payload_digest, capture.capture_id, iso_utc(capture.fetched_at))
            self._written.execute("INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?)", row)

    def index_lines(self) -> Iterator[bytes]:
        """The index lines of all that was added, sorted."""
        return (line for (line,) in self._written.execute("SELECT line FROM lines ORDER BY line"))

    def close(self) -> None:
        self._written.close()

    def _find_indexed(self, url: str, payload_digest: str) -> Original | None:
        for entry in captures_of_url(self._folder, url) if self._has_index else ():
            if entry.digest == payload_digest and entry.kind != "revisit" and _holds(self._folder, entry):
                return Original(entry.capture_id, entry.date)
        return None


def _holds(folder: Path, entry: IndexLine) -> bool:
    """Whether the record that an index line names is there and holds the payload.

    A revisit of a record that is lost would lose the payload again. What is damaged is fetched and kept once more instead.
    Raises StorageError where a storage does not answer, of which nobody knows what it holds.
    """
    try:
        record = read_record(locate_warc(folder, entry.filename), entry.offset)
        return record.record_id == entry.capture_id and sha1_digest(payload_of(record)) == entry.digest
    except (OSError, DamagedRecord, ValueError):
        return False
