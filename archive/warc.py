"""Writes what a run fetches and decides into the archive's WARC files."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from archive.capture import Capture, Exchange
from archive.capture_records import packed_metadata, packed_request, packed_resource, packed_response
from archive.captures import RESOURCE_STATUS, last_serial, media_type, run_id_of, warc_name
from archive.deduplicate import Original, Originals
from archive.index import add_to_index
from archive.notes import Row, packed_rows, packed_warcinfo
from archive.record import one_line, sha1_digest
from archive.run import Run, iso_utc
from archive.storage import warc_places
from archive.warc_file import WarcFile

LOG = logging.getLogger(__name__)
ROTATE_AT = 1 << 30  # bytes: the size that ISO 28500 recommends


@dataclass(frozen=True, slots=True)
class Resource:
    """A document that came without HTTP. `url` is its name in the archive, `found_on` says where it was."""

    url: str
    fetched_at: datetime  # aware, UTC
    payload: bytes
    content_type: str
    found_on: str


def utc_now() -> datetime:
    """The moment, aware."""
    return datetime.now(UTC)


def _look_at_the_clock(folder: Path, run: Run) -> None:
    """Tells of a new run that is dated before the last one: the clock was wrong then, or is now."""
    runs = {run_id_of(place.name) for place in warc_places(folder)}
    last = max(runs, default="")
    if run.run_id < last and run.run_id not in runs:
        LOG.warning(
            "%s: this run is dated before the last one, %s. Everything is kept, but which version of a report is the"
            " latest goes by the date: set the machine's clock",
            run.run_id,
            last,
        )


class WarcWriter:
    """The one writer of an archive folder during a run; `archive.opening.open_archive` makes it."""

    def __init__(
        self,
        folder: Path,
        run: Run,
        now: Callable[[], datetime] = utc_now,
        new_id: Callable[[], UUID] = uuid4,
        rotate_at: int = ROTATE_AT,
    ) -> None:
        self.run = run
        self.folder = folder
        _look_at_the_clock(folder, run)
        self._now = now
        self._new_id = new_id
        self._rotate_at = rotate_at
        self._originals = Originals(folder)
        self._serial = last_serial(folder, run.run_id)  # a run that died goes on in further files
        self._is_finished = False
        self._start_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        # On a full disk this fails, too, and what failed first is what is to be told; the next run completes the file.
        with suppress(OSError):
            if not self._is_finished:
                self.finish("interrupted", {})
        with suppress(OSError):
            self.close()
        self._file.release()

    def write(self, exchange: Exchange) -> Capture:
        """Archives an exchange: a response, or a revisit where the URL served these bytes before, with its request."""
        digest, size = sha1_digest(exchange.payload), len(exchange.payload)
        # Redirects and errors often have no payload: a revisit would say that a URL served the same as ever.
        original = self._originals.find(one_line(exchange.url), digest) if size else None
        return self._write(exchange, digest, size, original)

    def write_not_modified(self, exchange: Exchange, held: Capture) -> Capture:
        """Archives a 304, with its request, as a revisit of what the archive holds for the URL.

        `held` is the capture whose ETag or Last-Modified the request carried. Where the archive does not hold its payload
        any more the exchange is a response without one, and the next request should not be conditional.
        """
        original = self._originals.find(one_line(exchange.url), held.payload_digest)
        return self._write(exchange, held.payload_digest, held.size, original) if original else self.write(exchange)

    def _write(self, exchange: Exchange, digest: str, size: int, original: Original | None) -> Capture:
        types = (value for name, value in exchange.response_headers if name.lower() == b"content-type")
        capture = self._draft(
            exchange.url,
            exchange.fetched_at,
            (digest, size),
            "response",
            original,
            status=exchange.status,
            media_type=media_type(next(types, b"").decode("latin-1")),
            found_on=one_line(exchange.found_on),
            link_text=one_line(exchange.link_text),
        )
        date = original.date if original else ""
        record = packed_response(capture, exchange, date, self._warcinfo_id)
        request = packed_request(capture, exchange, self._next_id(), self._warcinfo_id) if exchange.method else b""
        metadata = packed_metadata(capture, exchange.notes, self._next_id(), self._warcinfo_id)
        return self._append(capture, record, request + metadata)

    def write_resource(self, resource: Resource) -> Capture:
        """Archives a document that came without HTTP: a resource record, or a revisit."""
        digest, size = sha1_digest(resource.payload), len(resource.payload)
        original = self._originals.find(one_line(resource.url), digest)
        capture = self._draft(
            resource.url,
            resource.fetched_at,
            (digest, size),
            "resource",
            original,
            status=RESOURCE_STATUS,
            media_type=media_type(resource.content_type),
            found_on=one_line(resource.found_on),
        )
        date = original.date if original else ""
        record = packed_resource(capture, resource.payload, resource.content_type, date, self._warcinfo_id)
        return self._append(capture, record, packed_metadata(capture, (), self._next_id(), self._warcinfo_id))

    def write_rows(self, table: str, rows: Sequence[Row]) -> None:
        """Archives rows of a published table that no response holds, such as the decisions on candidates."""
        self._file.append(packed_rows(table, rows, self._next_id(), iso_utc(self._now()), self._warcinfo_id))

    def finish(self, outcome: str, figures: Mapping[str, int | float]) -> Row:
        """Archives the run's closing row of the table `runs` and returns it; `figures` are columns of that table."""
        row: Row = {"run_id": self.run.run_id, "finished_at": iso_utc(self._now()), "outcome": outcome, **figures}
        self.write_rows("runs", [row])
        self._is_finished = True
        return row

    def close(self) -> None:
        """Completes the last file and adds the run's captures to the index."""
        self._file.complete()
        add_to_index(self.folder, self._originals.index_lines())
        self._originals.close()

    def _draft(
        self,
        url: str,
        fetched_at: datetime,
        payload: tuple[str, int],
        kind: str,
        original: Original | None,
        **known: Any,
    ) -> Capture:
        """A capture as far as it is known before it is packed.

        `payload` are its digest and size, `original` is the record that already holds it, `known` further fields.
        """
        if self._file.offset >= self._rotate_at:
            self._file.complete()
            self._start_file()
        return Capture(
            capture_id=self._next_id(),
            url=one_line(url),
            fetched_at=fetched_at,
            payload_digest=payload[0],
            size=payload[1],
            kind="revisit" if original else kind,
            warc_file=self._file.name,
            warc_offset=self._file.offset,
            warc_length=0,
            run_id=self.run.run_id,
            refers_to=original.capture_id if original else "",
            **known,
        )

    def _append(self, capture: Capture, record: bytes, concurrent: bytes) -> Capture:
        self._file.append(record + concurrent)
        written = replace(capture, warc_length=len(record))
        self._originals.add(written)
        return written

    def _start_file(self) -> None:
        self._serial += 1
        file = WarcFile(self.folder, warc_name(self.run.run_id, self._serial))
        warcinfo_id = self._next_id()
        try:
            file.append(packed_warcinfo(self.run, warcinfo_id, iso_utc(self._now()), file.name))
        except OSError:
            file.release()
            raise
        self._file, self._warcinfo_id = file, warcinfo_id

    def _next_id(self) -> str:
        return str(self._new_id())
