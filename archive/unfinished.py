"""Crawls that died before their end, and what they have archived, so that the next one asks nothing twice."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha1
from pathlib import Path
from urllib.parse import urlsplit

from archive.capture import Capture
from archive.capture_records import UNMODIFIED_STATUS
from archive.captures import capture_of, files_of_run, locate_warc
from archive.errors import DamagedRecord
from archive.http_message import Response, parse_response
from archive.index import captures_of_url
from archive.record import Record, bare_id, iterate_records, read_record
from archive.run import Run, from_iso, iso_utc
from archive.storage import Place

# What a busy server says may be otherwise now; asking again is what the crawl would have done.
PASSING = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
ROBOTS_FOR = timedelta(hours=24)  # how long a robots.txt may be used, RFC 9309, 2.4
_UNFINISHED = """
SELECT run_id, kind, arguments, software, started_at, job FROM runs
WHERE kind = 'crawl' AND outcome <> 'finished' AND finished_at >= :since AND job = :job
ORDER BY run_id DESC LIMIT 1
"""


_LAST_JOB = """
SELECT job FROM runs WHERE kind = 'crawl' AND outcome IS NOT 'finished' AND job IS NOT NULL ORDER BY run_id DESC LIMIT 1
"""


def find_unfinished(connection: sqlite3.Connection, job: str, since: datetime) -> Run | None:
    """The last crawl for a job that ended before its time, and not before `since`.

    The database must hold all that the archive does.
    """
    row = connection.execute(_UNFINISHED, {"since": iso_utc(since), "job": job}).fetchone()
    if row is None:
        return None
    run_id, kind, arguments, software, started_at, asked = row
    return Run(run_id, kind, arguments, software, from_iso(started_at), asked)


def last_unfinished_job(connection: sqlite3.Connection) -> str | None:
    """What the last crawl that did not come to its end was asked for."""
    row = connection.execute(_LAST_JOB).fetchone()
    return row[0] if row else None


def reopen(connection: sqlite3.Connection, run_id: str) -> None:
    """Marks a run as under way again."""
    with connection:
        connection.execute("UPDATE runs SET outcome = NULL, finished_at = NULL WHERE run_id = ?", (run_id,))


@dataclass(frozen=True, slots=True)
class Answer:
    """A capture with the response that it holds; the payload of a revisit is that of the record it refers to."""

    capture: Capture
    response: Response


class Answers:
    """What a run has archived so far, by request.

    Only places are kept, in a table on disk, so that memory does not grow with the run. Where a request was made
    twice, its last answer counts. Requests whose answer may pass are not in it.
    """

    def __init__(self, folder: Path, run_id: str, now: datetime) -> None:
        self._folder = folder
        self._robots_since = now - ROBOTS_FOR
        self._places = sqlite3.connect("")  # "": a scratch file that SQLite deletes itself
        self._places.execute("CREATE TABLE places (request BLOB PRIMARY KEY, file TEXT, offset INTEGER) WITHOUT ROWID")
        for place in files_of_run(folder, run_id):
            self._list(place)

    def find(self, method: str, url: str, body: bytes) -> Answer | None:
        """The answer to a request, None where the run has none."""
        query = "SELECT file, offset FROM places WHERE request = ?"
        place = self._places.execute(query, (_key(method, url, body),)).fetchone()
        record = read_record(locate_warc(self._folder, place[0]), place[1]) if place else None
        capture = capture_of(record) if record else None
        if record is None or capture is None:
            return None
        response = parse_response(record.block)
        if capture.refers_to and not response.payload:
            original = self._original_of(capture)
            if original is None:
                return None
            # A 304 stands for the whole response that it refers to.
            is_same = response.status == UNMODIFIED_STATUS
            response = original if is_same else replace(response, payload=original.payload)
        return Answer(capture, response)

    def close(self) -> None:
        self._places.close()

    def _list(self, place: Place) -> None:
        """Takes up the answers of one file: each stands before the record of its request."""
        answered: Record | None = None
        for record in iterate_records(place, on_damage=lambda damage: None):
            if record.kind in ("response", "revisit"):
                answered = record
            elif record.kind == "request" and answered is not None:
                if bare_id(record.field("WARC-Concurrent-To")) == answered.record_id and self._is_lasting(answered):
                    row = (_key_of(record), answered.file.removesuffix(".open"), answered.offset)
                    self._places.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?)", row)
                answered = None

    def _is_lasting(self, record: Record) -> bool:
        if urlsplit(record.field("WARC-Target-URI")).path == "/robots.txt":
            return from_iso(record.field("WARC-Date")) >= self._robots_since
        return parse_response(record.block).status not in PASSING

    def _original_of(self, revisit: Capture) -> Response | None:
        for line in captures_of_url(self._folder, revisit.url):
            if line.capture_id == revisit.refers_to:
                try:
                    record = read_record(locate_warc(self._folder, line.filename), line.offset)
                except (DamagedRecord, OSError):
                    return None  # the page is asked for again
                return parse_response(record.block)
        return None


def _key_of(request: Record) -> bytes:
    head, _, body = request.block.partition(b"\r\n\r\n")
    method = head.partition(b" ")[0].decode("latin-1")
    return _key(method, request.field("WARC-Target-URI"), body)


def _key(method: str, url: str, body: bytes) -> bytes:
    return sha1(f"{method} {url}\n".encode("utf-8", "replace") + body, usedforsecurity=False).digest()
