"""Brings documents from elsewhere into the archive and reads them."""

import mimetypes
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from archive.adopt import adopt, open_memory
from archive.capture import Capture
from archive.foreign import ForeignArchive, is_web_archive
from archive.insert import insert_captures, insert_run, update_run
from archive.notes import started_row
from archive.warc import Resource, WarcWriter, utc_now
from pipelines.build import Track, read_outstanding

UNKNOWN_TYPE = "application/octet-stream"


class Gap(NamedTuple):
    """A document that was to be imported and could not be read."""

    url: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class ImportFigures:
    """What an import found: `reports` are those that the files hold, of which `new` were not known before."""

    files: int
    reports: int
    new: int
    gaps: Sequence[Gap]


def files_under(path: Path) -> list[tuple[str, Path]]:
    """The files that a path stands for, each with the URL it gets in the archive, in sorted order.

    The URL begins with the name of the folder and is the same on every machine: file:///seeds/report.txt, whether the
    folder seeds was named or the file in it.
    """
    root = path if path.is_dir() else path.parent
    name = root.resolve().name
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return [("file:///" + quote(f"{name}/{file.relative_to(root).as_posix()}"), file) for file in files]


def import_files(
    connection: sqlite3.Connection, writer: WarcWriter, files: Sequence[tuple[str, Path]], workers: int, track: Track
) -> ImportFigures:
    """Archives files and the captures in web archives, reads what is new, and closes the run.

    The database must know what the archive held before (`pipelines.build.build`).
    """
    gaps: list[Gap] = []
    with connection:
        insert_run(connection, started_row(writer.run))
        insert_captures(connection, _archive(writer, files, gaps.append))
    outcomes = read_outstanding(connection, writer.folder, writer.run.run_id, workers, track)
    reports, revisits, responses = _count(connection, writer.run.run_id)
    gaps += [Gap(*row) for row in connection.execute(_GAPS, (writer.run.run_id,))]
    new = outcomes["new"] + outcomes["changed"]
    closing = {
        "responses": responses,
        "revisits": revisits,
        "reports_new": outcomes["new"],
        "reports_changed": outcomes["changed"],
        "reports_unchanged": reports - new,
        "unread": len(gaps),
    }
    with connection:
        update_run(connection, writer.finish("finished", closing))
    return ImportFigures(len(files), reports, new, gaps)


def _archive(writer: WarcWriter, files: Sequence[tuple[str, Path]], on_gap: Callable[[Gap], None]) -> Iterator[Capture]:
    with closing(open_memory()) as memory:
        for url, path in files:
            try:
                if is_web_archive(path):
                    yield from adopt(writer, memory, path, partial(_tell, on_gap, url))
                else:
                    content_type = mimetypes.guess_type(path.name)[0] or UNKNOWN_TYPE
                    yield writer.write_resource(Resource(url, utc_now(), path.read_bytes(), content_type, str(path)))
            except (ForeignArchive, OSError) as error:
                _tell(on_gap, url, error)


def _tell(on_gap: Callable[[Gap], None], url: str, error: Exception) -> None:
    on_gap(Gap(url, "damaged", str(error)))


def _count(connection: sqlite3.Connection, run_id: str) -> tuple[int, int, int]:
    """Reports, revisits and captures of other kinds in a run."""
    (reports,) = connection.execute(_REPORTS, (run_id,)).fetchone()
    query = (
        "SELECT COALESCE(SUM(kind = 'revisit'), 0), COALESCE(SUM(kind <> 'revisit'), 0) FROM captures WHERE run_id = ?"
    )
    revisits, responses = connection.execute(query, (run_id,)).fetchone()
    return reports, revisits, responses


_REPORTS = """
WITH read (capture_id) AS (SELECT COALESCE(refers_to, capture_id) FROM captures WHERE run_id = ?)
SELECT
    (SELECT COUNT(*) FROM reports WHERE capture_id IN read)
    + (SELECT COUNT(*) FROM copies WHERE relation = 'same_reading' AND capture_id IN read)
"""
_GAPS = """
SELECT DISTINCT u.url, u.reason, u.detail
FROM captures AS c JOIN unread AS u ON u.capture_id = COALESCE(c.refers_to, c.capture_id)
WHERE c.run_id = ?
ORDER BY u.url
"""
