"""Files that hold files: one module a format, `recognises(data)` and `list_entries(data)`. The module is the registration.

zip and 7z are read with Python's own libraries, so that nothing need be installed. The usual libraries for 7z are LGPL
and come with C code; the part of the format that office programs' files use is small. For rar no wheel unpacks its
compression under a permissive licence: the headers and stored members are read by rarfile (ISC), compressed members by a
program that is installed beside (unrar, unar, 7z, bsdtar), and where there is none the reason says so.

Nothing is ever written under a member's name, so absolute names and `..` are harmless and kept as they are printed.
"""

import importlib
import pkgutil
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import NamedTuple

from pipelines.containers.entry import Entry
from pipelines.readers.unreadable import Unreadable

MEMBER_LIMIT = 1_000  # in one container, those of containers inside it included
UNPACKED_LIMIT = 256 << 20  # bytes of all members together
DEPTH_LIMIT = 2  # a container in a container


class Member(NamedTuple):
    """A file in a container: its name (outer.zip/inner.docx for nested ones), its size unpacked, its bytes or why not."""

    name: str
    size: int
    content: bytes | Unreadable


def is_container(data: bytes) -> bool:
    """Whether the bytes hold files rather than being a document; documents that are zip files are none."""
    return _format_of(data) is not None


def unpack(data: bytes) -> Iterator[Member]:
    """The members in the order of the container, each name once; a container among them gives its own members instead.

    Raises `Unreadable` where there is no telling what the container holds: damaged, encrypted, too_large, needs_unrar.
    What is wrong with one member stands in its content: the same reasons, and nested_too_deep.
    """
    waiting = deque((entry, 1) for entry in _list_entries(data))
    left, listed, names = UNPACKED_LIMIT, len(waiting), Counter[str]()
    while waiting:
        entry, depth = waiting.popleft()
        content = _read(entry, left)
        if isinstance(content, bytes):
            left -= len(content)
            held = _look_inside(entry, content, depth, MEMBER_LIMIT - listed)
            if not isinstance(held, Unreadable | bytes):
                listed += len(held)
                waiting.extendleft((inner, depth + 1) for inner in reversed(held))
                continue
            content = held
        names[entry.name] += 1
        again = f" ({names[entry.name]})" if names[entry.name] > 1 else ""
        yield Member(entry.name + again, entry.size, content)


def _list_entries(data: bytes, room: int = MEMBER_LIMIT) -> list[Entry]:
    container = _format_of(data)
    if container is None:
        raise Unreadable("unknown_format", "the bytes are no container")
    entries: list[Entry] = container.list_entries(data)
    if len(entries) > room:
        raise Unreadable("too_large", f"{len(entries)} files in the container, the limit is {MEMBER_LIMIT}")
    return entries


def _read(entry: Entry, left: int) -> bytes | Unreadable:
    if entry.size > left:
        return Unreadable(
            "too_large",
            f"unpacks to {entry.size} bytes; all files of a container together may have {UNPACKED_LIMIT}",
        )
    try:
        return entry.read()
    except Unreadable as error:
        return error


def _look_inside(outer: Entry, content: bytes, depth: int, room: int) -> list[Entry] | bytes | Unreadable:
    """The entries of a container in a container; the content itself where it is none."""
    if _format_of(content) is None:
        return content
    if depth == DEPTH_LIMIT:
        return Unreadable("nested_too_deep", "a container within two others: unpack it and import the files")
    try:
        return [entry._replace(name=f"{outer.name}/{entry.name}") for entry in _list_entries(content, room)]
    except Unreadable as error:
        return error


def _format_of(data: bytes) -> ModuleType | None:
    return next((container for container in _formats() if container.recognises(data)), None)


@cache
def _formats() -> tuple[ModuleType, ...]:
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return tuple(module for module in modules if hasattr(module, "recognises"))
