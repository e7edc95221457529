"""`nianbao verify`."""

from pathlib import Path

import click

from nianbao.options import data_option
from nianbao.verifying import remedies, verify_data


@click.command()
@data_option
def command(data: Path) -> None:
    """Test every byte of the archive, the index against the files, and the database against the archive.

    The exit status is 0 when all is sound, 1 when `nianbao repair` can set right what is not, and 3 when bytes are gone
    that only another copy of the archive can give back.
    """
    verification = verify_data(data)
    if verification.problems:
        click.echo(f"{verification.held}: {remedies(verification.problems)}", err=True)
        raise click.exceptions.Exit(verification.exit_status)
    click.echo(f"{verification.held}: digests, index and database agree")
