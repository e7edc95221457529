"""Runs the spider in this process. Scrapy's reactor can run once in a process, so this can too."""

import json
import logging
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.spiders.annual_reports import AnnualReportsSpider
from pipelines.adapters.store_pipeline import StorePipeline

ARGUMENTS_NAME = "arguments.json"
# What can't be fetched the spider records with its reason; here it would be told again, with a page of traceback.
_TOLD_BY_THE_SPIDER = ("scrapy.downloadermiddlewares.retry", "scrapy.downloadermiddlewares.robotstxt")


@dataclass(frozen=True)
class Job:
    """A crawl and the folder in which its queue lies until it is finished. The fields are the spider's arguments."""

    folder: Path
    portals: str = ""
    years: str = ""
    limit: str = "0"


def unfinished_job(folder: Path) -> Job | None:
    """The last crawl that was interrupted, of those whose queues lie in `folder`."""
    for path in sorted(folder.glob(f"*/{ARGUMENTS_NAME}"), reverse=True):
        return Job(path.parent, **json.loads(path.read_text(encoding="utf-8")))
    return None


def run(job: Job, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Crawls, and returns Scrapy's stats; the job's folder stays behind when the crawl was interrupted.

    Raises RegistryError for portals or years that can't be, ArchiveError where the data folder can't be written.
    """
    arguments = {name: value for name, value in asdict(job).items() if name != "folder"}
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.update({"JOBDIR": str(job.folder), **overrides}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    # Scrapy makes every message and lets its handler drop those below LOG_LEVEL, of which each page has several.
    logging.getLogger().setLevel(settings["LOG_LEVEL"])
    for name in _TOLD_BY_THE_SPIDER:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(AnnualReportsSpider)
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / ARGUMENTS_NAME).write_text(json.dumps(arguments, ensure_ascii=False), encoding="utf-8")
    try:
        task = process.crawl(crawler, **arguments)
        process.start()
        task.result()  # raises what kept the crawl from starting
    except BaseException:
        shutil.rmtree(job.folder)
        raise
    storing = crawler.get_item_pipeline(StorePipeline)
    if storing is not None and storing.failure is not None:
        raise storing.failure
    stats: dict[str, Any] = crawler.stats.get_stats()  # type: ignore[union-attr]
    if stats["finish_reason"] == "finished":
        shutil.rmtree(job.folder)
    return stats
