"""What every step of a visit does: asks for an address that may be asked for, and records what is in the way."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.errors import StorageError
from crawler.boundary import Boundary, refusal
from crawler.brake import Brake
from crawler.discovery import CANDIDATE, LIST
from crawler.fetch import FORM, Fetch
from crawler.hollow import Hollow
from crawler.obstacles import Obstacle, obstacle_in, obstacle_of_error, obstacle_of_status
from crawler.page import Page
from crawler.retry_after import asked_wait
from crawler.stopping import stopped
from crawler.trail import Trail
from pipelines.encoding import decode_and_tell
from pipelines.items import Candidate, FetchedReport, ListPage, PortalVisit
from pipelines.source import portal_of

Yielded = Iterator[Request | Candidate | FetchedReport | ListPage | PortalVisit]

_TIMEOUTS = dict.fromkeys((CANDIDATE, "attachment", "page", "picture"), "NIANBAO_FILE_TIMEOUT")  # the settings, by role


class Asking(scrapy.Spider):
    """A spider that asks for no address beyond `boundary`, with the trail that led to it.

    `failure` is what stopped the crawl: a storage of the archive that does not answer.
    """

    boundary: Boundary
    failure: StorageError | None = None

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._hollow = Hollow()

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

    def _follow(self, url: str, trail: Trail, fetch: Fetch | None = None) -> Yielded:
        if reason := refusal(url, self.boundary):
            if trail.verdict:
                yield trail.candidate(url, "rejected", reason)
            return
        yield self._request(url, trail, *((fetch.posted, fetch.content_type) if fetch else ()))

    def _obstacle(self, response: Response, page: Page) -> Obstacle | None:
        trail: Trail = response.meta["trail"]
        reason = "" if trail.role == "home" else self._hollow.reason(trail.portal, response.body, lambda: page.text)
        if reason:
            return Obstacle("soft_404", reason, blocked=False)
        by_status, said = refused(response), obstacle_in(page)
        portal = portal_of(response.url)
        if said and said.blocked and not (by_status and self._brake.closed_by(portal)):
            # A page that says why tells more than a status which could mean anything, and Brake saw only that.
            self._brake.count(portal, said, is_said=True)
            return said
        return by_status or said

    def _stop(self, trail: Trail, url: str, obstacle: Obstacle) -> Yielded:
        is_closed = self._brake.closed_by(portal_of(url)) is not None
        yield from stopped(trail, url, obstacle, is_closed, datetime.now(UTC))

    def parse_failure(self, failure: Failure) -> Yielded:
        """Records an address that gave no response: refused by robots.txt or the boundary, dead, silent, …

        Raises CloseSpider where the archive's storage does not answer, which is no portal's fault.
        """
        if isinstance(failure.value, StorageError):
            self.failure = failure.value
            raise CloseSpider("failed")
        request: Request = failure.request  # type: ignore[attr-defined]
        obstacle = obstacle_of_error(failure.value)
        # Where it was to be sent on to is in the words; it was not asked, and it is no portal.
        url = request.meta.get("redirect_urls", [request.url])[0]
        yield from self._stop(request.meta["trail"], url, obstacle)

    @property
    def _brake(self) -> Brake:
        brake = self.crawler.get_downloader_middleware(Brake)
        assert brake is not None  # settings.py names it
        return brake


def page_of(response: Response) -> Page:
    """The page that a response brought."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    posted = response.request.body.decode("ascii", "replace") if response.request else ""
    trail: Trail = response.meta["trail"]
    html, encoding = decode_and_tell(response.body, content_type)
    return Page(response.url, html, posted, trail.found_on, trail.beside, encoding)


def refused(response: Response) -> Obstacle | None:
    """What the status of a response says is in the way."""
    return obstacle_of_status(response.status, asked_wait(response, datetime.now(UTC)))
