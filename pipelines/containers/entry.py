"""One file as a container lists it."""

import re
from collections.abc import Callable
from typing import NamedTuple

_NOT_SHOWN = re.compile("[\0-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Entry(NamedTuple):
    """`size` is what the container declares in bytes. `read` gives at most so many, or raises `Unreadable`."""

    name: str
    size: int
    read: Callable[[], bytes]


def decode_name(raw: bytes) -> str:
    """A name that the container gives no charset for: UTF-8 where it is that, else GB18030 as Chinese Windows writes."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def shown_name(name: str) -> str:
    """The name with folders parted by "/", on one line, and fit for a database."""
    return _NOT_SHOWN.sub("\N{REPLACEMENT CHARACTER}", name.replace("\\", "/"))
