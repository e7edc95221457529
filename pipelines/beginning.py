"""Begins a crawl: a new run, or the one that died before its end."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from archive.database import DATABASE_NAME
from archive.errors import DamagedRecord
from archive.lock import locked_for_writing
from archive.notes import Row
from archive.opening import complete_torn_files
from archive.portals import register_portals
from archive.run import Run
from archive.unfinished import Answers, find_unfinished, reopen
from archive.warc import WarcWriter
from pipelines.build import list_open_runs, read_unfinished_runs
from pipelines.reference import open_database

# Pages that are older than this are news that the archive does not have.
RESUMED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that has begun: its writer, and where it goes on, what it has archived before."""

    run: Run
    writer: WarcWriter
    answers: Answers | None


@contextmanager
def begun_crawl(
    data: Path, asked: Run, resume: bool, portals: Iterable[Row], workers: int, now: datetime
) -> Iterator[Begun]:
    """Holds the archive while the block runs; the database has all that the archive has when it starts.

    With `resume` a crawl that was asked for the same and died goes on instead. `portals` are the registry's rows.
    Raises ArchiveBusy and ForeignDatabase.
    """
    folder = data / "archive"
    with locked_for_writing(folder, f"crawl {asked.run_id}"):
        complete_torn_files(folder)
        with closing(open_database(data / DATABASE_NAME)) as connection:
            register_portals(connection, portals)
            list_open_runs(connection, folder, _leave_out)
            unfinished = find_unfinished(connection, asked.job, now - RESUMED_FOR) if resume else None
            run = replace(unfinished, declared=asked.declared) if unfinished else asked
            read_unfinished_runs(connection, folder, workers, run.run_id)
            if unfinished:
                reopen(connection, run.run_id)
        answers = Answers(folder, run.run_id, now) if unfinished else None
        with WarcWriter(folder, run) as writer:
            yield Begun(run, writer, answers)


def _leave_out(damage: DamagedRecord) -> None:
    """Does nothing about a damaged record: a crawl must not stop for it, and `nianbao verify` tells of it."""
