"""Pages and files that may be reports: each is taken, left with the reason, or leads to the report."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scrapy.http import Response

from crawler.attachments import continuations_of
from crawler.boundary import refusal
from crawler.cms import entries_of
from crawler.discovery import LIST, Lead, leads_of_list
from crawler.disposition import file_name
from crawler.evidence import is_document
from crawler.link import Link
from crawler.page import Page
from crawler.selection import Selection
from crawler.spiders.asking import Asking, Yielded, page_of, refused
from crawler.titles import Verdict
from crawler.trail import Trail
from crawler.weighing import Weighed, weigh, weigh_file
from pipelines.article_pages import MOST_PAGES
from pipelines.items import FetchedReport


class Candidates(Asking):
    """Decides on the candidates that lists and columns led to, within the years and the number that were asked for."""

    selection: Selection

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._taken = 0

    def _walk_lines(self, page: Page, trail: Trail, leads: list[Lead]) -> Yielded:
        """Follows the lines of a list, which a candidate may turn out to be; `Columns` does."""
        raise NotImplementedError

    def parse_candidate(self, response: Response) -> Yielded:
        """Decides whether a page or a file is a report, and hands it on if it is."""
        trail: Trail = response.meta["trail"]
        assert trail.verdict is not None  # every request for a candidate carries one
        if obstacle := refused(response):
            yield from self._stop(trail, response.url, obstacle)
        elif is_document(response.body):
            yield from self._take_file(response, trail, trail.verdict)
        else:
            yield from self._weigh(response, page_of(response), trail, trail.verdict)

    def _weigh(self, response: Response, page: Page, trail: Trail, verdict: Verdict) -> Yielded:
        weighed = weigh(page, verdict)
        trail = replace(trail, published_on=page.published_on or trail.published_on, verdict=weighed.verdict)
        if not weighed.has_tables and (obstacle := self._obstacle(response, page)):
            yield from self._stop(trail, response.url, obstacle)
            return
        if weighed.decision == "report":
            yield from self._take(response, trail, weighed.verdict)
            yield from self._fetch_pictures(page, trail, weighed.has_tables)
            yield from self._follow_pages(page, weighed.pages, replace(trail, found_on=response.url, list_page=1))
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

    def _follow_pages(self, page: Page, links: Sequence[Link], trail: Trail) -> Yielded:
        """Asks for further pages of an article; the trail's `found_on` is its first."""
        for link in links if trail.list_page < MOST_PAGES else ():
            onward = replace(trail, role="page", link_text="", title=page.title, list_page=trail.list_page + 1)
            yield from self._follow(link.url, onward)

    def parse_further_page(self, response: Response) -> Yielded:
        """Records a further page of a report's article: it is read with the first, and may lead to the next."""
        trail: Trail = response.meta["trail"]
        page = page_of(response)
        if obstacle := self._obstacle(response, page):
            yield from self._stop(trail, response.url, obstacle)
            return
        yield trail.candidate(response.url, "page", f"a further page of the report at {trail.found_on}")
        yield from self._follow_pages(page, continuations_of(page), trail)

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

    def _fetch_pictures(self, page: Page, trail: Trail, has_tables: bool) -> Yielded:
        """Asks for the pictures that may be the tables of a report's page, so that the archive holds all of the report."""
        for url in page.pictures(has_tables):
            if not refusal(url, self.boundary):
                yield self._request(
                    url, replace(trail, role="picture", found_on=page.url, link_text="", title=page.title)
                )

    def parse_picture(self, response: Response) -> Yielded:
        """Nothing: the archive has the picture. What kept it from being served is recorded."""
        trail: Trail = response.meta["trail"]
        if obstacle := refused(response):
            yield from self._stop(trail, response.url, obstacle)

    def _is_wanted(self, verdict: Verdict | None) -> bool:
        if verdict is None:
            return True
        is_enough = 0 < self.selection.limit <= self._taken
        return self.selection.wants(verdict.year) and not is_enough
