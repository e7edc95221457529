"""`nianbao repair`."""

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

import click

from archive.database import check_is_ours
from archive.errors import ForeignDatabase, GoneFile
from archive.lock import locked_for_writing
from archive.opening import complete_torn_files
from archive.repair import repair_archive
from nianbao.commands.build import rebuild
from nianbao.options import ARCHIVE_NAME, archive_folder, data_option, database_path, registry_option, workers_option
from nianbao.verifying import database_agrees, remedies, verify_data


@click.command()
@click.option(
    "--from",
    "second",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another copy of the data or of the archive, to take from it what is damaged or missing here.",
)
@workers_option
@registry_option
@data_option
def command(second: Path | None, workers: int, registry: Path | None, data: Path) -> None:
    """Set right what is damaged, as far as it is safe, and then verify.

    Torn files are completed, damaged records are set aside or taken from the other copy where digests prove it, the index is
    made anew, and so is the database where it differs from the archive. Nothing is deleted. The exit status is that of
    `nianbao verify`.
    """
    folder = archive_folder(data)
    if not folder.is_dir():
        raise click.ClickException(f"There is no archive {folder}. Name the folder that holds it with --data.")
    if second and (second / ARCHIVE_NAME).is_dir():
        second = second / ARCHIVE_NAME
    with locked_for_writing(folder, "repair"):
        complete_torn_files(folder)
        for done in repair_archive(folder, second):
            click.echo(done)
        if not database_agrees(data):
            _set_aside_if_damaged(database_path(data))
            try:
                rebuild(database_path(data), folder, workers, registry)
            except GoneFile as error:  # what the old database read of it is more than a new one would have
                click.echo(f"{database_path(data).name} is not made anew: {error}", err=True)
    verification = verify_data(data)
    if verification.problems:
        click.echo(f"{verification.held}: {remedies(verification.problems)}", err=True)
        raise click.exceptions.Exit(verification.exit_status)
    click.echo(f"{verification.held}: digests, index and database agree")


def _set_aside_if_damaged(path: Path) -> None:
    """Renames a database that SQLite cannot read whole, so that a new one can be made in its place."""
    if not path.exists() or _is_readable(path):
        return
    names = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    aside = next(name for name in names if not name.exists())
    path.rename(aside)
    click.echo(f"{path.name} is damaged: it is kept as {aside.name}, and made anew from the archive")


def _is_readable(path: Path) -> bool:
    try:
        check_is_ours(path)
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except (ForeignDatabase, sqlite3.DatabaseError):
        return False
