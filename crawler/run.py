"""Runs the spider in this process. Scrapy's reactor can run once in a process, so this can too."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.spiders.annual_reports import AnnualReportsSpider
from pipelines.adapters.store_pipeline import StorePipeline

# What can't be fetched the spider records with its reason; here it would be told again, with a page of traceback.
_TOLD_BY_THE_SPIDER = ("scrapy.downloadermiddlewares.retry", "scrapy.downloadermiddlewares.robotstxt")
OPENING_INTERVAL = 0.05  # seconds between two looks whether a crawl has begun that is to be stopped


@dataclass(frozen=True)
class Job:
    """What a crawl is asked for. The fields are the spider's arguments."""

    portals: str = ""
    years: str = ""
    limit: str = "0"


class _Process(AsyncCrawlerProcess):
    """Stops a crawl that is still being opened, too: Scrapy leaves it where it stands, and with it its archive."""

    async def stop(self) -> None:
        while not all(map(_is_running, self.crawlers)):  # one that is over is none of them
            await asyncio.sleep(OPENING_INTERVAL)
        await super().stop()


def _is_running(crawler: Crawler) -> bool:
    return crawler.spider is not None and crawler.engine is not None and crawler.engine.running


def run(job: Job, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Crawls, and returns Scrapy's stats.

    Raises RegistryError for portals or years that can't be, ArchiveError where the data folder can't be written or the
    archive's storage does not answer.
    """
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.update(overrides, priority="cmdline")
    process = _Process(settings)
    # Scrapy makes every message and lets its handler drop those below LOG_LEVEL, of which each page has several.
    for name in ("", "scrapy"):
        logging.getLogger(name).setLevel(settings["LOG_LEVEL"])
    for name in _TOLD_BY_THE_SPIDER:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(AnnualReportsSpider)
    task = process.crawl(crawler, **asdict(job))
    process.start()
    task.result()  # raises what kept the crawl from starting
    storing = crawler.get_item_pipeline(StorePipeline)
    if storing is not None and storing.failure is not None:
        raise storing.failure
    if isinstance(crawler.spider, AnnualReportsSpider) and crawler.spider.failure is not None:
        raise crawler.spider.failure
    stats: dict[str, Any] = crawler.stats.get_stats()  # type: ignore[union-attr]
    return stats
