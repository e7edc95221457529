"""Ties the archive to Scrapy's downloader."""

from collections import Counter
from contextlib import ExitStack
from http.client import responses as REASONS
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from archive.capture import Capture, Exchange
from archive.capture import Headers as HeaderPairs
from archive.capture_records import UNMODIFIED_STATUS
from archive.record import Fields
from archive.run import new_run
from archive.warc import utc_now
from pipelines.beginning import begun_crawl

ARCHIVED = "archived"  # the flag of a response that the archive had from before the run was interrupted
NO_PAGE = 400  # statuses from here on bring none


class ArchiveMiddleware:
    """Archives every response as it came from the network, and leaves its capture in request.meta["capture"].

    `figures` counts "responses", "revisits" and "resumed"; `answered` by portal "pages" and "failed" requests.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings, now = crawler.settings, utc_now()
        spider: Any = crawler.spider  # what the crawl was asked for, it knows
        asked = new_run("crawl", settings["NIANBAO_ARGUMENTS"], _software(crawler), now, spider.job, _declared(crawler))
        self.figures = Counter[str]()
        self.answered = Counter[tuple[str, str]]()
        self.captures: list[Capture] = []  # not yet in the database
        self._open = ExitStack()
        begun = self._open.enter_context(
            begun_crawl(
                Path(settings["NIANBAO_DATA"]),
                asked,
                settings.getbool("NIANBAO_RESUME"),
                spider.registry_rows(),
                settings.getint("NIANBAO_READERS"),
                now,
            )
        )
        self.run, self.writer, self.answers = begun.run, begun.writer, begun.answers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchiveMiddleware":
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if ARCHIVED in response.flags:
            capture: Capture = request.meta["capture"]
            self.figures["resumed"] += 1
        else:
            capture = self._archive(request, response)
            self.captures.append(capture)
            request.meta["capture"] = capture
        self.figures["responses"] += 1
        self.figures["revisits"] += capture.kind == "revisit"
        self._count(request, "pages" if response.status < NO_PAGE else "failed")
        return response

    def _notes(self, request: Request) -> tuple[tuple[str, str], ...]:
        """How a response was asked for: how long it took, and how long the host was left alone before."""
        slot = (
            self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
            if self._crawler.engine
            else None
        )
        notes = (
            [("fetchTimeMs", f"{request.meta['download_latency'] * 1000:.0f}")]
            if "download_latency" in request.meta
            else []
        )
        return (*notes, ("delayMs", f"{slot.delay * 1000:.0f}")) if slot else tuple(notes)

    def _archive(self, request: Request, response: Response) -> Capture:
        exchange = _exchange(request, response, self.run.run_id, self._notes(request))
        held = request.meta.get("held")
        if response.status == UNMODIFIED_STATUS and held is not None:
            return self.writer.write_not_modified(exchange, held.capture)
        return self.writer.write(exchange)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, IgnoreRequest):
            self._count(request, "failed")

    def _count(self, request: Request, kind: str) -> None:
        """Counts what the spider asked for; robots.txt and guesses, whose absence says nothing, are none of it."""
        trail = request.meta.get("trail")
        if trail is not None and trail.role != "probe" and not (kind == "failed" and trail.is_guess):
            self.answered[trail.portal, kind] += 1

    def close(self) -> None:
        """Completes the WARC files."""
        self._open.close()


class ResumeMiddleware:
    """Answers from the archive what the run had fetched before it was interrupted."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ResumeMiddleware":
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        archive = self._crawler.get_downloader_middleware(ArchiveMiddleware)
        assert archive is not None  # settings.py names both
        answer = archive.answers.find(request.method, request.url, request.body) if archive.answers else None
        if answer is None:
            return None
        request.meta["capture"] = answer.capture
        headers = Headers()
        for name, value in answer.response.headers:
            headers.appendlist(name, value)
        body = answer.response.payload
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        status = answer.response.status
        return kind(request.url, status=status, headers=headers, body=body, flags=[ARCHIVED], protocol="HTTP/1.1")


def _software(crawler: Crawler) -> str:
    """The program, with its version and home, as it names itself to portals."""
    return f"{crawler.settings['USER_AGENT']} Scrapy/{scrapy.__version__}"


def _declared(crawler: Crawler) -> tuple[tuple[str, str], ...]:
    """What the WARC files say of the crawl: who answers for it, and how it treats its hosts."""
    settings = crawler.settings
    return (
        ("operator", settings["NIANBAO_CONTACT"]),
        ("robots", "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"),
        ("http-header-user-agent", settings["USER_AGENT"]),
        ("delay-seconds", str(settings["DOWNLOAD_DELAY"])),
    )


def _exchange(request: Request, response: Response, run_id: str, notes: Fields) -> Exchange:
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
        # Through a proxy the other end of the connection is the proxy.
        ip_address="" if request.meta.get("proxy") else str(response.ip_address or ""),
        protocol=response.protocol or "HTTP/1.1",
        found_on=request.meta.get("found_on", ""),
        link_text=request.meta.get("link_text", ""),
        notes=tuple(notes),
    )


def _pairs(headers: Headers) -> HeaderPairs:
    return tuple((name, value) for name, values in headers.items() for value in values)
