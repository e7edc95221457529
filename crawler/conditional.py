"""Asks portals whether a page has changed since it was archived, instead of having it sent again."""

from functools import cached_property
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response

from archive.capture_records import UNMODIFIED_STATUS
from archive.errors import DamagedRecord
from archive.held import Held, held_response, last_held
from archive.index import INDEX_NAME, is_empty

_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Conditional:
    """Adds If-None-Match and If-Modified-Since where the archive holds a page; turns a 304 into the page that it holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Conditional":
        return cls(Path(crawler.settings["NIANBAO_DATA"]) / "archive")

    @cached_property
    def _has_index(self) -> bool:
        """Whether the archive holds anything; the index changes only when a run ends."""
        return not is_empty(self._folder / INDEX_NAME)

    def process_request(self, request: Request) -> None:
        for name in _CONDITIONS:  # of the address that was redirected to this one
            request.headers.pop(name, None)
        request.meta.pop("held", None)
        if request.method != "GET" or request.meta.get("unconditional"):
            return
        if held := last_held(self._folder, request.url) if self._has_index else None:
            request.meta["held"] = held
            for name, value in zip(_CONDITIONS, (held.etag, held.last_modified), strict=True):
                if value:
                    request.headers[name] = value.encode("latin-1", "replace")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        held: Held | None = request.meta.get("held")
        if response.status != UNMODIFIED_STATUS or held is None:
            return response
        try:
            kept = held_response(self._folder, held)
        except (DamagedRecord, OSError, ValueError):
            return request.replace(dont_filter=True, meta={**request.meta, "unconditional": True})
        headers = Headers()
        for name, value in kept.headers:
            headers.appendlist(name, value)
        return response.replace(status=kept.status, headers=headers, body=kept.payload)
