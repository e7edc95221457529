"""`nianbao status`."""

import sys
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import click

from archive.alarms import current_alarms
from archive.database import open_for_reading
from archive.lock import is_being_written
from archive.overview import Listing, open_runs, read_overview, read_portal
from nianbao.crawling import ALARMED
from nianbao.options import counted, data_option, database_path, portal_named
from nianbao.tables import aligned

_REMEDIES = {
    "crawl": "`nianbao crawl --resume` goes on with it, and any crawl reads what it had fetched",
    "import": "`nianbao build` reads what it had archived; import the rest again",
}


@click.command()
@click.option("--portal", metavar="HOST|URL", help="Show one portal: its state, and what each crawl found on it.")
@data_option
def command(portal: str | None, data: Path) -> None:
    """Show the last runs, the portals' state, the coverage by year, what is unread and why, and the alarms.

    The exit status is 3 while the latest visit to some portal shows an alarm.
    """
    path = database_path(data)
    portal = portal_named(portal) if portal else None
    with closing(open_for_reading(path)) as connection:
        alarms = [alarm for alarm in current_alarms(connection) if portal in (None, alarm.portal)]
        _echo(read_portal(connection, portal) if portal else read_overview(connection))
        if not portal and not is_being_written(data / "archive"):
            for run_id, kind in open_runs(connection):
                click.echo(f"{run_id} died before its end; {_REMEDIES[kind]}", err=True)
        for alarm in alarms:
            click.echo(f"alarm: {alarm}", err=True)
        click.echo(_closing_line(connection, path) if not portal else counted(len(alarms), "alarm"))
    if alarms:
        sys.exit(ALARMED)


def _echo(listings: list[Listing]) -> None:
    if not listings:
        raise click.ClickException("The database knows no such portal; `nianbao status` lists those with an obstacle.")
    for listing in listings:
        click.echo(f"{listing.title}\n{aligned([listing.columns, *listing.rows])}\n")


def _closing_line(connection: Connection, path: Path) -> str:
    reports, bodies, unread = connection.execute(
        "SELECT (SELECT COUNT(*) FROM reports WHERE is_latest), (SELECT COUNT(*) FROM organisations),"
        " (SELECT COUNT(*) FROM unread)"
    ).fetchone()
    return f"{path}: {counted(reports, 'report')} of {bodies:,} bodies, {unread:,} unread"
