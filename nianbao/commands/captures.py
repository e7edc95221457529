"""`nianbao captures`."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, Row

import click

from archive.database import open_for_reading
from archive.lookup import capture_closest_to, captures_by_digest, captures_by_report, captures_by_url
from archive.report_lookup import find_report
from nianbao.options import counted, data_option, database_path
from nianbao.tables import aligned

COLUMNS = (
    "fetched_at",
    "kind",
    "status",
    "payload_digest",
    "warc_file",
    "warc_offset",
    "warc_length",
    "capture_id",
    "url",
)


@click.command()
@click.argument("name")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y%m%d%H%M%S"]),
    help="Only the capture of the URL that is nearest to this moment, UTC.",
)
@data_option
def command(name: str, at: datetime | None, data: Path) -> None:
    """List the captures of a URL, of a payload digest, or of a report, oldest first, and where their records stand.

    NAME is a URL, a digest such as sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ, or as much of a report's id as it takes.
    """
    with closing(open_for_reading(database_path(data))) as connection:
        rows = _look_up(connection, name, at.replace(tzinfo=UTC) if at else None)
    if not rows:
        raise click.ClickException(f"The archive holds no capture of {name}.")
    click.echo(aligned([COLUMNS, *(tuple(str(row[column]) for column in COLUMNS) for row in rows)]))
    click.echo(f"\n{counted(len(rows), 'capture')}")


def _look_up(connection: Connection, name: str, at: datetime | None) -> list[Row]:
    if at:
        closest = capture_closest_to(connection, name, at)
        return [closest] if closest else []
    if "://" in name:
        return captures_by_url(connection, name)
    if name.startswith("sha1:"):
        return captures_by_digest(connection, name)
    return captures_by_report(connection, find_report(connection, name).report["report_id"])
