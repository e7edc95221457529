"""The general spider: from the home page of a portal to every annual report behind it."""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from archive.database import DATABASE_NAME, open_for_reading
from archive.portals import standings
from crawler.boundary import Boundary
from crawler.discovery import LIST
from crawler.due import due
from crawler.registry import Portal, resolve, row_of
from crawler.registry.overlay import registry_with
from crawler.selection import Selection, job_of, parse_years
from crawler.spiders.asking import Yielded
from crawler.spiders.columns import Columns
from crawler.trail import Trail
from pipelines.adapters.archive_middleware import ArchiveMiddleware
from pipelines.items import PortalVisit


class AnnualReportsSpider(Columns):
    """Fetches the annual reports of the portals named.

    Spider arguments:
        portals: hosts, URLs, division codes or registry names, separated by commas; none: those of the registry that
            are due.
        years: report years to take, such as 2021-2023 or 2019,2021; none: all.
        limit: the number of reports after which no more are fetched; 0: no limit.
    """

    name = "annual_reports"

    def __init__(
        self, portals: str = "", years: str = "", limit: str = "0", registry: str = "", **arguments: Any
    ) -> None:
        super().__init__(**arguments)
        self.registry = registry_with(registry)
        words = [word.strip() for word in portals.split(",") if word.strip()]
        self.named: list[Portal] = [portal for word in words for portal in resolve(word, self.registry)]
        self.selection = Selection(parse_years(years), int(limit))
        self.job = job_of(",".join(words), years, limit)
        own = [portal for portal in self.registry.portals if portal.is_operators]
        self.boundary = Boundary(
            named=frozenset(portal.key for portal in (*self.named, *own)),
            registered=frozenset(self.registry.by_key),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> "AnnualReportsSpider":
        registry = crawler.settings["NIANBAO_REGISTRY"] or ""
        spider: AnnualReportsSpider = super().from_crawler(crawler, *args, **{"registry": registry, **arguments})
        return spider

    def registry_rows(self) -> list[dict[str, str | None]]:
        """The registry as rows of the table `portals`."""
        return [row_of(portal) for portal in self.registry.by_key.values()]

    def _due(self) -> list[Portal]:
        """The portals that are due as the run begins; a run that goes on sees its own beginning."""
        settings = self.crawler.settings
        archive = self.crawler.get_downloader_middleware(ArchiveMiddleware)
        with closing(open_for_reading(Path(settings["NIANBAO_DATA"]) / DATABASE_NAME)) as connection:
            known = standings(connection)
        most = settings.getint("NIANBAO_PORTALS_AT_MOST")
        return due(self.registry.portals, known, archive.run.started_at, archive.run.run_id, most)

    async def start(self) -> AsyncIterator[Request | PortalVisit]:
        for portal in self.named or self._due():
            trail = Trail(portal.key, "home", portal.adcode)
            yield PortalVisit(portal.key, portal.name or None, portal.adcode or None, portal.home_url)
            yield self._request(portal.home_url, trail)
            if portal.section_url:
                yield self._request(portal.section_url, replace(trail, role=LIST))

    def ask_again(self, url: str, trail: Trail) -> Request:
        """The request for a report that stood at an address before."""
        return self._request(url, trail)

    def parse(self, response: Response) -> Yielded:
        """Looks at a page or file as what its trail says that it is."""
        match response.meta["trail"].role:
            case "candidate" | "attachment":
                yield from self.parse_candidate(response)
            case "probe":
                self.parse_probe(response)
            case "page":
                yield from self.parse_further_page(response)
            case "picture":
                yield from self.parse_picture(response)
            case _:
                yield from self.parse_column(response)
