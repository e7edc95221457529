"""The two halves of storing a crawl's reports, each in processes of its own: reading a document, and writing the database.

Only the writing process has the database open, and it reads no documents: one that kills its reader costs nothing else.
"""

import pickle
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tenacity import retry, retry_if_exception, stop_after_delay, wait_random_exponential

from archive.capture import Capture
from archive.insert import (
    ReportRows,
    has_report,
    insert_candidates,
    insert_captures,
    insert_rows,
    insert_run,
    update_run,
    upsert_portals,
)
from archive.notes import Row
from pipelines.found_pictures import find_pictures, settle_pictures
from pipelines.outstanding import awaiting
from pipelines.read_source import read_source
from pipelines.reference import open_database
from pipelines.report import Unread
from pipelines.sightings import note_missing
from pipelines.source import Source
from pipelines.store import store
from pipelines.versions import complete
from pipelines.workers import Task, read_task

# Another program may hold the database for minutes, to back it up or to compact it; SQLite waits for half a minute.
MOST_PATIENCE = 600  # seconds
# At the pace of a polite crawl everything is committed at once; at full speed a commit for each report takes a seventh of
# the time.
COMMIT_INTERVAL = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Batch:
    """What a crawl learned since it last wrote: rows of `captures`, `candidates`, `portals` and `visits`."""

    captures: Sequence[Capture] = ()
    candidates: Sequence[Row] = ()
    portals: Sequence[Row] = ()
    visits: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A report to read: `body` has its Content-Encoding undone. `is_held` says that the archive held it before."""

    source: Source
    body: bytes
    declared_type: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a source gave, ReportRows or Unread, pickled: the crawl passes it on without looking."""

    source: Source
    pickled: bytes


def read(fetched: Fetched) -> Read:
    """What reading a report gives."""
    return Read(fetched.source, pickle.dumps(read_source(fetched.source, fetched.body, fetched.declared_type)))


def read_nothing() -> None:
    """Nothing, once the readers are imported."""


def lost(fetched: Fetched, reason: Unread) -> Read:
    """What stands for a document that killed the process that read it."""
    return Read(fetched.source, pickle.dumps(reason))


class _Database:
    """The database of the writing process."""

    connection: sqlite3.Connection
    run_id = ""
    committed_at = 0.0


def start(database: Path) -> None:
    """Opens the database of this process. Raises ForeignDatabase."""
    _Database.connection = open_database(database)


def begin(run: Row) -> None:
    """Writes the row of a run that starts."""
    _Database.run_id = str(run["run_id"])
    with _Database.connection as connection:
        insert_run(connection, run)


def known(sources: Sequence[Source]) -> dict[str, str]:
    """Those reports among the sources that the database has already, by id, and what they are to this run."""
    stored = {source.report_id: _stored(_Database.connection, source) for source in sources}
    return {report_id: outcome for report_id, outcome in stored.items() if outcome}


def record(batch: Batch, chunk: Sequence[Read]) -> list[tuple[str, str]]:
    """Writes a batch and stores what was read.

    Returns for each report its portal and "new", "changed", "unchanged" or "unread".
    """
    connection = _Database.connection
    if not connection.in_transaction:
        _begin_transaction(connection)
    insert_captures(connection, batch.captures)
    insert_candidates(connection, batch.candidates)
    if batch.portals:
        upsert_portals(connection, batch.portals)
    if batch.visits:
        insert_rows(connection, "visits", batch.visits)
    outcomes = [
        (read.source.portal, outcome)
        for read in chunk
        for outcome in _store(connection, read.source, pickle.loads(read.pickled))
    ]
    if monotonic() - _Database.committed_at > COMMIT_INTERVAL:
        connection.commit()
        _Database.committed_at = monotonic()
    return outcomes


def awaiting_the_rest(folder: Path) -> list[Task]:
    """The pages of this run that are to be read with the rest of their report."""
    find_pictures(_Database.connection, folder, _Database.run_id)
    return list(awaiting(_Database.connection, folder, _Database.run_id))


def read_again(task: Task) -> Read:
    """What reading a page with the rest of its report gives, out of the archive."""
    return Read(task.source, pickle.dumps(read_task(task)))


def lost_again(task: Task, reason: Unread) -> Read:
    """What stands for a page whose parts killed the process that read them."""
    return Read(task.source, pickle.dumps(reason))


def finish(run: Row) -> None:
    """Writes the closing row of the run, completes the database for its readers, and closes it."""
    connection = _Database.connection
    with connection:
        update_run(connection, run)
        note_missing(connection, str(run["run_id"]))
        settle_pictures(connection)
    complete(connection)
    connection.close()


def _store(connection: sqlite3.Connection, source: Source, read: ReportRows | Unread) -> list[str]:
    outcome = _stored(connection, source)
    return [outcome] if outcome else store(connection, source, read)


def _stored(connection: sqlite3.Connection, source: Source) -> str:
    """What a report of the database is to this run, "" for one that it does not have.

    A run that goes on meets reports that it stored before it was interrupted: they are as new as they were then.
    """
    if not has_report(connection, source.report_id, source.capture_id):
        return ""
    query = """
SELECT r.version, c.run_id FROM reports AS r JOIN captures AS c ON c.capture_id = r.capture_id WHERE r.report_id = ?
"""
    stored = connection.execute(query, (source.report_id,)).fetchone()
    version, run_id = stored or (0, "")
    if run_id != _Database.run_id:
        return "unchanged"
    return "new" if version == 1 else "changed"


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


@retry(
    retry=retry_if_exception(_is_locked),
    wait=wait_random_exponential(multiplier=0.5, max=30),
    stop=stop_after_delay(MOST_PATIENCE),
    reraise=True,
)
def _begin_transaction(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
