"""What a robots.txt allows (RFC 9309)."""

import codecs

from protego import Protego

MOST_BYTES = 500 << 10  # RFC 9309, 2.5: what a crawler must read at least; no honest file is longer
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def parse_robots(body: bytes) -> Protego:
    """The rules of a robots.txt, of its first 500 KiB."""
    return Protego.parse(text_of(body))


def text_of(body: bytes) -> str:
    """The text of a robots.txt: by its byte order mark, else UTF-8, else GB 18030. A line that is cut off is left out."""
    if len(body) > MOST_BYTES:
        body = body[:MOST_BYTES].rpartition(b"\n")[0]
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")
