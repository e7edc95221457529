"""The values that stand for one HTTP exchange, before and after it is archived."""

from dataclasses import dataclass
from datetime import datetime

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the response it got, payload exactly as received.

    `payload` is still compressed if it came so; `response_headers` holds every header, repeated ones too, in order.
    `found_on` is the page that linked the URL and `link_text` the words of that link, "" where nothing linked it.
    `notes` is what else is known of how it was fetched, in the words of metadata records: fetchTimeMs, delay and the like.
    """

    url: str
    fetched_at: datetime  # aware, UTC
    run_id: str
    status: int
    reason: str
    response_headers: Headers
    payload: bytes
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes = b""
    ip_address: str = ""
    protocol: str = "HTTP/1.1"
    found_on: str = ""
    link_text: str = ""
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """One exchange as the archive keeps it, and where.

    `kind` is "response", or "revisit" when the archive already held these bytes for this URL;
    `refers_to` is then the capture_id of the record that holds them.
    `payload_digest` is "sha1:" and the base32 SHA-1 of the payload, as WARC files write it.
    """

    capture_id: str
    url: str
    fetched_at: datetime
    status: int
    media_type: str
    payload_digest: str
    size: int  # bytes of payload
    kind: str
    warc_file: str  # name, relative to the archive folder
    warc_offset: int  # bytes
    warc_length: int  # bytes
    run_id: str
    found_on: str = ""
    link_text: str = ""
    refers_to: str = ""
