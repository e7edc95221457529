"""Obeys robots.txt (RFC 9309) and says of every address that it closes which captured file closed it."""

import asyncio
from dataclasses import dataclass

from protego import Protego
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_exponential

from archive.errors import StorageError
from crawler.obstacles import Obstacle, Obstructed, obstacle_of_error
from crawler.robots_file import parse_robots
from crawler.user_agent import NAME

PRIORITY = 1000  # before every page
ATTEMPTS = 3
LONGEST_DELAY = 30.0  # seconds; a Crawl-delay of an hour would keep a small portal busy for a month


@dataclass(frozen=True)
class Robots:
    """What is known of a host's robots.txt: its rules, or the obstacle that keeps it, and with it the host, closed."""

    rules: Protego | None = None
    obstacle: Obstacle | None = None
    capture_id: str = ""

    def refusal(self, url: str) -> Obstacle | None:
        """Why an address may not be asked for."""
        if self.obstacle or self.rules is None or self.rules.can_fetch(url, NAME):
            return self.obstacle
        reason = f"robots.txt disallows the address (its text is the capture {self.capture_id})"
        return Obstacle("robots_disallow", reason, blocked=True)

    @property
    def delay(self) -> float:
        """The seconds between two requests that the file asks for, 0.0 where it names none."""
        return min(float((self.rules and self.rules.crawl_delay(NAME)) or 0), LONGEST_DELAY)


class RobotsObeyed:
    """Asks every host for its robots.txt first, once a run. Scrapy's own takes a server error for leave."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: dict[str, asyncio.Future[Robots]] = {}
        self._delays: dict[str, float] = {}  # by slot
        crawler.signals.connect(self._keep_delay, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsObeyed":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        url = urlparse_cached(request)
        origin = f"{url.scheme}://{url.netloc}"
        if origin not in self._known:
            self._known[origin] = asyncio.ensure_future(self._learn(origin))
        robots = await self._known[origin]
        if obstacle := robots.refusal(request.url):
            raise Obstructed(obstacle)

    async def _learn(self, origin: str) -> Robots:
        try:
            response = await self._fetch(f"{origin}/robots.txt")
        except Obstructed as closed:
            return Robots(obstacle=closed.obstacle)
        except IgnoreRequest:
            # It redirects in circles, or to where nothing may be fetched: a host without the file (RFC 9309, 2.3.1.2).
            return Robots()
        except StorageError:
            raise  # no fault of the host's: the crawl stops
        except Exception as error:  # whatever it is, it would happen to the pages, too
            return Robots(obstacle=obstacle_of_error(error))
        if response.status >= 500 or response.status == 429:
            reason = f"robots.txt is answered with status {response.status}, which closes the host for now"
            return Robots(obstacle=Obstacle("robots_unreachable", reason, blocked=True))
        if response.status >= 300:
            return Robots()
        capture = response.request.meta["capture"]
        robots = Robots(parse_robots(response.body), capture_id=capture.refers_to or capture.capture_id)
        if robots.delay:
            self._delays[response.request.meta["download_slot"]] = robots.delay
            self._keep_delay(response.request)
        return robots

    async def _fetch(self, url: str) -> Response:
        """The answer for a robots.txt. A host that fails is asked again later: all its pages hang on this one."""
        wait = wait_exponential(multiplier=self._crawler.settings.getfloat("DOWNLOAD_DELAY"), exp_base=4)
        retrying = AsyncRetrying(
            retry=retry_if_result(lambda response: response.status >= 500),
            wait=wait,
            stop=stop_after_attempt(ATTEMPTS),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        return await retrying(self._ask, url)  # type: ignore[no-any-return]

    async def _ask(self, url: str) -> Response:
        meta = {"is_robots": True, "dont_retry": True}
        return await self._crawler.engine.download_async(
            Request(url, priority=PRIORITY, meta=meta, callback=NO_CALLBACK)
        )

    def _keep_delay(self, request: Request) -> None:
        """Sets the slot's delay to what robots.txt asks for, where AutoThrottle has made it shorter."""
        key = request.meta.get("download_slot", "")
        slot = self._crawler.engine.downloader.slots.get(key)
        if slot is not None and slot.delay < self._delays.get(key, 0.0):
            slot.delay = self._delays[key]
