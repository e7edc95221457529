"""`nianbao attach`."""

from pathlib import Path

import click

from archive.manifest import MANIFEST_NAME, read_manifest
from archive.upload import attach
from nianbao.options import archive_folder, counted, data_option


@click.command()
@click.argument("url")
@data_option
def command(url: str, data: Path) -> None:
    """Make a data folder that reads its WARC files from an S3 storage where `nianbao upload` put them.

    Only the index and the manifest are copied. `nianbao build` then makes the database.
    """
    folder = archive_folder(data)
    storage = attach(folder, url)
    if missing := sorted(read_manifest(folder).keys() - storage.files.keys()):
        click.echo(
            f"lost: {counted(len(missing), 'file')} that {MANIFEST_NAME} lists and {storage.url} lacks, such as {missing[0]};"
            " `nianbao verify` names them",
            err=True,
        )
    click.echo(f"{counted(len(storage.files), 'file')} in {storage.url}; `nianbao build` reads them")
