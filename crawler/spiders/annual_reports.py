"""The general spider: from the home page of a portal to every annual report behind it."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.database import DATABASE_NAME, open_for_reading
from archive.portals import standings
from crawler.boundary import Boundary, refusal
from crawler.brake import Brake
from crawler.cms import entries_of, recognise
from crawler.discovery import (
    CANDIDATE,
    HUB,
    LIST,
    Lead,
    follow_order,
    is_report_column,
    is_site_map,
    leads_of_hub,
    leads_of_list,
    leads_of_site_map,
    parts_of,
    refresh_target,
)
from crawler.disposition import file_name
from crawler.due import due
from crawler.evidence import holds_tables, is_document
from crawler.fetch import FORM, Fetch
from crawler.hollow import Hollow
from crawler.obstacles import Obstacle, obstacle_in, obstacle_of_error, obstacle_of_status
from crawler.page import Page
from crawler.registry import Portal, resolve, row_of
from crawler.registry.overlay import registry_with
from crawler.retry_after import asked_wait
from crawler.selection import Selection, job_of, parse_years
from crawler.stopping import stopped
from crawler.titles import Verdict
from crawler.trail import Trail
from crawler.turning import Step, guess_again, turn
from crawler.weighing import Weighed, weigh, weigh_file
from pipelines.adapters.archive_middleware import ArchiveMiddleware
from pipelines.encoding import decode
from pipelines.items import Candidate, FetchedReport, ListPage, PortalVisit
from pipelines.source import portal_of

Yielded = Iterator[Request | Candidate | FetchedReport | ListPage | PortalVisit]

MOST_HUBS = 4  # columns between a home page and the report list; more is wandering
MOST_HUB_PAGES = 600  # columns looked through on one portal, which may have some hundred departments and townships
MOST_REFRESHES = 3
PROBE = "nianbao-probe-no-such-page.html"  # asked for once a portal, to know how it answers for a missing page
_TIMEOUTS = dict.fromkeys((CANDIDATE, "attachment", "picture"), "NIANBAO_FILE_TIMEOUT")  # the settings, by role
_HOME = re.compile(r"^(网站)?首页[-_—|]*|[-_—|]*(网站)?首页$")


class AnnualReportsSpider(scrapy.Spider):
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
        self._taken = 0
        self._listed: set[int] = set()  # hashes of the addresses that lists have shown
        self._rejected: set[int] = set()  # hashes of the addresses left, which menus repeat on every page
        self._familiar: dict[str, frozenset[str]] = {}  # by portal: the addresses that its home page links
        self._hub_pages: dict[str, int] = {}  # by portal: columns followed
        self._hollow = Hollow()

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

    def _request(self, url: str, trail: Trail, posted: str = "", content_type: str = FORM) -> Request:
        return Request(
            url,
            errback=self.parse_failure,
            method="POST" if posted else "GET",
            body=posted,
            headers={"Content-Type": content_type} if posted else None,
            priority={"probe": 20, LIST: 10}.get(trail.role, 0),
            meta={
                "trail": trail,
                "found_on": trail.found_on,
                "link_text": trail.link_text,
                "download_timeout": self.settings.getfloat(_TIMEOUTS.get(trail.role, "DOWNLOAD_TIMEOUT")),
            },
        )

    def parse(self, response: Response) -> Yielded:
        """Looks at a page or file as what its trail says that it is."""
        match response.meta["trail"].role:
            case "candidate" | "attachment":
                yield from self.parse_candidate(response)
            case "probe":
                self.parse_probe(response)
            case "picture":
                yield from self.parse_picture(response)
            case _:
                yield from self.parse_column(response)

    # Columns: home page, columns of disclosure, report lists

    def parse_column(self, response: Response) -> Yielded:
        """Follows a home page, a column of disclosure or a page of a report list."""
        trail: Trail = response.meta["trail"]
        if is_document(response.body):
            if trail.verdict:  # a list printed a year or a body and linked the file itself
                yield from self.parse_candidate(response)
            return
        page = _page(response)
        self._brake.count_column(trail.portal, is_fruitful=False)
        obstacle = self._obstacle(response, page)
        if trail.role == "home" and not (obstacle and obstacle.blocked):
            yield from self._visit_home(response, page)
            trail = replace(trail, adcode=trail.adcode or page.site_code[:6])
        target = refresh_target(page)
        if obstacle:
            yield from self._stop(trail, response.url, obstacle)
        # What a shell loads is looked at all the same; it stays the portal's obstacle only if no report comes of it.
        if obstacle and not (obstacle.code == "empty_shell" and (target or parts_of(page))):
            yield from self._step(guess_again(trail))
        elif target and trail.refreshes < MOST_REFRESHES:
            yield from self._follow(target, replace(trail, refreshes=trail.refreshes + 1))
        elif trail.role == LIST or is_report_column(page):
            yield from self._walk_list(response, page, replace(trail, role=LIST))
        else:
            yield from self._walk_hub(page, trail)

    def _walk_hub(self, page: Page, trail: Trail) -> Yielded:
        if is_site_map(page):
            yield from self._follow_leads(leads_of_site_map(page), page, trail)
            return
        leads = leads_of_hub(page, entries_of(page), is_home=trail.role == "home")
        yield from self._follow_leads(leads, page, trail)
        yield from self._follow_parts(page, trail)
        if trail.role == "home" and not any(lead.role == LIST for lead in leads):
            site_map = replace(trail, role=HUB, is_part=True, found_on=page.url, link_text="")
            yield self._request(urljoin(page.url, "/sitemap.xml"), site_map)

    def _follow_parts(self, page: Page, trail: Trail) -> Yielded:
        """Follows what the page loads into itself, as what the page itself is."""
        if trail.hubs < MOST_HUBS:
            role = HUB if trail.role == "home" else trail.role
            inside = replace(trail, role=role, is_part=True, hubs=trail.hubs + 1, found_on=page.url, link_text="")
            for fetch in parts_of(page):
                yield from self._follow(fetch.url, replace(inside, beside=page.numbered), fetch)

    def _visit_home(self, response: Response, page: Page) -> Yielded:
        trail: Trail = response.meta["trail"]
        cms = recognise(page)
        yield PortalVisit(
            trail.portal,
            name=page.metas.get("sitename") or _HOME.sub("", page.title) or None,
            adcode=trail.adcode or page.site_code[:6] or None,
            cms=cms[0] if cms else None,
        )
        self._familiar[trail.portal] = frozenset(link.url for link in page.links)
        self._hollow.learn_home(trail.portal, response.body)
        yield self._request(urljoin(response.url, "/" + PROBE), replace(trail, role="probe", found_on="", link_text=""))

    def parse_probe(self, response: Response) -> None:
        """Learns what the portal answers for a page that it does not have."""
        if response.status == 200:
            self._hollow.learn_missing(response.meta["trail"].portal, response.body, _page(response).text)

    def _walk_list(self, response: Response, page: Page, trail: Trail) -> Yielded:
        familiar = self._familiar.get(trail.portal, frozenset())
        leads = leads_of_list(page, entries_of(page), familiar)
        if trail.verdict and (holds_tables(page) or not leads):
            yield from self._weigh(response, page, trail, trail.verdict)
            return
        yield from self._walk_lines(page, trail, leads)

    def _walk_lines(self, page: Page, trail: Trail, leads: list[Lead]) -> Yielded:
        addresses = {hash(lead.link.url) for lead in leads if lead.role != HUB}
        is_fresh = bool(addresses - self._listed)
        if any(lead.is_report and hash(lead.link.url) not in self._listed for lead in leads):
            self._brake.count_column(trail.portal, is_fruitful=True)
        self._listed |= addresses
        yield ListPage(trail.portal)
        if trail.list_page == 1 and not trail.is_sublist and not trail.is_part:
            cms = recognise(page)
            yield PortalVisit(trail.portal, section_url=page.url, cms=cms[0] if cms else None)
        yield from self._follow_leads(leads, page, trail)
        if trail.list_page == 1:
            yield from self._follow_parts(page, trail)
        yield from self._step(turn(page, trail, is_fresh))

    def _step(self, step: Step | None) -> Yielded:
        if step:
            yield from self._follow(step.fetch.url, step.trail, step.fetch)

    def _follow_leads(self, leads: list[Lead], page: Page, trail: Trail) -> Yielded:
        for lead in follow_order(leads):
            onward = trail.to(lead, page.url)
            if lead.role == HUB and not self._may_wander(trail):
                continue
            if lead.verdict and lead.verdict.decision == "rejected":
                if (address := hash(lead.link.url)) not in self._rejected:
                    self._rejected.add(address)
                    yield onward.candidate(lead.link.url, "rejected", lead.verdict.reason)
            elif self._is_wanted(lead.verdict):
                yield from self._follow(lead.link.url, onward)

    def _may_wander(self, trail: Trail) -> bool:
        self._hub_pages[trail.portal] = self._hub_pages.get(trail.portal, 0) + 1
        return trail.hubs < MOST_HUBS and self._hub_pages[trail.portal] <= MOST_HUB_PAGES

    def _follow(self, url: str, trail: Trail, fetch: Fetch | None = None) -> Yielded:
        if reason := refusal(url, self.boundary):
            if trail.verdict:
                yield trail.candidate(url, "rejected", reason)
            return
        yield self._request(url, trail, *((fetch.posted, fetch.content_type) if fetch else ()))

    def _is_wanted(self, verdict: Verdict | None) -> bool:
        if verdict is None:
            return True
        is_enough = 0 < self.selection.limit <= self._taken
        return self.selection.wants(verdict.year) and not is_enough

    # Candidates: pages and files that may be reports

    def parse_candidate(self, response: Response) -> Yielded:
        """Decides whether a page or a file is a report, and hands it on if it is."""
        trail: Trail = response.meta["trail"]
        assert trail.verdict is not None  # every request for a candidate carries one
        if obstacle := _refused(response):
            yield from self._stop(trail, response.url, obstacle)
        elif is_document(response.body):
            yield from self._take_file(response, trail, trail.verdict)
        else:
            yield from self._weigh(response, _page(response), trail, trail.verdict)

    def _weigh(self, response: Response, page: Page, trail: Trail, verdict: Verdict) -> Yielded:
        weighed = weigh(page, verdict)
        trail = replace(trail, published_on=page.published_on or trail.published_on, verdict=weighed.verdict)
        if not weighed.has_tables and (obstacle := self._obstacle(response, page)):
            yield from self._stop(trail, response.url, obstacle)
            return
        if weighed.decision == "report":
            yield from self._take(response, trail, weighed.verdict)
            if not weighed.has_tables:
                yield from self._fetch_pictures(page, trail)
            yield from self._follow_attachments(weighed, page, trail)
            return
        decision = "cover" if weighed.decision == "list" else weighed.decision
        yield trail.candidate(response.url, decision, weighed.verdict.reason)
        if weighed.decision == "list":
            yield from self._walk_lines(page, replace(trail, role=LIST), leads_of_list(page, entries_of(page)))
        yield from self._follow_attachments(weighed, page, trail)

    def _follow_attachments(self, weighed: Weighed, page: Page, trail: Trail) -> Yielded:
        for link in weighed.attachments:
            yield from self._follow(link.url, trail.to_attachment(link, page.url, page.title))
        for link, reason in weighed.left:
            yield trail.to_attachment(link, page.url, page.title).candidate(link.url, "rejected", reason)

    def _take(self, response: Response, trail: Trail, verdict: Verdict) -> Yielded:
        if not self._is_wanted(verdict):
            return
        self._taken += 1
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        candidate = replace(trail, verdict=verdict).candidate(response.url, "report", verdict.reason)
        yield FetchedReport(candidate, response.meta["capture"], content_type, response.body)

    def _take_file(self, response: Response, trail: Trail, verdict: Verdict) -> Yielded:
        name = file_name(response.headers.get("Content-Disposition") or b"")
        named = weigh_file(name, verdict, is_attached=trail.role == "attachment")
        if named.decision == "rejected":
            yield replace(trail, verdict=named).candidate(response.url, "rejected", named.reason)
        else:
            yield from self._take(response, trail, named)

    def _fetch_pictures(self, page: Page, trail: Trail) -> Yielded:
        """Asks for the pictures that may be the tables of a report's page, so that the archive holds all of the report."""
        for url in page.pictures:
            if not refusal(url, self.boundary):
                yield self._request(
                    url, replace(trail, role="picture", found_on=page.url, link_text="", title=page.title)
                )

    def parse_picture(self, response: Response) -> Yielded:
        """Nothing: the archive has the picture. What kept it from being served is recorded."""
        trail: Trail = response.meta["trail"]
        if obstacle := _refused(response):
            yield from self._stop(trail, response.url, obstacle)

    # What is in the way

    def _obstacle(self, response: Response, page: Page) -> Obstacle | None:
        trail: Trail = response.meta["trail"]
        reason = "" if trail.role == "home" else self._hollow.reason(trail.portal, response.body, lambda: page.text)
        if reason:
            return Obstacle("soft_404", reason, blocked=False)
        refused, said = _refused(response), obstacle_in(page)
        portal = portal_of(response.url)
        if said and said.blocked and not (refused and self._brake.closed_by(portal)):
            # A page that says why tells more than a status which could mean anything, and Brake saw only that.
            self._brake.count(portal, said, is_said=True)
            return said
        return refused or said

    def _stop(self, trail: Trail, url: str, obstacle: Obstacle) -> Yielded:
        is_closed = self._brake.closed_by(portal_of(url)) is not None
        yield from stopped(trail, url, obstacle, is_closed, datetime.now(UTC))

    @property
    def _brake(self) -> Brake:
        brake = self.crawler.get_downloader_middleware(Brake)
        assert brake is not None  # settings.py names it
        return brake

    def parse_failure(self, failure: Failure) -> Yielded:
        """Records an address that gave no response: refused by robots.txt or the boundary, dead, silent, …"""
        request: Request = failure.request  # type: ignore[attr-defined]
        obstacle = obstacle_of_error(failure.value)
        # Where it was to be sent on to is in the words; it was not asked, and it is no portal.
        url = request.meta.get("redirect_urls", [request.url])[0]
        yield from self._stop(request.meta["trail"], url, obstacle)
        yield from self._step(guess_again(request.meta["trail"]))


def _page(response: Response) -> Page:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    posted = response.request.body.decode("ascii", "replace") if response.request else ""
    trail: Trail = response.meta["trail"]
    return Page(response.url, decode(response.body, content_type), posted, trail.found_on, trail.beside)


def _refused(response: Response) -> Obstacle | None:
    return obstacle_of_status(response.status, asked_wait(response, datetime.now(UTC)))
