"""`nianbao import`."""

import shlex
import sys
from contextlib import closing
from pathlib import Path

import click

from archive.opening import open_archive
from archive.run import new_run
from archive.warc import utc_now
from nianbao.options import (
    archive_folder,
    counted,
    data_option,
    database_path,
    declared,
    registry_option,
    report_damage,
    software,
    track,
    workers_option,
)
from nianbao.registered import register


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@workers_option
@registry_option
@data_option
def command(paths: tuple[Path, ...], workers: int, registry: Path | None, data: Path) -> None:
    """Archive and read files, folders, and the captures in .warc, .warc.gz and .wacz files.

    A file is archived under the name of its folder and its own, with where it came from. What the archive holds already
    is not read again.
    """
    from pipelines.build import build
    from pipelines.importing import files_under, import_files
    from pipelines.reference import open_database
    from pipelines.versions import complete

    files = [file for path in paths for file in files_under(path)]
    if not files:
        raise click.ClickException(f"There is no file in {', '.join(map(str, paths))}.")
    run = new_run("import", shlex.join(["nianbao", *sys.argv[1:]]), software(), utc_now(), declared=declared())
    folder = archive_folder(data)
    with closing(open_database(database_path(data))) as connection, open_archive(folder, run) as writer:
        register(connection, registry)
        build(connection, folder, workers, report_damage, track)
        figures = import_files(connection, writer, files, workers, track)
        complete(connection)
    for gap in figures.gaps:
        click.echo(f"unread: {gap.url}: {gap.reason}: {gap.detail}", err=True)
    click.echo(
        f"{counted(figures.files, 'file')}: {counted(figures.reports, 'report')}"
        f" ({figures.new:,} new, {figures.reports - figures.new:,} unchanged), {len(figures.gaps):,} unread"
    )
    if not figures.reports:
        raise click.exceptions.Exit(1)
