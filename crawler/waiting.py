"""What waits to be fetched: Scrapy's queue in memory, of which all but the newest requests lie on disk.

Scrapy's own queue on disk is made to outlive the crawl: each request is written and read by itself, and its methods are
looked up by going through all members of the spider. Ours outlives nothing, because what was fetched the archive knows.
"""

import os
import pickle
from contextlib import suppress
from functools import cache
from tempfile import TemporaryFile
from typing import IO, Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.request import request_from_dict

BLOCK = 16  # requests that are written and read together


class Waiting:
    """A stack of requests, the last in first out, as Scrapy has it. There is one for every portal and priority."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._newest: list[Request] = []
        self._blocks: list[tuple[int, int]] = []  # offset and length in the scratch file

    @classmethod
    def from_crawler(cls, crawler: Crawler, key: str) -> Self:
        return cls(crawler)

    def __len__(self) -> int:
        return len(self._newest) + BLOCK * len(self._blocks)

    def push(self, request: Request) -> None:
        """Puts a request on top."""
        if len(self._newest) >= 2 * BLOCK:
            with suppress(OSError):  # of a full disk: then all stay in memory
                self._blocks.append(_append(self._scratch, pickle.dumps(list(map(_as_dict, self._newest[:BLOCK])))))
                del self._newest[:BLOCK]
        self._newest.append(request)

    def pop(self) -> Request | None:
        """Takes the request on top."""
        return self._newest.pop() if self._is_filled() else None

    def peek(self) -> Request | None:
        """The request on top, which stays."""
        return self._newest[-1] if self._is_filled() else None

    def close(self) -> None:
        """Forgets what waits."""
        self._newest.clear()
        self._blocks.clear()

    def _is_filled(self) -> bool:
        if not self._newest and self._blocks:
            offset, length = self._blocks.pop()
            block = pickle.loads(os.pread(self._scratch.fileno(), length, offset))
            self._newest = [request_from_dict(each, spider=self._crawler.spider) for each in block]
        return bool(self._newest)

    @property
    def _scratch(self) -> IO[bytes]:
        return _scratch_file(self._crawler.settings["NIANBAO_DATA"])


@cache
def _scratch_file(folder: str) -> IO[bytes]:
    """A file without a name, which is gone when the process is."""
    return TemporaryFile(dir=folder, buffering=0)


def _append(file: IO[bytes], data: bytes) -> tuple[int, int]:
    """Writes data behind what there is; returns its offset and length."""
    offset, length = file.seek(0, os.SEEK_END), len(data)
    while data:
        data = data[file.write(data) :]
    return offset, length


def _as_dict(request: Request) -> dict[str, Any]:
    """What `request_from_dict` makes the request of, with its methods by name."""
    methods = {"callback": request.callback, "errback": request.errback}
    names = {name: method.__name__ if method else None for name, method in methods.items()}
    return {name: getattr(request, name) for name in request.attributes} | names
