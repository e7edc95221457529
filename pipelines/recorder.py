"""The process beside the crawl: reads what was fetched and writes the database, while the crawl goes on fetching."""

import os
import signal
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread

from tenacity import retry, retry_if_exception, stop_after_delay, wait_random_exponential

from archive.capture import Capture
from archive.database import complete_for_readers
from archive.insert import (
    Row,
    has_report,
    insert_candidates,
    insert_captures,
    insert_run,
    update_run,
    upsert_portals,
)
from pipelines.read_source import read_source
from pipelines.reference import open_database
from pipelines.report import Unread
from pipelines.source import Source
from pipelines.store import store

# Another program may hold the database for minutes, to back it up or to compact it; SQLite waits for half a minute.
MOST_PATIENCE = 600  # seconds


@dataclass(frozen=True, slots=True)
class Batch:
    """What a crawl learned since it last wrote: rows of `captures`, `candidates` and `portals`."""

    captures: Sequence[Capture] = ()
    candidates: Sequence[Row] = ()
    portals: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A report to read: `body` has its Content-Encoding undone."""

    source: Source
    declared_type: str
    body: bytes


_connection: sqlite3.Connection  # of this process, which has no other task; start() opens it


def start(database: Path) -> None:
    """Opens the database of this process. Raises ForeignDatabase."""
    global _connection  # noqa: PLW0603 - a pool hands its workers nothing but arguments that can be pickled
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the crawl finishes what is under way, then stops us
    Thread(target=_leave_with_parent, daemon=True).start()
    _connection = open_database(database)


def begin(run: Row) -> None:
    """Writes the row of a run that starts."""
    with _connection:
        insert_run(_connection, run)


def finish(run: Row) -> None:
    """Writes the closing row of the run, completes the database for its readers, and closes it."""
    with _connection:
        update_run(_connection, run)
    complete_for_readers(_connection)
    _connection.close()


def record(batch: Batch, fetched: Fetched | None) -> str:
    """Writes a batch, reads the report if there is one, and stores it.

    Returns "new", "changed", "unchanged" or "unread"; "" where there is nothing to read.
    """
    if fetched is None:
        _write(batch, None, None)
        return ""
    if has_report(_connection, fetched.source.report_id):
        _write(batch, None, None)
        return "unchanged"
    return _write(batch, fetched.source, read_source(fetched.source, fetched.body, fetched.declared_type))


def record_crash(batch: Batch, source: Source) -> str:
    """Writes a batch, and lists its report as one that no process survives reading."""
    detail = "the process that read it died: the document makes a reader crash or fill the memory"
    return _write(batch, source, Unread("crashed", detail))


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


@retry(
    retry=retry_if_exception(_is_locked),
    wait=wait_random_exponential(multiplier=0.5, max=30),
    stop=stop_after_delay(MOST_PATIENCE),
    reraise=True,
)
def _write(batch: Batch, source: Source | None, read: object) -> str:
    with _connection:
        insert_captures(_connection, batch.captures)
        insert_candidates(_connection, batch.candidates)
        upsert_portals(_connection, batch.portals)
        return store(_connection, source, read) if source else ""  # type: ignore[arg-type]


def _leave_with_parent() -> None:
    """Ends this process when the crawl is killed, which can't tell it so."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
