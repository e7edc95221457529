"""What ties the archive and the reading of reports to Scrapy: a downloader middleware and an item pipeline."""

from collections import Counter
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import asdict
from http.client import responses as REASONS
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response

from archive.capture import Capture, Exchange
from archive.capture import Headers as HeaderPairs
from archive.database import DATABASE_NAME
from archive.opening import open_archive
from archive.run import iso_utc, new_run
from archive.warc import utc_now
from pipelines import recorder
from pipelines.beside import Beside
from pipelines.items import Candidate, FetchedReport, PortalVisit
from pipelines.recorder import Batch, Fetched
from pipelines.reference import open_database
from pipelines.source import source_of

CANDIDATES_AT_ONCE = 20  # decisions written together; what a report was taken by is written with it
CAPTURES_AT_ONCE = 100


class ArchiveMiddleware:
    """Archives every response as it came from the network, and leaves its capture in request.meta["capture"]."""

    def __init__(self, crawler: Crawler) -> None:
        data = Path(crawler.settings["NIANBAO_DATA"])
        self.run = new_run("crawl", crawler.settings["NIANBAO_ARGUMENTS"], _software(crawler), utc_now())
        self.figures = Counter[str]()
        self.captures: list[Capture] = []  # not yet in the database
        self._open = ExitStack()
        self.writer = self._open.enter_context(open_archive(data / "archive", self.run))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchiveMiddleware":
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        capture = self.writer.write(_exchange(request, response, self.run.run_id))
        self.captures.append(capture)
        self.figures["responses"] += 1
        self.figures["revisits"] += capture.kind == "revisit"
        request.meta["capture"] = capture
        return response

    def close(self) -> None:
        """Completes the WARC files."""
        self._open.close()


def _software(crawler: Crawler) -> str:
    """The program, with its version and home, as it names itself to portals."""
    return f"{crawler.settings['USER_AGENT']} Scrapy/{scrapy.__version__}"


def _exchange(request: Request, response: Response, run_id: str) -> Exchange:
    return Exchange(
        url=response.url,
        fetched_at=utc_now(),
        run_id=run_id,
        status=response.status,
        reason=REASONS.get(response.status, ""),  # Scrapy does not keep the phrase that was sent
        response_headers=_pairs(response.headers),
        payload=response.body,
        method=request.method,
        request_headers=_pairs(request.headers),
        request_body=request.body,
        ip_address=str(response.ip_address or ""),
        protocol=response.protocol or "HTTP/1.1",
        found_on=request.meta.get("found_on", ""),
        link_text=request.meta.get("link_text", ""),
    )


def _pairs(headers: Headers) -> HeaderPairs:
    return tuple((name, value) for name, values in headers.items() for value in values)


class StorePipeline:
    """Reads and stores reports in a process beside the crawl; writes decisions into the archive and the database."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._database = Path(crawler.settings["NIANBAO_DATA"]) / DATABASE_NAME
        # Made here, so that a file that is none of ours is told before anything is fetched.
        open_database(self._database).close()
        self._candidates: list[dict[str, Any]] = []
        self._portals: dict[str, dict[str, Any]] = {}
        self.figures = Counter[str]()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    async def open_spider(self) -> None:
        archive = self._crawler.get_downloader_middleware(ArchiveMiddleware)
        assert archive is not None  # settings.py names both
        self._archive = archive
        self._beside = Beside(recorder.start, self._database)
        row = {name: value for name, value in asdict(archive.run).items() if name != "started_at"}
        await self._beside.call(recorder.begin, row | {"started_at": iso_utc(archive.run.started_at)})

    async def process_item(self, item: object) -> object:
        match item:
            case FetchedReport():
                await self._store_report(item)
            case Candidate():
                self._keep_candidate(item)
                if len(self._candidates) >= CANDIDATES_AT_ONCE or len(self._archive.captures) >= CAPTURES_AT_ONCE:
                    await self._beside.call(recorder.record, self._take_batch(), None)
            case PortalVisit():
                known = {name: value for name, value in asdict(item).items() if value is not None}
                self._portals.setdefault(item.portal, {}).update(known)
            case _:
                raise TypeError(f"{type(item).__name__} is nothing that this pipeline knows")
        return item

    def _keep_candidate(self, candidate: Candidate) -> None:
        self._candidates.append(
            asdict(candidate)
            | {
                "published_on": candidate.published_on or None,
                "adcode": candidate.adcode or None,
                "run_id": self._archive.run.run_id,
            }
        )
        self.figures[candidate.decision] += 1
        self.figures[f"{candidate.decision} {candidate.portal}"] += 1

    async def _store_report(self, item: FetchedReport) -> None:
        self._keep_candidate(item.candidate)
        candidate, batch = item.candidate, self._take_batch()
        source = source_of(item.capture, candidate.portal, candidate.published_on, candidate.adcode)
        try:
            fetched = Fetched(source, item.declared_type, item.body)
            outcome = await self._beside.call(recorder.record, batch, fetched)
        except BrokenProcessPool:
            outcome = await self._beside.call(recorder.record_crash, batch, source)
        self.figures[outcome] += 1
        self._crawler.stats.inc_value(f"nianbao/{outcome}")  # type: ignore[union-attr]

    def _take_batch(self) -> Batch:
        """What is not in the database yet; the decisions among it are in the archive from here on."""
        batch = Batch(tuple(self._archive.captures), tuple(self._candidates))
        if batch.candidates:
            self._archive.writer.write_rows("candidates", batch.candidates)
        self._archive.captures.clear()
        self._candidates.clear()
        return batch

    async def spider_closed(self, reason: str) -> None:
        """Writes what is left and the run's figures, and closes the archive and the database."""
        portals = [self._portal_row(portal, known) for portal, known in self._portals.items()]
        batch = self._take_batch()
        writer = self._archive.writer
        if portals:
            writer.write_rows("portals", portals)
        closing = writer.finish("finished" if reason == "finished" else "interrupted", self._run_figures())
        self._archive.close()
        await self._beside.call(recorder.record, Batch(batch.captures, batch.candidates, portals), None)
        await self._beside.call(recorder.finish, closing)
        self._beside.close()
        for name, value in self._run_figures().items():
            self._crawler.stats.set_value(f"nianbao/{name}", value)  # type: ignore[union-attr]
        failed = sum(row["state"] not in ("ok", "no_reports") for row in portals)
        self._crawler.stats.set_value("nianbao/portals", len(portals))  # type: ignore[union-attr]
        self._crawler.stats.set_value("nianbao/portals_failed", failed)  # type: ignore[union-attr]

    def _portal_row(self, portal: str, known: dict[str, Any]) -> dict[str, Any]:
        found = self.figures[f"report {portal}"]
        state, reason = ("ok", None) if found else (known.get("state", "no_reports"), known.get("reason"))
        run = self._archive.run
        last = {"last_run_id": run.run_id, "last_crawled_at": iso_utc(run.started_at)}
        return known | last | {"state": state, "reason": reason}

    def _run_figures(self) -> dict[str, int]:
        requests = self._crawler.stats.get_value("downloader/request_count", 0)  # type: ignore[union-attr]
        return {
            "requests": requests,
            "responses": self._archive.figures["responses"],
            "revisits": self._archive.figures["revisits"],
            "reports_new": self.figures["new"],
            "reports_changed": self.figures["changed"],
            "reports_unchanged": self.figures["unchanged"],
            "rejected": self.figures["rejected"],
            "blocked": self.figures["blocked"] + self.figures["failed"],
            "unread": self.figures["unread"],
        }
