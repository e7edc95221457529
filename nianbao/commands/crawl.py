"""`nianbao crawl`."""

from pathlib import Path

import click

from nianbao.crawling import JOBS_NAME, conclude, crawl_settings, new_job_folder
from nianbao.manners import contact_option, legacy_tls_option, manners
from nianbao.options import data_option


@click.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option(
    "--years", default="", metavar="YEARS", help="Take these report years only: 2023, 2021-2023 or 2019,2021."
)
@click.option("--limit", type=click.IntRange(0), default=0, help="Fetch no more reports after this many; 0: no limit.")
@click.option("--delay", type=click.FloatRange(0), help="Seconds between two requests to one host.  [default: 2]")
@click.option("--resume", is_flag=True, help="Go on with the crawl that was interrupted last.")
@contact_option
@legacy_tls_option
@data_option
def command(
    portals: tuple[str, ...],
    years: str,
    limit: int,
    delay: float | None,
    resume: bool,
    contact: str,
    legacy_tls: tuple[str, ...],
    data: Path,
) -> None:
    """Find, fetch, archive, read and store the annual reports of portals.

    PORTAL is a host, a URL, a division code (410000 is every portal in Henan) or a name in the registry, such as
    三门峡市. Without one the whole registry is crawled, which takes days.
    """
    from crawler.registry import RegistryError
    from crawler.run import Job, run, unfinished_job

    job = Job(new_job_folder(data), ",".join(portals), years, str(limit))
    if resume:
        if portals or years or limit:
            raise click.UsageError("--resume goes on with the portals, years and limit of the interrupted crawl.")
        unfinished = unfinished_job(data / JOBS_NAME)
        if unfinished is None:
            raise click.ClickException(f"No crawl in {data} was interrupted. Name the portals to crawl.")
        job = unfinished
    try:
        stats = run(job, crawl_settings(data, delay) | manners(contact, legacy_tls))
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
    conclude(stats, data)
