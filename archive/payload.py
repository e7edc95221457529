"""Documents out of the archive, the way a reader wants them: with their Content-Encoding undone."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import brotli  # type: ignore[import-untyped]

from archive.http_message import parse_response
from archive.record import Record

LONGEST_BODY = 256 << 20  # bytes; compressed pages that unpack to more are bombs
GZIP_START = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Document:
    """The body of a capture. `content_type` is what the server, or for a file its name, declares."""

    body: bytes
    content_type: str


def payload_of(record: Record) -> bytes:
    """The payload that a response or resource record holds, as received. Raises ValueError where it holds none."""
    return record.block if record.kind == "resource" else parse_response(record.block).payload


def document_in(record: Record) -> Document:
    """The document that a response or resource record holds.

    Raises ValueError where the record holds no HTTP response, or its Content-Encoding cannot be undone.
    """
    if record.kind == "resource":
        return Document(record.block, record.field("Content-Type"))
    response = parse_response(record.block)
    body = decoded(response.payload, response.header(b"content-encoding"))
    return Document(body, response.header(b"content-type"))


def decoded(payload: bytes, content_encoding: str) -> bytes:
    """The payload with its Content-Encoding undone.

    Raises ValueError where the bytes are cut short or damaged, unpack to more than 256 MiB, or the encoding is unknown.
    """
    for name in reversed([name.strip() for name in content_encoding.lower().split(",")]):
        if name not in DECODERS:
            raise ValueError(f"Content-Encoding {name!r} is not known here")
        try:
            payload = DECODERS[name](payload)
        except (zlib.error, brotli.error) as error:
            raise ValueError(f"Content-Encoding is {name} and the bytes are not: {error}") from error
    return payload


def _gunzip(payload: bytes) -> bytes:
    # Some servers label plain pages as gzip; browsers look at the bytes, too.
    return _inflate(payload, 31) if payload.startswith(GZIP_START) else payload


def _undeflate(payload: bytes) -> bytes:
    # RFC 9110, 8.4.1.2 means the zlib format; old servers send it without its header.
    return _inflate(payload, 15 if payload[:1] == b"\x78" else -15)


def _inflate(payload: bytes, window_bits: int) -> bytes:
    unpacker = zlib.decompressobj(window_bits)
    return _whole(unpacker.decompress(payload, LONGEST_BODY), unpacker.eof)


def _unbrotli(payload: bytes) -> bytes:
    unpacker: Any = brotli.Decompressor()
    body = unpacker.process(payload, output_buffer_limit=LONGEST_BODY)
    return _whole(body, unpacker.is_finished())


def _whole(body: bytes, is_whole: bool) -> bytes:
    if not is_whole:
        raise ValueError(f"the compressed bytes are cut short or unpack to more than {LONGEST_BODY >> 20} MiB")
    return body


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
}
