"""The archive's CDXJ index: one line a capture, sorted by URL key and time, as replay tools look captures up.

`refresh_index` makes it from the WARC files alone; a finished run adds its own lines.
"""

import heapq
import json
import logging
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive.capture import Capture
from archive.captures import captures_in
from archive.durable import replace_file
from archive.errors import DamagedRecord, GoneFile
from archive.run import iso_utc
from archive.storage import Place, warc_places
from archive.url_key import url_key

LOG = logging.getLogger(__name__)
INDEX_NAME = "index.cdxj"
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class IndexLine(NamedTuple):
    """One line of the index, read back."""

    key: str
    timestamp: str  # fourteen digits, UTC
    url: str
    digest: str
    date: str  # as in the record
    kind: str  # "response", "resource" or "revisit"
    capture_id: str
    filename: str
    offset: int
    length: int


def index_line(capture: Capture) -> bytes:
    """The line for a capture, newline included."""
    timestamp = re.sub(r"\D", "", iso_utc(capture.fetched_at))[:14]
    values = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.kind == "revisit" else capture.media_type,
        "status": str(capture.status),
        "digest": capture.payload_digest,
        "length": str(capture.warc_length),
        "offset": str(capture.warc_offset),
        "filename": capture.warc_file,
        "date": iso_utc(capture.fetched_at),
        "kind": capture.kind,
        "record_id": capture.capture_id,
    }
    return f"{url_key(capture.url)} {timestamp} {_ENCODER.encode(values)}\n".encode("utf-8", "replace")


def parse_line(line: bytes) -> IndexLine:
    """The line's fields. Raises ValueError or KeyError where it is not a line that `index_line` made."""
    key, timestamp, text = line.decode("utf-8").split(" ", 2)
    values = json.loads(text)
    return IndexLine(
        key,
        timestamp,
        values["url"],
        values["digest"],
        values["date"],
        values["kind"],
        values["record_id"],
        values["filename"],
        int(values["offset"]),
        int(values["length"]),
    )


def read_index(folder: Path) -> Iterator[IndexLine]:
    """Every line of a folder's index in order; nothing where there is no index."""
    path = folder / INDEX_NAME
    if path.exists():
        with path.open("rb") as file:
            yield from map(parse_line, file)


def captures_of_url(folder: Path, url: str) -> Iterator[IndexLine]:
    """The captures of exactly this URL, oldest first, found by bisection."""
    path = folder / INDEX_NAME
    if is_empty(path):
        return
    start = url_key(url).encode("utf-8", "replace") + b" "
    with path.open("rb") as file:
        file.seek(_first_not_before(file.fileno(), start))
        for line in file:
            if not line.startswith(start):
                return
            entry = parse_line(line)
            if entry.url == url:
                yield entry


def is_empty(path: Path) -> bool:
    """Whether an index is not there or has no line."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True


def _first_not_before(descriptor: int, start: bytes) -> int:
    """The offset of the first line that does not sort before `start`."""
    low, high = 0, os.fstat(descriptor).st_size
    while low < high:
        middle = (low + high) // 2
        line_offset, line = _line_from(descriptor, middle, low)
        if line and line_offset < high and line < start:
            low = line_offset + len(line)
        else:
            high = middle
    return low


def _line_from(descriptor: int, position: int, low: int) -> tuple[int, bytes]:
    """The first whole line that starts at `position` or later, with its offset; `low` is known to start a line."""
    if position > low:
        position += len(_read_line(descriptor, position - 1)) - 1
    return position, _read_line(descriptor, position)


def _read_line(descriptor: int, position: int) -> bytes:
    """What stands from `position` to the end of its line."""
    parts = []
    while chunk := os.pread(descriptor, 1024, position):
        line, newline, _ = chunk.partition(b"\n")
        parts.append(line + newline)
        if newline:
            break
        position += len(chunk)
    return b"".join(parts)


def add_to_index(folder: Path, lines: Iterable[bytes]) -> None:
    """Merges sorted lines into the folder's index; readers see the old index or the new one, never a part."""
    path = folder / INDEX_NAME
    replace_file(path, heapq.merge(_lines(path), lines))


def refresh_index(folder: Path) -> None:
    """Brings the index in line with the WARC files: files that it lacks, or that changed after it, are read again.

    A run that died left records that no index line names; this finds them. An index with a line that is none is made anew.
    Damaged records are left out: a run must not stop for them, and `archive.verify` tells of them.
    """
    path = folder / INDEX_NAME
    indexed_at = path.stat().st_mtime_ns if path.exists() else -1
    files = warc_places(folder)
    try:
        named = {line.filename for line in read_index(folder)}
    except (ValueError, KeyError) as error:
        LOG.warning("%s is damaged (%s) and is made anew from the WARC files; nothing is lost", path, error)
        rebuild_index(folder)
        return
    fresh = [file for file in files if file.name not in named or _changed_at(file) > indexed_at]
    gone = named - {file.name for file in files}
    if not fresh and not gone and path.exists():
        return
    dropped = gone | {file.name for file in fresh}
    kept = (line for line in _lines(path) if parse_line(line).filename not in dropped)
    replace_file(path, heapq.merge(kept, _lines_of(fresh)))


def _changed_at(place: Place) -> int:
    """When a file was changed last, in nanoseconds; what stands elsewhere is never changed."""
    return place.stat().st_mtime_ns if isinstance(place, Path) else 0


def rebuild_index(folder: Path) -> None:
    """Makes the index anew from the WARC files alone."""
    replace_file(folder / INDEX_NAME, _lines_of(warc_places(folder)))


def _lines_of(files: Iterable[Place]) -> Iterator[bytes]:
    """The sorted index lines of files; they are sorted on disk, because a national archive has millions.

    Files that are gone from their storage are left out, as damaged records are.
    """
    with closing(sqlite3.connect("")) as scratch:
        scratch.execute("CREATE TABLE lines (line BLOB)")
        for file in files:
            captures = captures_in(file, on_damage=_leave_out)
            try:
                with scratch:
                    scratch.executemany(
                        "INSERT INTO lines VALUES (?)", ((index_line(capture),) for capture in captures)
                    )
            except GoneFile as error:
                LOG.warning("%s is left out of %s: %s", file.name, INDEX_NAME, error)
        yield from (line for (line,) in scratch.execute("SELECT line FROM lines ORDER BY line"))


def _leave_out(damage: DamagedRecord) -> None:
    """Does nothing about a damaged record."""


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            yield from file
