"""Captures in WARC and WACZ files that others made."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.parse import quote

from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

from archive.capture import Exchange
from archive.errors import ArchiveError, DamagedRecord
from archive.foreign_records import OnDamage, records_of_others
from archive.http_message import parse_response
from archive.record import Record, bare_id
from archive.run import from_iso
from archive.warc import Resource

SUFFIXES = (".warc", ".warc.gz", ".wacz")
# What is named so is a web archive, too, and none that is read here.
OTHER_SUFFIXES = {
    ".arc": "ARC, the format before WARC: convert it with `warcio recompress`",
    ".arc.gz": "ARC, the format before WARC: convert it with `warcio recompress`",
    ".warc.zst": "a WARC file packed with zstd: unpack it with `zstd -d`",
}
# Crawlers note their logs, screenshots and extracted texts under addresses of their own: urn:, metadata:, dns:.
SCHEMES = ("http://", "https://", "ftp://", "file://")

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NOT_ASCII = re.compile(r"[^\x21-\x7e]+")


class ForeignArchive(ArchiveError):
    """Raised where a file that is named as a web archive cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A capture in a file of others. `record_id` and `digest` are as they name it, "" where they don't.

    A revisit, `is_revisit`, has no payload of its own; it is that of the record `refers_to`, or of any with its digest.
    """

    document: Exchange | Resource
    record_id: str
    digest: str
    is_revisit: bool = False
    refers_to: str = ""
    refers_to_url: str = ""


def is_web_archive(path: Path) -> bool:
    """Whether a file is named as a web archive."""
    return path.name.lower().endswith((*SUFFIXES, *OTHER_SUFFIXES))


def captures_of_others(path: Path, run_id: str, on_damage: OnDamage) -> Iterator[Found]:
    """The responses, resources and revisits of a WARC or WACZ file, with their own URLs and dates, found on that file.

    Each comes with its request where that stands beside it. What is damaged goes to `on_damage`.
    Raises ForeignArchive where the file is none that can be read.
    """
    kind = next((words for suffix, words in OTHER_SUFFIXES.items() if path.name.lower().endswith(suffix)), None)
    if kind:
        raise ForeignArchive(f"{path} is {kind}, and import the result.")
    try:
        for name, stream in _warc_streams(path):
            for record, requests in _with_requests(records_of_others(stream, name, on_damage)):
                try:
                    yield from _found(record, requests, path, run_id)
                except (ValueError, ChunkedDataException) as error:
                    where = f"{name} at unpacked byte {record.offset}, {record.field('WARC-Target-URI')}"
                    on_damage(DamagedRecord(f"{where}: {error}"))
    except zipfile.BadZipFile as error:
        raise ForeignArchive(f"{path} is no readable web archive: {error}") from error


def _warc_streams(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if not path.name.lower().endswith(".wacz"):
        with path.open("rb") as file:
            yield path.name, file
        return
    with zipfile.ZipFile(path) as package:
        names = [name for name in sorted(package.namelist()) if name.startswith("archive/") and name.endswith(SUFFIXES)]
        if not names:
            raise ForeignArchive(f"{path} is no readable web archive: it holds no archive/….warc.gz")
        for name in names:
            with package.open(name) as file:
                yield f"{path.name}/{name}", file


def _with_requests(records: Iterator[Record]) -> Iterator[tuple[Record, list[Record]]]:
    """Every record with the requests right before and after it: some crawlers write these first, some last."""
    before: Record | None = None
    record = next(records, None)
    while record:
        after = next(records, None)
        yield record, [one for one in (after, before) if one and one.kind == "request"]
        before, record = record, after


def _found(record: Record, requests: list[Record], path: Path, run_id: str) -> Iterator[Found]:
    url = _address(record)
    if not url.startswith(SCHEMES) or record.kind not in ("response", "resource", "revisit"):
        return
    record_id, digest = record.record_id, record.field("WARC-Payload-Digest")
    if record.kind == "resource":
        content_type = record.field("Content-Type")
        document = Resource(
            url, from_iso(record.field("WARC-Date")), record.block, content_type, _found_on(record, path)
        )
        yield Found(document, record_id, digest)
        return
    exchange = _asked(_exchange(record, url, path, run_id), record, requests)
    if record.kind == "response":
        yield Found(exchange, record_id, digest)
        return
    refers_to = bare_id(record.field("WARC-Refers-To"))
    yield Found(exchange, record_id, digest, True, refers_to, record.field("WARC-Refers-To-Target-URI") or url)


def _exchange(record: Record, url: str, path: Path, run_id: str) -> Exchange:
    response = parse_response(_tidied(record.block) if record.block else b"HTTP/1.1 200 OK\r\n\r\n")
    payload = response.payload
    if payload and "chunked" in response.header(b"transfer-encoding").lower():
        # Some crawlers keep the chunks and some the header alone; this reader takes both.
        payload = ChunkedDataReader(io.BytesIO(payload)).read()
    return Exchange(
        url=url,
        fetched_at=from_iso(record.field("WARC-Date")),
        run_id=run_id,
        status=response.status,
        reason=response.reason,
        response_headers=response.headers,
        payload=payload,
        method="",  # the request is another record, which may not be there
        ip_address=record.field("WARC-IP-Address"),
        found_on=_found_on(record, path),
        link_text=record.field("X-Link-Text"),
    )


def _asked(exchange: Exchange, record: Record, requests: list[Record]) -> Exchange:
    """The exchange with its request, told by what the two records say of each other or by their address."""
    for request in requests:
        named = {bare_id(request.field("WARC-Concurrent-To")), bare_id(record.field("WARC-Concurrent-To"))} - {""}
        is_its_own = named & {record.record_id, request.record_id} if named else _address(request) == exchange.url
        line, _, rest = _tidied(request.block).partition(b"\r\n")
        method, _, target = line.decode("latin-1").partition(" ")
        if is_its_own and target:
            asked = parse_response(b"HTTP/1.1 200\r\n" + rest)
            return replace(exchange, method=method, request_headers=asked.headers, request_body=asked.payload)
    return exchange


def _tidied(block: bytes) -> bytes:
    """The HTTP message with its head in lines that end as they must; servers send bare line feeds, and crawlers keep them."""
    end = _HEAD_END.search(block)
    head, payload = (block[: end.start()], block[end.end() :]) if end else (block.rstrip(b"\r\n"), b"")
    # A line that begins with a space goes on with the header before it.
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    return b"\r\n".join(lines) + b"\r\n\r\n" + payload


def _address(record: Record) -> str:
    """The record's address as a URI: wget puts it in angle brackets, and others leave Chinese in it."""
    printed = record.field("WARC-Target-URI").removeprefix("<").removesuffix(">")
    return _NOT_ASCII.sub(lambda found: quote(found[0]), printed)


def _found_on(record: Record, path: Path) -> str:
    return record.field("X-Found-On") or path.name
