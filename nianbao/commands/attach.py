"""`nianbao attach`."""

from pathlib import Path

import click

from archive.upload import attach
from nianbao.options import archive_folder, counted, data_option


@click.command()
@click.argument("url")
@data_option
def command(url: str, data: Path) -> None:
    """Make a data folder that reads its WARC files from an S3 storage where `nianbao upload` put them.

    Only the index and the manifest are copied. `nianbao build` then makes the database.
    """
    storage = attach(archive_folder(data), url)
    click.echo(f"{counted(len(storage.files), 'file')} in {storage.url}; `nianbao build` reads them")
