"""Runs a crawl for a command, and says what it found."""

import shlex
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from archive.database import open_for_reading
from archive.overview import failed_portals
from nianbao.options import counted, database_path


def crawl_settings(
    data: Path,
    delay: float | None,
    registry: Path | None = None,
    resume: bool = True,
    portals_at_most: int | None = None,
) -> dict[str, Any]:
    """The Scrapy settings of a command's crawl. `delay` is in seconds; with 0 nothing slows the crawl down."""
    settings: dict[str, Any] = {
        "NIANBAO_DATA": str(data),
        "NIANBAO_ARGUMENTS": shlex.join(["nianbao", *sys.argv[1:]]),
        "NIANBAO_PROGRESS": True,
        "NIANBAO_REGISTRY": str(registry or ""),
        "NIANBAO_RESUME": resume,
        "LOG_LEVEL": "WARNING",
    }
    if delay is not None:
        settings |= {"DOWNLOAD_DELAY": delay, "AUTOTHROTTLE_ENABLED": delay > 0}
    if portals_at_most is not None:
        settings["NIANBAO_PORTALS_AT_MOST"] = portals_at_most
    return settings


def closing_line(stats: Mapping[str, Any]) -> str:
    """What a crawl did, in one line."""
    figures = {name: stats[f"nianbao/{name}"] for name in _FIGURES}
    reports = ", ".join(f"{figures[f'reports_{kind}']:,} {kind}" for kind in ("new", "changed", "unchanged"))
    return (
        f"{counted(figures['requests'], 'request')}, {figures['revisits']:,} answered as before; reports: {reports};"
        f" {figures['rejected']:,} rejected, {figures['blocked']:,} blocked or failed, {figures['unread']:,} unread;"
        f" {stats['elapsed_time_seconds']:.1f} s"
    )


ALARMED = 3  # exit status: there are alarms
_FIGURES = (
    "requests",
    "revisits",
    "reports_new",
    "reports_changed",
    "reports_unchanged",
    "rejected",
    "blocked",
    "unread",
)


def conclude(stats: Mapping[str, Any], data: Path) -> None:
    """Prints a line for each portal that failed and the closing line.

    Ends the command with a status that is not zero when the crawl was interrupted, alarms were raised, which are in the
    log already, or every portal failed.
    """
    with closing(open_for_reading(database_path(data))) as connection:
        for portal, state, reason in failed_portals(connection):
            click.echo(f"{state}: {portal}: {reason}", err=True)
    click.echo(closing_line(stats))
    if stats["finish_reason"] != "finished":
        click.echo("Interrupted; the same command goes on, and so does `nianbao crawl --resume`.", err=True)
        sys.exit(130)
    failed, portals = stats["nianbao/portals_failed"], stats["nianbao/portals"]
    if not portals:
        click.echo("No portal is due.")
        return
    if failed:
        click.echo(f"{failed:,} of {counted(portals, 'portal')} failed.", err=True)
    # Alarms come first: whoever waits for them may wait for this status alone.
    if stats["nianbao/alarms"]:
        sys.exit(ALARMED)
    if failed == portals:
        sys.exit(1)
