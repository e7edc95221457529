"""The WARC records that a capture becomes."""

from archive.capture import Capture, Exchange
from archive.http_message import request_block, response_head
from archive.record import Fields, one_line, packed_record
from archive.run import iso_utc

HTTP_RESPONSE = "application/http; msgtype=response"
HTTP_REQUEST = "application/http; msgtype=request"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
UNMODIFIED_STATUS = 304


def packed_response(capture: Capture, exchange: Exchange, original_date: str, warcinfo_id: str) -> bytes:
    """A response record, or a revisit record that keeps this fetch's headers and refers to the payload.

    ISO 28500, 6.7: a server that answers 304 says itself that the payload is the same, and the profile tells that apart.
    """
    block = response_head(exchange) + (b"" if capture.kind == "revisit" else exchange.payload)
    fields = [
        *_capture_fields(capture, original_date, warcinfo_id),
        ("WARC-IP-Address", exchange.ip_address),
        ("Content-Type", HTTP_RESPONSE),
    ]
    return packed_record(fields, block)


def packed_request(capture: Capture, exchange: Exchange, record_id: str, warcinfo_id: str) -> bytes:
    """The record of the request that brought a capture."""
    fields = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<urn:uuid:{record_id}>"),
        ("WARC-Date", iso_utc(capture.fetched_at)),
        ("WARC-Target-URI", capture.url),
        ("WARC-Concurrent-To", f"<urn:uuid:{capture.capture_id}>"),
        ("WARC-IP-Address", exchange.ip_address),
        ("WARC-Warcinfo-ID", f"<urn:uuid:{warcinfo_id}>"),
        ("Content-Type", HTTP_REQUEST),
    ]
    return packed_record(fields, request_block(exchange))


def packed_metadata(capture: Capture, notes: Fields, record_id: str, warcinfo_id: str) -> bytes:
    """The record that says how a capture came about, in `via` on which page it was found; b"" where nothing is known.

    ISO 28500, 6.6. The response record has the page and the words of the link, too, so that it can stand alone.
    """
    known = [("via", capture.found_on), ("linkText", capture.link_text), *notes]
    lines = [f"{name}: {one_line(value)}\r\n" for name, value in known if value]
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<urn:uuid:{record_id}>"),
        ("WARC-Date", iso_utc(capture.fetched_at)),
        ("WARC-Target-URI", capture.url),
        ("WARC-Concurrent-To", f"<urn:uuid:{capture.capture_id}>"),
        ("WARC-Warcinfo-ID", f"<urn:uuid:{warcinfo_id}>"),
        ("Content-Type", "application/warc-fields"),
    ]
    return packed_record(fields, "".join(lines).encode()) if lines else b""


def packed_resource(capture: Capture, payload: bytes, content_type: str, original_date: str, warcinfo_id: str) -> bytes:
    """A resource record, or a revisit record without a block."""
    fields = [*_capture_fields(capture, original_date, warcinfo_id), ("Content-Type", content_type)]
    return packed_record(fields, b"" if capture.kind == "revisit" else payload)


def _capture_fields(capture: Capture, original_date: str, warcinfo_id: str) -> list[tuple[str, str]]:
    fields = [
        ("WARC-Type", capture.kind),
        ("WARC-Record-ID", f"<urn:uuid:{capture.capture_id}>"),
        ("WARC-Date", iso_utc(capture.fetched_at)),
        ("WARC-Target-URI", capture.url),
        ("WARC-Payload-Digest", capture.payload_digest),
        ("WARC-Warcinfo-ID", f"<urn:uuid:{warcinfo_id}>"),
        ("X-Found-On", capture.found_on),
        ("X-Link-Text", capture.link_text),
    ]
    if capture.kind == "revisit":
        fields += [
            ("WARC-Profile", NOT_MODIFIED if capture.status == UNMODIFIED_STATUS else SAME_PAYLOAD),
            ("WARC-Refers-To", f"<urn:uuid:{capture.refers_to}>"),
            ("WARC-Refers-To-Target-URI", capture.url),
            ("WARC-Refers-To-Date", original_date),
            # Nothing else in a revisit record tells how long the payload was.
            ("X-Payload-Length", str(capture.size)),
        ]
    return fields
