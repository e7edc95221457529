"""The index of a WACZ file: CDXJ lines in gzip members, and a short index of these.

A viewer reads the short index alone and fetches the one member that a URL stands in, so that a package of a million
captures opens as fast as one of ten.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

LINES_A_MEMBER = 300


def compressed_index(lines: Iterable[bytes], name: str, tell: Callable[[bytes], object]) -> Iterator[bytes]:
    """The gzip members of sorted CDXJ lines; each line of the short index, for the file `name`, goes to `tell`."""
    tell(b"!meta 0 " + _json({"format": "cdxj-gzip-1.0", "filename": name}))
    offset, rest = 0, iter(lines)
    while block := list(islice(rest, LINES_A_MEMBER)):
        member = gzip.compress(b"".join(block), mtime=0)
        key, timestamp, _ = block[0].split(b" ", 2)
        tell(b"%s %s %s" % (key, timestamp, _json({"offset": offset, "length": len(member)})))
        offset += len(member)
        yield member


def _json(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"
