"""Stops asking a host that refuses, challenges or does not answer, and waits where a host asks to be left alone."""

from datetime import UTC, datetime, timedelta

from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.asyncio import call_later

from crawler.discovery import HUB, LIST
from crawler.obstacles import Obstacle, Obstructed, obstacle_of_error, obstacle_of_status
from crawler.retry_after import asked_wait
from pipelines.source import portal_of

# How many answers of a kind in a row close a host. A challenge is the same for every page; a single page may be forbidden,
# or fail, on a host that works.
_CLOSES_AFTER = {
    "blocked_412": 1,
    "blocked_521": 1,
    "blocked_js_challenge": 1,
    "captcha": 1,
    "throttled_429": 1,
    "throttled_soft": 2,
    "blocked_waf": 2,
    "blocked_401": 3,
    "blocked_403": 3,
    "denied_soft": 3,
    "dns_dead": 3,
    "tls_certificate": 3,
    "tls_failed": 3,
    "failed": 6,
    "geo_or_timeout": 6,  # two pages, each tried three times
    "http_5xx": 9,
}
# Columns in a row that show no new report. A calendar has no end, and neither has a site that answers whatever it is asked.
MOST_FRUITLESS = 300
_COLUMNS = ("home", HUB, LIST)
MOST_WAITS = 3  # for one request; who asks for more of them wants us to stop


class Brake:
    """Keeps count of what each host answers; a closed one is asked no more in this run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest_wait = timedelta(seconds=crawler.settings.getfloat("NIANBAO_LONGEST_WAIT"))
        self._in_a_row: dict[tuple[str, bool], tuple[str, int]] = {}
        self._closed: dict[str, Obstacle] = {}
        self._fruitless: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Brake":
        return cls(crawler)

    def check(self, request: Request) -> None:
        """Raises Obstructed for a request to a host that is closed."""
        if obstacle := self._closed.get(portal_of(request.url)):
            raise Obstructed(obstacle)
        trail = request.meta.get("trail")
        if trail and trail.role in _COLUMNS and self._fruitless.get(trail.portal, 0) >= MOST_FRUITLESS:
            reason = f"{MOST_FRUITLESS} columns in a row showed no new report; the others were not looked at"
            raise Obstructed(Obstacle("trap", reason, blocked=False))

    def process_request(self, request: Request) -> None:
        self.check(request)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        portal = portal_of(request.url)
        wait = asked_wait(response, datetime.now(UTC))
        if wait is not None and wait <= self._longest_wait and request.meta.get("waits", 0) < MOST_WAITS:
            _hold(self._crawler.engine.downloader, request, wait)
            again = request.replace(dont_filter=True)
            again.meta["waits"] = request.meta.get("waits", 0) + 1
            return again
        obstacle = obstacle_of_status(response.status, wait)
        if obstacle is None:
            self._in_a_row.pop((portal, False), None)
        elif obstacle.code != "not_found":
            self.count(portal, obstacle)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, IgnoreRequest):
            self.count(portal_of(request.url), obstacle_of_error(exception))

    def count(self, portal: str, obstacle: Obstacle, is_said: bool = False) -> None:
        """Counts an obstacle met on a portal, and closes the portal when it is one too many.

        `is_said` where a page that was served tells of it: an answer that is no error does not end such a row.
        """
        code, times = self._in_a_row.get((portal, is_said), ("", 0))
        times = times + 1 if code == obstacle.code else 1
        self._in_a_row[portal, is_said] = (obstacle.code, times)
        if obstacle.wait is not None or times >= _CLOSES_AFTER.get(obstacle.code, times + 1):
            self._closed.setdefault(portal, obstacle)

    def count_column(self, portal: str, is_fruitful: bool) -> None:
        """Counts the columns in a row that showed no new report."""
        self._fruitless[portal] = 0 if is_fruitful else self._fruitless.get(portal, 0) + 1

    def closed_by(self, portal: str) -> Obstacle | None:
        """What closed a portal in this run, None where it is open."""
        return self._closed.get(portal)


def _hold(downloader: Downloader, request: Request, wait: timedelta) -> None:
    """Lets the queue of a request's host rest. Scrapy has no public way: this is how its delays do it."""
    slot = downloader.slots.get(request.meta["download_slot"])
    if slot is None:
        return
    if slot.latercall:
        slot.latercall.cancel()
    slot.latercall = call_later(wait.total_seconds(), downloader._latercall, slot)
