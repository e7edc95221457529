"""`nianbao upload`."""

from pathlib import Path

import click

from archive.lock import locked_for_writing
from archive.storage import read_storage
from archive.upload import UPLOAD_LOCK, bring_files, files_to_upload, free_files
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
    interrupted goes on where it stopped. The exit status is 1 when a file is not there as it is here.
    """
    folder = archive_folder(data)
    if not folder.is_dir():
        raise click.ClickException(f"There is no archive {folder}. Run `nianbao import` or `nianbao crawl` first.")
    with locked_for_writing(folder, "upload", UPLOAD_LOCK):
        noted = read_storage(folder)
        if not url and not noted:
            raise click.UsageError("Name the storage, as in `nianbao upload s3://BUCKET/FOLDER`.")
        files = files_to_upload(folder)
        done = bring_files(folder, url.rstrip("/") or (noted.url if noted else ""), files)
        outcomes = list(track(done, len(files), "uploading"))
        troubled = {outcome.name for outcome in outcomes if outcome.problem}
        if is_freeing:
            sound = [(path, digest) for path, digest in files if path.name not in troubled]
            outcomes += track(free_files(folder, sound), len(sound), "freeing") if sound else ()
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    for problem in problems:
        click.echo(f"problem: {problem}", err=True)
    freed = sum(not outcome.problem for outcome in outcomes[len(files) :])
    click.echo(
        f"{counted(len(files) - len(problems), 'file')} there"
        f" ({sum(outcome.sent for outcome in outcomes) / 1e6:,.1f} MB sent now),"
        f" {freed:,} freed here, {counted(len(problems), 'problem')}"
    )
    if problems:
        raise click.exceptions.Exit(1)
