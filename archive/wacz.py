"""Captures given out as one WACZ file: WARC files, their index, a list of pages, and the digests of them all.

WACZ 1.1.1: https://specs.webrecorder.net/wacz/1.1.1/. The WARC files stand in it uncompressed, so that a viewer reads
single records out of it by range requests.
"""

import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import IO

from archive.capture import Capture
from archive.captures import locate_warc
from archive.conversions import FILE_NAME as CONVERSIONS
from archive.conversions import LONGEST, count_conversions, packed_conversions
from archive.index import index_line
from archive.record import bare_id, record_at
from archive.run import from_iso, iso_utc
from archive.storage import PIECE, Reader, open_place, pieces_of
from archive.wacz_index import compressed_index

PAGES, EXTRA_PAGES = "pages/pages.jsonl", "pages/extraPages.jsonl"
NO_EXTRA = b"\xfe\xca\0\0"  # the extra field 0xCAFE, empty
INDEX, INDEX_OF_INDEX = "indexes/index.cdx.gz", "indexes/index.idx"

Track = Callable[[Iterable[Capture]], Iterator[Capture]]
"""Passes captures on while it shows how many have come."""


@dataclass(frozen=True, slots=True)
class Description:
    """What the package says of itself. `created` is aware."""

    title: str
    software: str
    created: datetime


@dataclass(frozen=True, slots=True)
class WaczFigures:
    """What a WACZ file holds; `size` counts its bytes."""

    captures: int
    pages: int
    warc_files: int
    size: int


class _Package:
    """The ZIP file while it is written; it remembers the length and digest of every file in it."""

    def __init__(self, file: IO[bytes], created: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._moment = created.timetuple()[:6]
        self.resources: list[dict[str, object]] = []

    def add(self, path: str, pieces: Iterable[bytes], most: int = 0) -> None:
        """Adds a file of at most `most` bytes; where that is not given, it is a small one."""
        is_large = most > zipfile.ZIP64_LIMIT
        info = zipfile.ZipInfo(path, self._moment)
        # WARC files and the index hold compressed members already, and viewers read into them.
        info.compress_type = zipfile.ZIP_STORED if path.endswith(".gz") else zipfile.ZIP_DEFLATED
        # ReplayWeb.page takes a file without extra fields in the directory for one without any before its bytes, where
        # ZIP notes a large size.
        info.extra = NO_EXTRA if is_large else b""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=is_large) as entry:
            for piece in pieces:
                digest.update(piece)
                size += entry.write(piece)
        name = path.rpartition("/")[2]
        resource = {"name": name.lower(), "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        self.resources.append(resource)

    def close(self) -> None:
        self._zip.close()


def write_wacz(
    connection: sqlite3.Connection, folder: Path, target: Path, description: Description, track: Track
) -> WaczFigures:
    """Writes the captures in the table `chosen` (`archive.excerpt`) to `target`, records byte for byte as archived.

    The file has its name only when it is whole. One record is in memory at a time, and the index is sorted on disk.
    Raises OSError or DamagedRecord where the archive's files are gone or damaged.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS lines (line BLOB)")
    connection.execute("DELETE FROM lines")
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            package = _Package(file, description.created)
            captures = track(_chosen(connection))
            files = 0
            for warc_file, group in groupby(captures, key=lambda capture: capture.warc_file):
                with open_place(locate_warc(folder, warc_file), PIECE) as source:
                    pieces = _warc_pieces(connection, source, group)
                    package.add(f"archive/{warc_file}", pieces, source.size)
                files += 1
            if count := count_conversions(connection):
                # In no index: a viewer would show them in the place of the pages.
                records = packed_conversions(connection, description.software, description.created)
                package.add(f"archive/{CONVERSIONS}", records, count * LONGEST)
            _add_lists(connection, package, description)
            package.close()
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    (written,) = connection.execute("SELECT COUNT(*) FROM lines").fetchone()
    (pages,) = connection.execute(f"SELECT COUNT(*) FROM ({_PAGES})").fetchone()
    return WaczFigures(written, pages, files, target.stat().st_size)


def _chosen(connection: sqlite3.Connection) -> Iterator[Capture]:
    """The chosen captures in the order in which they stand in the archive."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    query = "SELECT c.* FROM chosen JOIN captures AS c USING (capture_id) ORDER BY c.warc_file, c.warc_offset"
    for row in cursor.execute(query):
        yield Capture(
            capture_id=row["capture_id"],
            url=row["url"],
            fetched_at=from_iso(row["fetched_at"]),
            status=row["status"],
            media_type=row["media_type"] or "",
            payload_digest=row["payload_digest"],
            size=row["size"],
            kind=row["kind"],
            warc_file=row["warc_file"],
            warc_offset=row["warc_offset"],
            warc_length=row["warc_length"],
            run_id=row["run_id"],
            refers_to=row["refers_to"] or "",
        )


def _warc_pieces(connection: sqlite3.Connection, source: Reader, captures: Iterable[Capture]) -> Iterator[bytes]:
    """The warcinfo record of a WARC file, and of each capture its record with those that belong to it."""
    written = record_at(source, 0).length
    yield from pieces_of(source, 0, written)
    for capture, following in pairwise(chain(captures, [None])):
        assert capture is not None  # for the type checker: only the last is
        moved = replace(capture, warc_offset=written)
        connection.execute("INSERT INTO lines VALUES (?)", (index_line(moved),))
        end = _end_of_exchange(source, capture, following.warc_offset if following else source.size)
        yield from pieces_of(source, capture.warc_offset, end)
        written += end - capture.warc_offset


def _end_of_exchange(source: Reader, capture: Capture, limit: int) -> int:
    """Where the records end, `limit` at most, that follow a capture and name it: its request, and what was noted of it."""
    end = capture.warc_offset + capture.warc_length
    while end < limit:
        record = record_at(source, end)
        if bare_id(record.field("WARC-Concurrent-To")) != capture.capture_id:
            break
        end += record.length
    return end


# A page that was read as a report is listed by the report's title, first of all.
_PAGES = """
SELECT c.capture_id AS id, c.url, c.fetched_at AS ts, r.title
FROM chosen JOIN captures AS c USING (capture_id) JOIN reports AS r ON r.capture_id = c.capture_id
GROUP BY c.capture_id ORDER BY r.year, r.organisation, c.url, c.fetched_at
"""
_EXTRA_PAGES = """
SELECT c.capture_id AS id, c.url, c.fetched_at AS ts, COALESCE(NULLIF(c.link_text, ''), c.url) AS title
FROM chosen JOIN captures AS c USING (capture_id)
WHERE c.media_type = 'text/html' AND c.status = 200 AND c.kind <> 'revisit'
    AND c.capture_id NOT IN (SELECT capture_id FROM reports)
ORDER BY c.url, c.fetched_at
"""


def _add_lists(connection: sqlite3.Connection, package: _Package, description: Description) -> None:
    """Adds the index, the lists of pages, and last the descriptions of all that was added."""
    lines = (line for (line,) in connection.execute("SELECT line FROM lines ORDER BY line"))
    (length,) = connection.execute("SELECT COALESCE(SUM(LENGTH(line)), 0) FROM lines").fetchone()
    index_of_index: list[bytes] = []
    package.add(INDEX, compressed_index(lines, INDEX.rpartition("/")[2], index_of_index.append), length)
    package.add(INDEX_OF_INDEX, index_of_index)
    package.add(PAGES, _page_lines(connection, "pages", "Reports", _PAGES))
    package.add(EXTRA_PAGES, _page_lines(connection, "extra", "Other pages", _EXTRA_PAGES))
    listed: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": description.title,
        "created": iso_utc(description.created),
        "software": description.software,
    }
    first = connection.execute(f"SELECT url, ts FROM ({_PAGES}) LIMIT 1").fetchone()
    if first:
        listed |= {"mainPageUrl": first[0], "mainPageDate": first[1]}
    text = _json({**listed, "resources": package.resources})
    package.add("datapackage.json", [text])
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
    package.add("datapackage-digest.json", [_json(digest)])


def _page_lines(connection: sqlite3.Connection, name: str, title: str, query: str) -> Iterator[bytes]:
    yield _json({"format": "json-pages-1.0", "id": name, "title": title})
    for capture_id, url, moment, page_title in connection.execute(query):
        yield _json({"id": capture_id, "url": url, "ts": moment, "title": page_title})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
