"""The run that writes into the archive: a crawl or an import."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `run_id` sorts by start and names the run's WARC files; `arguments` is the command line as typed.

    `job` says what a crawl was asked for, so that one that died can go on: JSON, "" for an import.
    `declared` is what else its WARC files say of it, in the words of warcinfo records: operator, robots and the like.
    """

    run_id: str
    kind: str  # "crawl" or "import"
    arguments: str
    software: str
    started_at: datetime  # aware, UTC
    job: str = ""
    declared: tuple[tuple[str, str], ...] = ()


def new_run(
    kind: str,
    arguments: str,
    software: str,
    started_at: datetime,
    job: str = "",
    declared: tuple[tuple[str, str], ...] = (),
) -> Run:
    """A run that starts at `started_at`, with an id made of that moment and the kind."""
    moment = started_at.astimezone(UTC)
    stamp = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"
    return Run(f"{stamp}-{kind}", kind, arguments, software, moment, job, declared)


@lru_cache(maxsize=64)  # all records of a fetch bear its moment
def iso_utc(moment: datetime) -> str:
    """A moment as WARC files and the database write it: UTC, milliseconds, "2026-01-31T08:00:00.000Z"."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The aware moment that a WARC-Date, of whatever precision, stands for."""
    return datetime.fromisoformat(text).astimezone(UTC)
