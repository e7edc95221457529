"""A capture that is to be read as a report."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from archive.capture import Capture

DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"(https?)://([a-z0-9][a-z0-9.-]*)(?::([1-9]\d{0,3}|[1-5]\d{4}))?(?=[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes behind a report, and what reading them is told beside them."""

    capture_id: str  # of the record that holds the bytes, also where a later capture revisits them
    url: str
    payload_digest: str
    portal: str = ""
    link_text: str = ""
    published_on: str = ""
    adcode: str = ""
    # digests of the further pages or of the pictures, where these changed while the page itself did not
    changed_parts: tuple[str, ...] = ()

    @property
    def report_id(self) -> str:
        """The id of the report these bytes hold: the same in every rebuild, another where URL or bytes differ."""
        said = "\n".join((self.url, self.payload_digest, *self.changed_parts))
        return hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()[:16]


def source_of(capture: Capture, portal: str = "", published_on: str = "", adcode: str = "") -> Source:
    """The source that a capture is; `portal` defaults to the host it came from."""
    return Source(
        capture_id=capture.refers_to or capture.capture_id,
        url=capture.url,
        payload_digest=capture.payload_digest,
        portal=portal or portal_of(capture.url),
        link_text=capture.link_text,
        published_on=published_on,
        adcode=adcode,
    )


@lru_cache(maxsize=1024)  # each step of a request asks for it
def portal_of(url: str) -> str:
    """The portal a URL stands on: its host, with the port where that is not the scheme's own; "" for a file."""
    if plain := _PLAIN.match(url):  # as nearly all are; to split an address takes ten times as long
        scheme, host, port = plain.groups()
        return f"{host}:{port}" if port and int(port) != DEFAULT_PORTS[scheme] else host
    parts = urlsplit(url)
    host = parts.hostname or ""
    return f"{host}:{parts.port}" if parts.port and parts.port != DEFAULT_PORTS.get(parts.scheme) else host
