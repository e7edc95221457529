"""`nianbao crawl`."""

import json
from contextlib import closing
from pathlib import Path

import click

from archive.database import open_for_reading
from archive.unfinished import last_unfinished_job
from nianbao.crawling import conclude, crawl_settings
from nianbao.manners import contact_option, legacy_tls_option, manners
from nianbao.options import data_option, database_path, registry_option


@click.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option(
    "--years", default="", metavar="YEARS", help="Take these report years only: 2023, 2021-2023 or 2019,2021."
)
@click.option("--limit", type=click.IntRange(0), default=0, help="Fetch no more reports after this many; 0: no limit.")
@click.option("--delay", type=click.FloatRange(0), help="Seconds between two requests to one host.  [default: 2]")
@click.option(
    "--portals-at-most", type=click.IntRange(1), help="Portals of a crawl for which none is named.  [default: 500]"
)
@click.option(
    "--resume", is_flag=True, help="Go on with the crawl that was interrupted last, whatever it was asked for."
)
@click.option("--anew", is_flag=True, help="Begin anew where a crawl that was asked for the same was interrupted.")
@contact_option
@legacy_tls_option
@registry_option
@data_option
def command(
    portals: tuple[str, ...],
    years: str,
    limit: int,
    delay: float | None,
    portals_at_most: int | None,
    resume: bool,
    anew: bool,
    contact: str,
    legacy_tls: tuple[str, ...],
    registry: Path | None,
    data: Path,
) -> None:
    """Find, fetch, archive, read and store the annual reports of portals.

    PORTAL is a host, a URL, a division code (410000 is every portal in Henan) or a name in the registry, such as
    三门峡市. Without one the portals of the registry are crawled that are due: daily from January to April where there
    were reports lately, at least once a quarter everywhere, and first those that were never crawled.

    A crawl that was interrupted, however it was, goes on when the same is asked within a week: what the archive has of it
    is not fetched again.

    The exit status is 3 when alarms were raised, else 1 when every portal failed, and 130 when it was interrupted.
    """
    from crawler.registry import RegistryError
    from crawler.run import Job, run

    job = Job(",".join(portals), years, str(limit))
    if resume:
        if portals or years or limit or anew:
            raise click.UsageError("--resume goes on with the portals, years and limit of the interrupted crawl.")
        job = Job(**_unfinished(data))
    try:
        settings = crawl_settings(data, delay, registry, resume=not anew, portals_at_most=portals_at_most)
        stats = run(job, settings | manners(contact, legacy_tls))
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
    conclude(stats, data)


def _unfinished(data: Path) -> dict[str, str]:
    """The arguments of the crawl that was interrupted last."""
    job = None
    if (path := database_path(data)).exists():
        with closing(open_for_reading(path)) as connection:
            job = last_unfinished_job(connection)
    if job is None:
        raise click.ClickException(f"No crawl in {data} was interrupted. Name the portals to crawl.")
    arguments: dict[str, str] = json.loads(job)
    return arguments
