"""Columns: from the home page through the columns of disclosure and over every page of a report list."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urljoin

from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cms import entries_of, recognise
from crawler.discovery import (
    HUB,
    LIST,
    Lead,
    entrance,
    follow_order,
    is_report_column,
    is_site_map,
    leads_of_hub,
    leads_of_list,
    leads_of_site_map,
    refresh_target,
)
from crawler.evidence import holds_tables, is_document, speaks_of_report
from crawler.link import Link
from crawler.numbered import NOTHING
from crawler.page import Page
from crawler.parts import parts_of
from crawler.post_backs import without_state
from crawler.scripted import is_data
from crawler.spiders.asking import Yielded, page_of
from crawler.spiders.candidates import Candidates
from crawler.titles import Verdict, year_in
from crawler.trail import Trail
from crawler.turning import Step, guess_again, turn
from pipelines.items import ListPage, PortalVisit

MOST_HUBS = 6  # columns between a home page and the report list; more is wandering
MOST_HUB_PAGES = 600  # columns looked through on one portal, which may have some hundred departments and townships
MOST_REFRESHES = 3
PROBE = "nianbao-probe-no-such-page.html"  # asked for once a portal, to know how it answers for a missing page
_HOME = re.compile(r"^(网站)?首页[-_—|]*|[-_—|]*(网站)?首页$")


class Columns(Candidates):
    """Follows columns to the lists of reports, and the lists to their candidates."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._listed: set[int] = set()  # hashes of the addresses that lists have shown
        self._chosen: set[int] = set()  # hashes of the choices followed
        self._rejected: set[int] = set()  # hashes of the addresses left, which menus repeat on every page
        self._familiar: dict[str, frozenset[str]] = {}  # by portal: the addresses that its home page links
        self._hub_pages: dict[str, int] = {}  # by portal: columns followed

    def parse_column(self, response: Response) -> Yielded:
        """Follows a home page, a column of disclosure or a page of a report list."""
        trail: Trail = response.meta["trail"]
        if is_document(response.body):
            if trail.verdict:  # a list printed a year or a body and linked the file itself
                yield from self.parse_candidate(response)
            return
        page = page_of(response)
        self._brake.count_column(trail.portal, is_fruitful=False)
        obstacle = self._obstacle(response, page)
        if trail.role == "home" and not (obstacle and obstacle.blocked):
            yield from self._visit_home(response, page)
            trail = replace(trail, adcode=trail.adcode or page.site_code[:6])
        target = refresh_target(page) or (entrance(page) if trail.role == "home" else "")
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
            self._hollow.learn_missing(response.meta["trail"].portal, response.body, page_of(response).text)

    def parse_failure(self, failure: Failure) -> Yielded:
        """Records an address that gave no response, and tries the next likely name where this one was a guess."""
        yield from super().parse_failure(failure)
        trail: Trail = failure.request.meta["trail"]  # type: ignore[attr-defined]
        yield from self._step(guess_again(trail))

    def _walk_hub(self, page: Page, trail: Trail) -> Yielded:
        if is_site_map(page):
            yield from self._follow_leads(leads_of_site_map(page), page, trail)
            return
        leads = leads_of_hub(page, entries_of(page), is_home=trail.role == "home")
        yield from self._follow_leads(leads, page, trail)
        yield from self._follow_parts(page, trail, is_bare=not leads)
        if trail.role == "home" and not any(lead.role == LIST for lead in leads):
            site_map = replace(trail, role=HUB, is_part=True, found_on=page.url, link_text="")
            yield self._request(urljoin(page.url, "/sitemap.xml"), site_map)

    def _follow_parts(self, page: Page, trail: Trail, is_bare: bool) -> Yielded:
        """Follows what the page loads into itself, as what the page itself is."""
        if trail.hubs < MOST_HUBS:
            role = HUB if trail.role == "home" else trail.role
            inside = replace(trail, role=role, is_part=True, hubs=trail.hubs + 1, found_on=page.document, link_text="")
            for fetch in parts_of(page, is_bare):
                yield from self._follow(fetch.url, replace(inside, beside=page.numbered), fetch)

    def _walk_list(self, response: Response, page: Page, trail: Trail) -> Yielded:
        familiar = self._familiar.get(trail.portal, frozenset())
        leads = leads_of_list(page, entries_of(page), familiar)
        if trail.verdict and (holds_tables(page) or not leads):
            yield from self._weigh(response, page, trail, trail.verdict)
            return
        # A link can name a column and lead to the report itself, or to the column with a report in it.
        if not trail.verdict and holds_tables(page) and speaks_of_report(page):
            verdict = Verdict("perhaps", "the page of a column that shows a report", year_in(page.title))
            yield from self._weigh(response, page, trail, verdict)
        yield from self._walk_lines(page, trail, leads)

    def _walk_lines(self, page: Page, trail: Trail, leads: list[Lead]) -> Yielded:
        addresses = {_hash(lead.link) for lead in leads if lead.role != HUB}
        is_fresh = bool(addresses - self._listed)
        if any(lead.is_report and _hash(lead.link) not in self._listed for lead in leads):
            self._brake.count_column(trail.portal, is_fruitful=True)
        self._listed |= addresses
        yield ListPage(trail.portal)
        if trail.list_page == 1 and not trail.is_sublist and not trail.is_part:
            cms = recognise(page)
            yield PortalVisit(trail.portal, section_url=page.url, cms=cms[0] if cms else None)
        yield from self._follow_leads(leads, page, trail)
        if trail.list_page == 1:
            yield from self._follow_parts(page, trail, is_bare=not leads)
        if addresses or trail.list_page == 1 or not is_data(page.html):  # data without a line are the end
            yield from self._step(turn(page, trail, is_fresh))

    def _step(self, step: Step | None) -> Yielded:
        if step:
            yield from self._follow(step.fetch.url, step.trail, step.fetch)

    def _follow_leads(self, leads: list[Lead], page: Page, trail: Trail) -> Yielded:
        # What data lead to is data again, of which the scripts stand in the page that loaded the first.
        kept = page.numbered.without_nodes() if is_data(page.html) else NOTHING
        for lead in follow_order(leads):
            onward = replace(trail.to(lead, page.url), beside=kept)
            if lead.role == HUB and not self._may_wander(trail):
                continue
            if lead.verdict and lead.verdict.decision == "rejected":
                if (address := _hash(lead.link)) not in self._rejected:
                    self._rejected.add(address)
                    # What a form would bring has no address of its own: the words keep it apart.
                    url = f"{lead.link.url}#{quote(lead.link.text)}" if lead.link.posted else lead.link.url
                    yield onward.candidate(url, "rejected", lead.verdict.reason)
            elif self._is_wanted(lead.verdict) and not self._was_chosen(lead):
                yield from self._follow(lead.link.url, onward, lead.link.fetch)

    def _was_chosen(self, lead: Lead) -> bool:
        """Whether a choice was followed that another page offers again: its answer has a state of its own each time."""
        sent = without_state(lead.link.posted) if lead.role == LIST else ""
        key = hash((lead.link.url, sent))
        is_known = bool(sent) and key in self._chosen
        self._chosen.add(key) if sent else None
        return is_known

    def _may_wander(self, trail: Trail) -> bool:
        self._hub_pages[trail.portal] = self._hub_pages.get(trail.portal, 0) + 1
        return trail.hubs < MOST_HUBS and self._hub_pages[trail.portal] <= MOST_HUB_PAGES


def _hash(link: Link) -> int:
    return hash((link.url, link.posted))
