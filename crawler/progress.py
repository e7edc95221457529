"""A line on the terminal that tells how far a crawl has come."""

import sys
from time import monotonic
from typing import TextIO

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

BETWEEN = 0.5  # seconds


class Progress:
    """Writes requests and reports so far over one line; only where the command asked for it and a terminal is there."""

    def __init__(self, crawler: Crawler, terminal: TextIO) -> None:
        self._crawler = crawler
        self._terminal = terminal
        self._last = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        if not crawler.settings.getbool("NIANBAO_PROGRESS") or not sys.stderr.isatty():
            raise NotConfigured
        progress = cls(crawler, sys.stderr)
        crawler.signals.connect(progress.response_received, signals.response_received)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def response_received(self) -> None:
        if monotonic() - self._last > BETWEEN:
            self._last = monotonic()
            stats = self._crawler.stats.get_stats()  # type: ignore[union-attr]
            reports = stats.get("nianbao/reports", 0)
            waiting = stats.get("scheduler/enqueued", 0) - stats.get("scheduler/dequeued", 0)
            line = f"{stats.get('downloader/response_count', 0)} responses, {reports} reports, {waiting} waiting"
            self._terminal.write(f"\r\033[K{line}")
            self._terminal.flush()

    def spider_closed(self) -> None:
        self._terminal.write("\r\033[K")
        self._terminal.flush()
