"""Makes the database of what the archive holds, with neither Scrapy nor network."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.catalogue import OnDamage, catalogue_run, files_by_run
from archive.insert import forget_pictures, has_report, set_outcome
from pipelines.found_pictures import find_pictures, settle_pictures
from pipelines.outstanding import awaiting, count_outstanding, outstanding
from pipelines.report import NOT_REPORTS, Unread
from pipelines.sightings import note_missing
from pipelines.store import store
from pipelines.workers import Result, Task, read_in_order

COMMIT_EVERY = 500  # reports, which take a second or two; a build that is killed reads them again

Track = Callable[[Iterable[tuple[Task, Result]], int, str], Iterator[tuple[Task, Result]]]
"""Passes results on while it shows how many of a known number have come, and the run they belong to."""


@dataclass(frozen=True, slots=True)
class BuildFigures:
    """What a build did: `outcomes` counts "new", "changed", "unchanged", "unread" and "not_report"."""

    captures: int
    outcomes: Counter[str]


def build(
    connection: sqlite3.Connection, folder: Path, workers: int, on_damage: OnDamage, track: Track
) -> BuildFigures:
    """Lists and reads what the archive folder holds and the database does not, run by run, oldest first.

    Runs are taken one by one because a later run may decide otherwise on the same link. The sums are not brought up to
    date (`pipelines.versions.complete`).
    """
    captures, outcomes = 0, Counter[str]()
    for run_id, files in files_by_run(folder):
        captures += catalogue_run(connection, run_id, files, on_damage)
        outcomes += read_outstanding(connection, folder, run_id, workers, track)
        with connection:
            note_missing(connection, run_id)
    return BuildFigures(captures, outcomes)


def list_open_runs(connection: sqlite3.Connection, folder: Path, on_damage: OnDamage) -> None:
    """Lists what runs that died have archived and not brought into the database.

    Only for who holds the archive's write lock. Runs whose end the database knows cost nothing.
    """
    for run_id, files in files_by_run(folder):
        catalogue_run(connection, run_id, files, on_damage)


def read_unfinished_runs(connection: sqlite3.Connection, folder: Path, workers: int, but: str) -> None:
    """Reads what runs that did not come to their end left unread, all `but` the one that goes on."""
    query = "SELECT run_id FROM runs WHERE outcome <> 'finished' AND run_id <> ? ORDER BY run_id"
    for (run_id,) in connection.execute(query, (but,)).fetchall():
        read_outstanding(connection, folder, run_id, workers, lambda results, length, label: iter(results))
        with connection:
            note_missing(connection, run_id)


def read_outstanding(
    connection: sqlite3.Connection, folder: Path, run_id: str, workers: int, track: Track
) -> Counter[str]:
    """Reads and stores a run's captures that are to be read and have not been; counts the outcomes.

    Pages that are a part of their report are read again when all else is, for only then is it known which parts there are.
    """

    def read(tasks: Iterable[Task], length: int) -> Counter[str]:
        return _read_and_store(connection, read_in_order(tasks, min(workers, length)), length, run_id, track)

    outcomes = Counter[str]()
    if length := count_outstanding(connection, run_id):
        outcomes += read(outstanding(connection, folder, run_id), length)
    find_pictures(connection, folder, run_id)
    if tasks := list(awaiting(connection, folder, run_id)):
        outcomes += read(tasks, len(tasks))
        with connection:
            settle_pictures(connection)
    return outcomes


def _read_and_store(
    connection: sqlite3.Connection, results: Iterable[tuple[Task, Result]], length: int, run_id: str, track: Track
) -> Counter[str]:
    outcomes = Counter[str]()
    for number, (task, result) in enumerate(track(results, length, run_id), start=1):
        outcomes.update(_store(connection, task, result))
        if number % COMMIT_EVERY == 0:
            connection.commit()
    connection.commit()
    return outcomes


def _store(connection: sqlite3.Connection, task: Task, result: Result) -> list[str]:
    if task.is_foreign and isinstance(result, Unread) and result.reason in NOT_REPORTS:
        set_outcome(connection, task.source.capture_id, "not_report")
        forget_pictures(connection, task.source.capture_id)
        return ["not_report"]
    if has_report(connection, task.source.report_id, task.source.capture_id):
        set_outcome(connection, task.source.capture_id, "report")
        return ["unchanged"]
    return store(connection, task.source, result)
