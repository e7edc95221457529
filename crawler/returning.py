"""Asks for reports that are known and that no list has shown in this crawl: are they still there?"""

from contextlib import closing
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from archive.database import DATABASE_NAME, open_for_reading
from archive.known_reports import KnownReport, known_reports
from crawler.discovery import CANDIDATE
from crawler.titles import Verdict
from crawler.trail import Trail
from pipelines.adapters.store_pipeline import StorePipeline


class Returning:
    """Once all else is done, asks for the known reports of the portals that let themselves be crawled.

    Only then is it known which of them the lists still show; Scrapy drops what was asked for already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._has_asked = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Returning":
        returning = cls(crawler)
        crawler.signals.connect(returning.spider_idle, signals.spider_idle)
        return returning

    def spider_idle(self) -> None:
        """Raises DontCloseSpider where there is something left to ask for."""
        spider = self._crawler.spider
        if self._has_asked or not spider.selection.is_all:
            return
        self._has_asked = True
        known = self._known()
        for report in known:
            self._crawler.engine.crawl(spider.ask_again(report.url, _trail(report)))
        if known:
            raise DontCloseSpider

    def _known(self) -> list[KnownReport]:
        storing = self._crawler.get_item_pipeline(StorePipeline)
        assert storing is not None  # settings.py names both
        database = Path(self._crawler.settings["NIANBAO_DATA"]) / DATABASE_NAME
        with closing(open_for_reading(database)) as connection:
            return known_reports(connection, storing.reached)


def _trail(report: KnownReport) -> Trail:
    return Trail(
        portal=report.portal,
        role=CANDIDATE,
        adcode=report.adcode,
        found_on=report.found_on,
        link_text=report.link_text,
        title=report.title,
        published_on=report.published_on,
        verdict=Verdict("report", "a report stood here before", report.year),
    )
