"""What the archive holds of a URL, so that a server can be asked whether it has changed (RFC 9110, 13)."""

from dataclasses import dataclass
from pathlib import Path

from archive.capture import Capture
from archive.capture_records import UNMODIFIED_STATUS
from archive.captures import capture_of, locate_warc
from archive.errors import DamagedRecord
from archive.http_message import Response, parse_response
from archive.index import IndexLine, captures_of_url
from archive.record import read_record

SERVED = (200, UNMODIFIED_STATUS)


@dataclass(frozen=True, slots=True)
class Held:
    """The last capture of a URL, its validators as the server sent them ("" for none), and the record with its payload."""

    capture: Capture
    etag: str
    last_modified: str
    warc_file: str
    warc_offset: int


def last_held(folder: Path, url: str) -> Held | None:
    """What was served last, by the index; None where that has no validators, was no page, or can't be read.

    Raises StorageError where a storage does not answer.
    """
    entries = list(captures_of_url(folder, url))
    original = _original(entries)
    if original is None:
        return None
    try:
        record = read_record(locate_warc(folder, entries[-1].filename), entries[-1].offset)
        capture, response = capture_of(record), parse_response(record.block)
    except (DamagedRecord, OSError, ValueError):
        return None
    etag, last_modified = response.header(b"etag"), response.header(b"last-modified")
    if capture is None or capture.status not in SERVED or not (etag or last_modified):
        return None
    return Held(capture, etag, last_modified, original.filename, original.offset)


def held_response(folder: Path, held: Held) -> Response:
    """The response that holds the payload. Raises DamagedRecord, OSError or ValueError where there is none any more."""
    return parse_response(read_record(locate_warc(folder, held.warc_file), held.warc_offset).block)


def _original(entries: list[IndexLine]) -> IndexLine | None:
    """The response that holds what the last of the entries is a capture of."""
    alike = (entry for entry in entries if entry.digest == entries[-1].digest and entry.kind == "response")
    return next(alike, None)
