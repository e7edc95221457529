"""`nianbao demo`."""

import sys
from pathlib import Path

import click

from nianbao.crawling import closing_line, crawl_settings
from nianbao.options import data_option


@click.command()
@click.option("--no-serve", is_flag=True, help="End after the crawl instead of serving the site.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port of the site.")
@click.option(
    "--portal-port", type=click.IntRange(1, 65000), default=8811, show_default=True, help="First port of the portals."
)
@data_option
def command(no_serve: bool, port: int, portal_port: int, data: Path) -> None:
    """Do the whole job on portals that are served here on loopback, then serve the site.

    Started again, it shows what a second crawl of unchanged portals does.
    """
    from demo.portals import PortInUse, serve

    try:
        with serve(portal_port) as homes:
            click.echo(f"Serving {len(homes)} demonstration portals from {homes[0]} to {homes[-1]}")
            stats = _crawl(homes, data)
    except PortInUse as error:
        raise click.ClickException(f"{error} Name another with --portal-port.") from error
    click.echo(_conclusion(stats))
    if stats["finish_reason"] != "finished":
        sys.exit(130)
    if not no_serve:
        from archive.site.serve import serve as serve_site

        serve_site(data, port)


def _crawl(homes: list[str], data: Path) -> dict[str, object]:
    from crawler.run import Job, run

    click.echo("Crawling them, given their home pages alone …")
    # The portals are ours, on this machine: nobody is spared by waiting.
    stats = run(Job(",".join(homes)), crawl_settings(data, delay=0))
    click.echo(closing_line(stats))
    return stats


def _conclusion(stats: dict[str, object]) -> str:
    if stats["nianbao/reports_new"] or stats["nianbao/reports_changed"]:
        return "Every response is in the archive as it was served. Start the demo again to see a crawl that finds nothing new."
    return "Nothing has changed since the last crawl: answers as before left revisit records, and no report is new."
