"""HTTP messages as the blocks of request and response records hold them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.capture import Exchange, Headers

ORIGINAL = b"X-Archive-Orig-"


@dataclass(frozen=True, slots=True)
class Response:
    """A stored HTTP response. `payload` is as received: still compressed if it came so."""

    status: int
    reason: str
    headers: Headers
    payload: bytes

    def header(self, name: bytes) -> str:
        """The first value of a header, "" where there is none."""
        wanted = name.lower()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), "")


def response_head(exchange: Exchange) -> bytes:
    """The status line and headers of a response record."""
    return _head(
        f"{_http1(exchange.protocol)} {exchange.status} {exchange.reason}".encode("latin-1", "replace"),
        tuple(_true_to_payload(exchange)),
    )


def request_block(exchange: Exchange) -> bytes:
    """The whole block of a request record."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = exchange.request_headers
    if not any(name.lower() == b"host" for name, _ in headers):
        # HTTP clients add Host as they send; it was on the wire, and a request without it is none.
        headers = ((b"Host", parts.netloc.encode("utf-8", "replace")), *headers)
    line = f"{exchange.method} {target} {_http1(exchange.protocol)}"
    return _head(line.encode("utf-8", "replace"), headers) + exchange.request_body


def parse_response(block: bytes) -> Response:
    """The response that a block holds; the headers may be followed by nothing, as in a revisit record.

    Raises ValueError where the block starts with no status line.
    """
    head, _, payload = block.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    protocol, _, rest = first.decode("latin-1").partition(" ")
    status, _, reason = rest.partition(" ")
    if not protocol.startswith("HTTP/"):
        raise ValueError(f"no HTTP status line: {first[:60]!r}")
    pairs = (line.partition(b":") for line in lines if line)
    return Response(int(status), reason, tuple((name, value.strip()) for name, _, value in pairs), payload)


def _true_to_payload(exchange: Exchange) -> list[tuple[bytes, bytes]]:
    """Every header, those renamed that no longer describe the stored payload."""
    headers = []
    for name, value in exchange.response_headers:
        lowered = name.lower()
        if lowered == b"transfer-encoding":
            # Chunking is undone when the client hands the body over; a reader that trusts the header would undo it
            # again and lose the page.
            headers.append((ORIGINAL + name, value))
        elif lowered == b"content-length" and exchange.method != "HEAD" and value.strip() != _length(exchange):
            # Readers cut the payload at this length; a server that lies would hide the rest of it.
            headers.append((ORIGINAL + name, value))
            headers.append((name, _length(exchange)))
        else:
            headers.append((name, value))
    return headers


def _length(exchange: Exchange) -> bytes:
    return str(len(exchange.payload)).encode("ascii")


def _http1(protocol: str) -> str:
    # WARC blocks are HTTP/1 messages; what came over HTTP/2 has no bytes of that shape and is written as 1.1.
    return protocol if protocol in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"


def _head(first: bytes, headers: Headers) -> bytes:
    return b"\r\n".join([first, *(name + b": " + _one_line(value) for name, value in headers)]) + b"\r\n\r\n"


def _one_line(value: bytes) -> bytes:
    # Folded header lines are obsolete (RFC 9112, 5.2); unfolded they mean the same and cannot split the head.
    return b" ".join(value.splitlines()) if b"\n" in value or b"\r" in value else value
