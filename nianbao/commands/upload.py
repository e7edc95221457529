"""`nianbao upload`."""

from pathlib import Path

import click

from archive.lock import locked_for_writing
from archive.storage import read_storage
from archive.upload import UPLOAD_LOCK, files_to_upload, upload_files
from nianbao.options import archive_folder, counted, data_option, track


@click.command()
@click.argument("url", default="")
@click.option(
    "--free", "is_freeing", is_flag=True, help="Delete each file here once its bytes were read back from there."
)
@data_option
def command(url: str, is_freeing: bool, data: Path) -> None:
    """Copy the archive's complete WARC files, its index and its manifest to an S3 storage, s3://BUCKET/FOLDER.

    Without URL it is the storage of the last time. What is there already is not sent again, and an upload that was
    interrupted goes on where it stopped. The exit status is 1 when a file there is not the one that is here.
    """
    folder = archive_folder(data)
    if not folder.is_dir():
        raise click.ClickException(f"There is no archive {folder}. Run `nianbao import` or `nianbao crawl` first.")
    with locked_for_writing(folder, "upload", UPLOAD_LOCK):
        noted = read_storage(folder)
        if not url and not noted:
            raise click.UsageError("Name the storage, as in `nianbao upload s3://BUCKET/FOLDER`.")
        files = files_to_upload(folder)
        done = upload_files(folder, url.rstrip("/") or (noted.url if noted else ""), files, is_freeing)
        uploaded = list(track(done, len(files), "uploading"))
    problems = [file.problem for file in uploaded if file.problem]
    for problem in problems:
        click.echo(f"problem: {problem}", err=True)
    sent, freed = sum(file.sent for file in uploaded), sum(file.is_freed for file in uploaded)
    click.echo(
        f"{counted(len(uploaded) - len(problems), 'file')} there ({sent / 1e6:,.1f} MB sent now),"
        f" {freed:,} freed here, {counted(len(problems), 'problem')}"
    )
    if problems:
        raise click.exceptions.Exit(1)
