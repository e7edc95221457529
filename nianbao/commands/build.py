"""`nianbao build`."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from sqlite3 import Connection

import click

from archive.database import filled_at_once
from archive.index import rebuild_index
from archive.lock import locked_for_writing
from archive.opening import complete_torn_files
from archive.replacement import replacement_of
from nianbao.options import (
    archive_folder,
    counted,
    data_option,
    database_path,
    registry_option,
    report_damage,
    track,
    workers_option,
)
from nianbao.registered import register

Indexed = Callable[[Connection], AbstractContextManager[object]]


@click.command()
@click.option("--all", "is_all", is_flag=True, help="Make the database anew beside the old one, then swap.")
@workers_option
@registry_option
@data_option
def command(is_all: bool, workers: int, registry: Path | None, data: Path) -> None:
    """Read what the archive holds and the database does not.

    With --all everything is read again and the index made anew; the old database stays in use until the new one is
    complete.
    """
    folder = archive_folder(data)
    if not folder.is_dir():
        raise click.ClickException(f"There is no archive {folder}. Run `nianbao import` or `nianbao crawl` first.")
    path = database_path(data)
    with locked_for_writing(folder, "build"):
        complete_torn_files(folder)
        if is_all:
            from pipelines.beside import start_processes

            with start_processes(1) as processes:
                indexing = processes.submit(rebuild_index, folder)  # the database is made without it
                rebuild(path, folder, workers, registry)
                indexing.result()
        else:
            _build(path, folder, workers, registry, nullcontext)


def rebuild(path: Path, folder: Path, workers: int, registry: Path | None) -> None:
    """Makes the database anew beside the old one, then swaps. Only for who holds the write lock."""
    with replacement_of(path) as fresh:
        _build(fresh, folder, workers, registry, filled_at_once)


def _build(path: Path, folder: Path, workers: int, registry: Path | None, indexed: Indexed) -> None:
    from pipelines.build import build
    from pipelines.reference import open_database
    from pipelines.versions import complete

    with closing(open_database(path)) as connection:
        register(connection, registry)
        with indexed(connection):
            figures = build(connection, folder, workers, report_damage, track)
        complete(connection)
    done = figures.outcomes
    click.echo(
        f"{counted(figures.captures, 'capture')} listed, {counted(done['new'] + done['changed'], 'report')} read,"
        f" {done['unread']:,} unread"
    )
