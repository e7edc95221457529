"""One crawl in this process: `python one_crawl.py VARIANT HOME…` prints seconds, pages, and peak memory, as JSON.

Variants: "default" and "settings" only download, with bare Scrapy's settings or the project's; "full" is the project's
crawl: WARC, reading, checks, database; "hosts" is the same with one connection a host, all hosts at once. The time runs
from the moment the first request may go out.
"""

import json
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Request, Response
from scrapy.settings import Settings

# As many connections as bare Scrapy opens, and no waiting.
IMPOLITE = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "CONCURRENT_REQUESTS": 16,
}
STARTED: list[tuple[float, float]] = []  # by the clock, and of this process's processor time


class Downloads(scrapy.Spider):
    """Follows every link."""

    name = "downloads"
    homes: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[Request]:
        for home in self.homes:
            yield Request(home, self.parse)

    def parse(self, response: Response) -> Iterator[Request]:
        for href in response.css("a::attr(href)").getall():
            is_report = "/t" in response.urljoin(href)
            yield response.follow(href, self.parse_report if is_report else self.parse)
        for number in range(1, int((response.selector.re(r"createPageHTML\((\d+), 0,") or ["1"])[0])):
            yield response.follow(f"index_{number}.html", self.parse)

    def parse_report(self, response: Response) -> None:
        """Keeps nothing."""


class Clock:
    """Notes when the spider may begin."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Clock":
        clock = cls()
        crawler.signals.connect(clock.opened, signals.spider_opened)
        return clock

    def opened(self) -> None:
        STARTED.append((perf_counter(), process_time()))


def _download(variant: str, homes: list[str]) -> int:
    settings = Settings()
    if variant == "settings":
        settings.setmodule("crawler.settings")
    parts = ("DOWNLOADER_MIDDLEWARES", "DOWNLOAD_HANDLERS", "ITEM_PIPELINES")  # what the project adds of its own
    ours: dict[str, Any] = {**{name: {} for name in parts}, "EXTENSIONS": {Clock: 0}}
    quiet = {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    settings.update(ours | quiet | (IMPOLITE if variant == "settings" else {}), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Downloads)
    process.crawl(crawler, homes=tuple(homes))
    process.start()
    return int(crawler.stats.get_value("response_received_count"))  # type: ignore[union-attr]


def _full(homes: list[str], manners: dict[str, Any]) -> tuple[int, dict[str, float]]:
    from crawler.run import Job, run

    with tempfile.TemporaryDirectory() as folder:
        overrides = manners | {"NIANBAO_DATA": folder, "LOG_LEVEL": "ERROR", "EXTENSIONS": {Clock: 0}}
        stats = run(Job(",".join(homes)), overrides)
        archive = sum(path.stat().st_size for path in (Path(folder) / "archive").iterdir())
        sizes = {"archive_mb": archive / 1e6, "database_mb": (Path(folder) / "nianbao.db").stat().st_size / 1e6}
    read = stats["nianbao/reports_new"]
    if stats["nianbao/unread"] or not read:
        sys.exit(f"{stats['nianbao/unread']} of the pages could not be read")
    return int(stats["response_received_count"]), sizes


def main() -> None:
    """Runs the crawl that the command line names."""
    variant, homes = sys.argv[1], sys.argv[2:]
    sizes: dict[str, float] = {}
    if variant in ("full", "hosts"):
        one_each = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_REQUESTS": len(homes)}
        pages, sizes = _full(homes, IMPOLITE | (one_each if variant == "hosts" else {}))
    else:
        pages = _download(variant, homes)
    seconds, cpu_seconds = perf_counter() - STARTED[0][0], process_time() - STARTED[0][1]
    peak = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures = {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "pages": pages,
        "crawl_mb": peak[0],
        "beside_mb": peak[1],
    }
    print(json.dumps(figures | sizes))


if __name__ == "__main__":
    main()
