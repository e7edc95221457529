"""Ties the reading and storing of reports to Scrapy's items."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from archive.database import DATABASE_NAME, check_database
from archive.notes import Row, started_row
from archive.run import iso_utc
from pipelines.adapters.archive_middleware import ArchiveMiddleware
from pipelines.conveyor import Conveyor
from pipelines.figures import run_figures, visit_row
from pipelines.items import Candidate, FetchedReport, ListPage, PortalVisit
from pipelines.recorder import Batch, Fetched
from pipelines.source import source_of

# Decisions are archived a second after they are taken at the latest. At the pace of a polite crawl that is at once; at
# full speed one record for all of them takes a tenth of the time.
NOTING_INTERVAL = 1.0  # seconds
CANDIDATES_AT_ONCE = 20
CAPTURES_AT_ONCE = 100


class StorePipeline:
    """Reads and stores reports in a process beside the crawl; writes decisions into the archive and the database."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._database = Path(crawler.settings["NIANBAO_DATA"]) / DATABASE_NAME
        if self._database.exists():
            check_database(self._database)  # here, so that it is told before anything is fetched
        self._candidates: list[dict[str, Any]] = []  # not yet in the database
        self._unnoted: list[dict[str, Any]] = []  # not yet in the archive
        self._noted_at = 0.0
        self._portals: dict[str, dict[str, Any]] = {}
        self.decided = Counter[tuple[str, str]]()  # by portal and decision, and "list_page"
        self._begun_at = monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    async def open_spider(self) -> None:
        archive = self._crawler.get_downloader_middleware(ArchiveMiddleware)
        assert archive is not None  # settings.py names both
        self._archive = archive
        readers = self._crawler.settings.getint("NIANBAO_READERS")
        self._conveyor = Conveyor(readers, self._database, self._take_batch, self._stop_crawl)
        await self._conveyor.begin(started_row(archive.run))

    async def close_spider(self) -> None:
        await self._conveyor.drain()

    @property
    def failure(self) -> Exception | None:
        """What kept reports from being stored, if anything did."""
        return self._conveyor.failure

    @property
    def reached(self) -> list[str]:
        """The portals of this crawl that no obstacle keeps from being crawled, as far as is known."""
        return [portal for portal, known in self._portals.items() if not known.get("state")]

    async def process_item(self, item: object) -> object:
        match item:
            case FetchedReport():
                await self._store_report(item)
            case Candidate():
                self._keep_candidate(item)
                if len(self._candidates) >= CANDIDATES_AT_ONCE or len(self._archive.captures) >= CAPTURES_AT_ONCE:
                    await self._conveyor.write(self._take_batch())
            case ListPage():
                self.decided[item.portal, "list_page"] += 1
            case PortalVisit():
                known = {name: value for name, value in vars(item).items() if value is not None}
                earlier = self._portals.setdefault(item.portal, {})
                earlier.update(known | {"closed": item.closed or earlier.get("closed", False)})
            case _:
                raise TypeError(f"{type(item).__name__} is nothing that this pipeline knows")
        return item

    def _keep_candidate(self, candidate: Candidate) -> None:
        row = vars(candidate) | {
            "published_on": candidate.published_on or None,
            "adcode": candidate.adcode or None,
            "run_id": self._archive.run.run_id,
        }
        self._candidates.append(row)
        self._unnoted.append(row)
        if monotonic() - self._noted_at > NOTING_INTERVAL:
            self._note()
        self.decided[candidate.portal, candidate.decision] += 1

    async def _store_report(self, item: FetchedReport) -> None:
        self._keep_candidate(item.candidate)
        candidate, capture = item.candidate, item.capture
        source = source_of(capture, candidate.portal, candidate.published_on, candidate.adcode)
        is_held = capture.kind == "revisit" or self._archive.answers is not None
        await self._conveyor.put(Fetched(source, item.body, item.declared_type, is_held))
        self._crawler.stats.inc_value("nianbao/reports")

    def _stop_crawl(self) -> None:
        self._stopping = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="failed"))

    def _note(self) -> None:
        """Archives the decisions that are not there yet."""
        if self._unnoted:
            self._archive.writer.write_rows("candidates", self._unnoted)
            self._unnoted.clear()
        self._noted_at = monotonic()

    def _take_batch(self) -> Batch:
        """What is not in the database yet."""
        batch = Batch(tuple(self._archive.captures), tuple(self._candidates))
        self._archive.captures.clear()
        self._candidates.clear()
        return batch

    async def spider_closed(self, reason: str) -> None:
        """Writes what is left and the run's figures, and closes the archive and the database."""
        if reason == "finished" and not self.failure:
            await self._conveyor.read_with_the_rest(self._archive.writer.folder)
        is_finished = reason == "finished" and not self.failure
        portals = [self._portal_row(portal, known, is_finished) for portal, known in self._portals.items()]
        spider: Any = self._crawler.spider
        is_whole = is_finished and spider.selection.is_all
        visits = [
            visit_row(row, is_whole, self._archive.answered, self.decided, self._conveyor.outcomes) for row in portals
        ]
        figures = self._run_figures()
        try:
            self._note()
            batch = self._take_batch()
            closing = self._close_archive(reason, {"portals": portals, "visits": visits}, figures)
            if self.failure is None:
                await self._conveyor.write(Batch(batch.captures, batch.candidates, portals, visits))
                await self._conveyor.finish(closing)
        except Exception as error:  # a full disk: the crawl raises it, and the next run completes what is open
            self._conveyor.failure = self.failure or error
        self._conveyor.close()
        for name, value in figures.items():
            self._crawler.stats.set_value(f"nianbao/{name}", value)
        failed = sum(row["state"] not in ("ok", "no_reports", None) for row in portals)
        self._crawler.stats.set_value("nianbao/portals", len(portals))
        self._crawler.stats.set_value("nianbao/portals_failed", failed)

    def _close_archive(self, reason: str, tables: Mapping[str, Sequence[Row]], figures: dict[str, float]) -> Row:
        """Archives the run's last rows and completes its files; returns the closing row of the run."""
        writer = self._archive.writer
        for name, rows in tables.items():
            if rows:
                writer.write_rows(name, rows)
        outcome = "failed" if self.failure else reason if reason in ("finished", "failed") else "interrupted"
        closing = writer.finish(outcome, figures)
        self._archive.close()
        return closing

    def _portal_row(self, portal: str, known: dict[str, Any], is_finished: bool) -> dict[str, Any]:
        """The portal's row. An empty reason takes the place of an earlier one; None leaves what the database has."""
        run = self._archive.run
        row = known | {"last_run_id": run.run_id, "last_crawled_at": iso_utc(run.started_at)}
        was_closed = row.pop("closed")
        if self.decided[portal, "report"] and not was_closed:
            return row | {"state": "ok", "reason": "", "try_again_at": ""}
        if "state" in known:
            return row
        # An interrupted crawl has not been everywhere: it can't say that there is nothing.
        nothing = {"state": "no_reports", "reason": "the crawl took no report", "try_again_at": ""}
        return row | (nothing if is_finished else {"state": None, "reason": None})

    def _run_figures(self) -> dict[str, float]:
        requests = self._crawler.stats.get_value("downloader/request_count", 0)
        seconds = monotonic() - self._begun_at
        return run_figures(requests, seconds, self._archive.figures, self.decided, self._conveyor.outcomes)
