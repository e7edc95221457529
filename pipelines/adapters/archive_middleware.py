"""Ties the archive to Scrapy's downloader."""

from collections import Counter
from contextlib import ExitStack
from http.client import responses as REASONS
from pathlib import Path

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response

from archive.capture import Capture, Exchange
from archive.capture import Headers as HeaderPairs
from archive.opening import open_archive
from archive.run import new_run
from archive.warc import utc_now


class ArchiveMiddleware:
    """Archives every response as it came from the network, and leaves its capture in request.meta["capture"]."""

    def __init__(self, crawler: Crawler) -> None:
        folder = Path(crawler.settings["NIANBAO_DATA"]) / "archive"
        self.run = new_run("crawl", crawler.settings["NIANBAO_ARGUMENTS"], _software(crawler), utc_now())
        self.figures = Counter[str]()
        self.captures: list[Capture] = []  # not yet in the database
        self._open = ExitStack()
        self.writer = self._open.enter_context(open_archive(folder, self.run))

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
        # Through a proxy the other end of the connection is the proxy.
        ip_address="" if request.meta.get("proxy") else str(response.ip_address or ""),
        protocol=response.protocol or "HTTP/1.1",
        found_on=request.meta.get("found_on", ""),
        link_text=request.meta.get("link_text", ""),
    )


def _pairs(headers: Headers) -> HeaderPairs:
    return tuple((name, value) for name, values in headers.items() for value in values)
