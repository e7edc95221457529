"""Verifies a data folder for the commands that do, and says what is wrong."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import click

from archive.captures import OPEN_SUFFIX, run_id_of
from archive.comparison import verify_database, verify_index, verify_revisits
from archive.lock import is_being_written
from archive.manifest import read_manifest
from archive.storage import warc_places
from archive.verify import Problem, Remedy, open_scratch, verify_file, verify_manifest, verify_open_file
from nianbao.options import archive_folder, counted, database_path, track

RESTORABLE, LOST = 1, 3  # exit statuses; 2 is click's own for a wrong command line


class Verification(NamedTuple):
    """What was verified, and how many problems there are by what helps against them."""

    files: int
    records: int
    problems: Counter[Remedy]

    @property
    def held(self) -> str:
        return f"{counted(self.files, 'file')}, {counted(self.records, 'record')}"

    @property
    def exit_status(self) -> int:
        return LOST if self.problems[Remedy.COPY] else RESTORABLE if self.problems else 0


def verify_data(data: Path) -> Verification:
    """Verifies files, index and database, and says each problem on standard error.

    Raises click.ClickException where there is no archive.
    """
    folder = archive_folder(data)
    files = warc_places(folder)
    open_files = sorted(folder.glob("*.warc.gz" + OPEN_SUFFIX))
    if not files and not open_files:
        raise click.ClickException(f"There is no archive in {folder}. Run `nianbao import` or `nianbao crawl` first.")
    open_runs = {run_id_of(path.name) for path in open_files}
    live_runs = open_runs if is_being_written(folder) else set[str]()
    digests = read_manifest(folder)
    records, told = 0, Counter[Remedy]()
    with closing(open_scratch()) as scratch:
        for place in track(files, len(files), "verifying"):
            found, problems = verify_file(scratch, place, digests.get(place.name))
            records += found
            told += _tell(problems)
        told += _tell(verify_manifest(folder))
        for path in () if live_runs else open_files:
            told += _tell(verify_open_file(scratch, path))
        told += _tell(verify_revisits(scratch))
        told += _tell(verify_index(scratch, folder, open_runs))
        told += _tell(verify_database(scratch, database_path(data), live_runs))
    if live_runs:
        click.echo(f"left out because it is being written: {', '.join(sorted(live_runs))}", err=True)
    return Verification(len(files), records, told)


def database_agrees(data: Path) -> bool:
    """Whether the database is whole and in line with the archive."""
    with closing(open_scratch()) as scratch:
        for place in warc_places(archive_folder(data)):
            verify_file(scratch, place, None)
        return not any(verify_database(scratch, database_path(data), ()))


def remedies(problems: Counter[Remedy]) -> str:
    """What the problems are, by what helps against them."""
    parts = []
    if problems[Remedy.REPAIR]:
        parts.append(f"{counted(problems[Remedy.REPAIR], 'problem')} that `nianbao repair` sets right")
    if problems[Remedy.COPY]:
        parts.append(
            f"{counted(problems[Remedy.COPY], 'problem')} of bytes that are lost here;"
            " `nianbao repair --from DIR` takes them from another copy of the archive"
        )
    return ", ".join(parts)


def _tell(problems: Iterable[Problem]) -> Counter[Remedy]:
    told = Counter[Remedy]()
    for problem in problems:
        click.echo(f"{'lost' if problem.remedy is Remedy.COPY else 'problem'}: {problem.message}", err=True)
        told[problem.remedy] += 1
    return told
