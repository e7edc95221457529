"""Captures in WARC files that others made."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from archive.capture import Exchange
from archive.errors import ArchiveError
from archive.http_message import parse_response
from archive.run import from_iso
from archive.warc import Resource

PIECE = 1 << 20  # bytes
SUFFIXES = (".warc", ".warc.gz", ".wacz")


class ForeignArchive(ArchiveError):
    """Raised where a file that is named as a web archive cannot be read as one."""


def is_web_archive(path: Path) -> bool:
    """Whether a file is named as a WARC or WACZ file."""
    return path.name.lower().endswith(SUFFIXES)


def captures_of_others(path: Path, run_id: str) -> Iterator[Exchange | Resource]:
    """The responses and resources of a WARC or WACZ file, with their own URLs and dates, found on that file.

    Requests and revisits are left out. Raises ForeignArchive where the file is damaged, after what stands before that.
    """
    try:
        for stream in _warc_streams(path):
            for record in ArchiveIterator(stream, no_record_parse=True, arc2warc=True):
                if record.rec_type == "response" and _field(record, "WARC-Target-URI").startswith("http"):
                    yield _exchange(record, path, run_id)
                elif record.rec_type == "resource":
                    yield _resource(record, path)
        _check_end(path)
    except (ArchiveLoadFailed, zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise ForeignArchive(f"{path} is no readable web archive: {str(error).strip()}") from error


def _check_end(path: Path) -> None:
    """Raises EOFError where a compressed file ends inside a member, which warcio takes for the end of the file."""
    if path.name.lower().endswith(".gz"):
        with gzip.open(path) as file:
            while file.read(PIECE):
                pass


def _warc_streams(path: Path) -> Iterator[IO[bytes]]:
    if not path.name.lower().endswith(".wacz"):
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as package:
        for name in sorted(package.namelist()):
            if name.startswith("archive/") and name.endswith(SUFFIXES):
                with package.open(name) as file:
                    yield file


def _block(record: ArcWarcRecord) -> bytes:
    """The record's block. Raises EOFError where the file ends inside it."""
    block: bytes = record.raw_stream.read()
    if len(block) != int(_field(record, "Content-Length")):
        raise EOFError(f"it ends inside the record of {_field(record, 'WARC-Target-URI')}")
    return block


def _exchange(record: ArcWarcRecord, path: Path, run_id: str) -> Exchange:
    response = parse_response(_block(record))
    payload = response.payload
    if "chunked" in response.header(b"transfer-encoding").lower():
        # Some crawlers keep the chunks and some the header alone; this reader takes both.
        payload = ChunkedDataReader(io.BytesIO(payload)).read()
    return Exchange(
        url=_field(record, "WARC-Target-URI"),
        fetched_at=from_iso(_field(record, "WARC-Date")),
        run_id=run_id,
        status=response.status,
        reason=response.reason,
        response_headers=response.headers,
        payload=payload,
        method="",  # the request is another record, which may not be there
        ip_address=_field(record, "WARC-IP-Address"),
        found_on=path.name,
    )


def _resource(record: ArcWarcRecord, path: Path) -> Resource:
    return Resource(
        url=_field(record, "WARC-Target-URI"),
        fetched_at=from_iso(_field(record, "WARC-Date")),
        payload=_block(record),
        content_type=_field(record, "Content-Type"),
        found_on=path.name,
    )


def _field(record: ArcWarcRecord, name: str) -> str:
    value: str | None = record.rec_headers.get_header(name)
    return value or ""
