"""Exchanges and archives for the tests, made by the real writer with a fixed clock and counted record ids."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

from archive.capture import Exchange
from archive.run import Run, new_run

START = datetime(2026, 1, 31, 8, tzinfo=UTC)
URL = "http://www.example.gov.cn/xxgk/nb/2025.html"


def exchange(url: str = URL, payload: bytes = b"<p>report</p>", at: datetime = START, **values: object) -> Exchange:
    """An exchange with the least that a server sends, and whatever else a test is about."""
    headers = ((b"Content-Type", b"text/html; charset=utf-8"),)
    given = {"status": 200, "reason": "OK", "response_headers": headers, **values}
    return Exchange(url=url, fetched_at=at, run_id="", payload=payload, **given)  # type: ignore[arg-type]


def run(number: int = 1, kind: str = "crawl") -> Run:
    """The number-th run, a day after the one before."""
    return new_run(kind, f"nianbao {kind}", "nianbao/test", START + timedelta(days=number - 1))


def counted_ids(first: int = 1) -> Iterator[UUID]:
    """Record ids that count up from `first`."""
    return (UUID(int=number) for number in count(first))


def warc_files(folder: Path) -> list[Path]:
    """The complete WARC files of a folder in order."""
    return sorted(folder.glob("*.warc.gz"))
