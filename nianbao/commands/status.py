"""`nianbao status`."""

from contextlib import closing
from pathlib import Path

import click

from archive.database import open_for_reading
from archive.overview import read_overview
from nianbao.options import counted, data_option, database_path
from nianbao.tables import aligned


@click.command()
@data_option
def command(data: Path) -> None:
    """Show the last runs, the portals' state, the coverage by year, and what is unread and why."""
    path = database_path(data)
    with closing(open_for_reading(path)) as connection:
        listings = read_overview(connection)
        reports, bodies, unread = connection.execute(
            "SELECT (SELECT COUNT(*) FROM reports WHERE is_latest), (SELECT COUNT(*) FROM organisations),"
            " (SELECT COUNT(*) FROM unread)"
        ).fetchone()
    for listing in listings:
        click.echo(f"{listing.title}\n{aligned([listing.columns, *listing.rows])}\n")
    click.echo(f"{path}: {counted(reports, 'report')} of {bodies:,} bodies, {unread:,} unread")
