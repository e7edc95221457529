"""`nianbao verify`."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click

from archive.verify import open_scratch, verify_database, verify_file, verify_index, verify_revisits
from nianbao.options import archive_folder, counted, data_option, database_path, track


@click.command()
@data_option
def command(data: Path) -> None:
    """Test every record's digests, the index against the files, and the database against the archive."""
    folder = archive_folder(data)
    files = sorted(folder.glob("*.warc.gz"))
    if not files:
        raise click.ClickException(f"There is no archive in {folder}. Run `nianbao import` or `nianbao crawl` first.")
    records, problems = 0, 0
    with closing(open_scratch()) as scratch:
        for path in track(files, len(files), "verifying"):
            found = list(verify_file(scratch, path))
            records += len(found)
            problems += _tell(problem for problem in found if problem)
        problems += _tell(verify_revisits(scratch))
        problems += _tell(verify_index(scratch, folder))
        problems += _tell(verify_database(scratch, database_path(data)))
    held = f"{counted(len(files), 'file')}, {counted(records, 'record')}"
    if problems:
        raise click.ClickException(f"{held}: {counted(problems, 'problem')}.")
    click.echo(f"{held}: digests, index and database agree")


def _tell(problems: Iterable[str]) -> int:
    """Says each problem on standard error; returns how many there were."""
    told = 0
    for problem in problems:
        click.echo(f"problem: {problem}", err=True)
        told += 1
    return told
