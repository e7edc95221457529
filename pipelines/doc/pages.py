"""Formatting by pages: which modifiers hold for which bytes of the text ([MS-DOC] 2.9.33 and 2.9.174, ChpxFkp, PapxFkp)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.doc.fib import CHARACTER_PAGES, PARAGRAPH_PAGES, Parts, broken
from pipelines.doc.sprms import Modifier, modifiers

PAGE = 512  # bytes
PAGE_NUMBERS = 0x3FFFFF  # the bits of a page's number that count
PARAGRAPH_ENTRY = 13  # bytes: where the formatting stands, and how high the paragraph once was


class Run(NamedTuple):
    """Text from byte `start` to `end` of stream WordDocument, its style's number, and what differs from the style."""

    start: int
    end: int
    style: int
    changes: tuple[Modifier, ...]


def paragraph_runs(parts: Parts) -> list[Run]:
    """The paragraphs' formatting in the order of the bytes. Raises `Unreadable` where a page is missing or broken."""
    return sorted(_paragraph_runs(parts), key=lambda run: run.start)


def character_runs(parts: Parts, codes: frozenset[int]) -> list[Run]:
    """Those characters' formatting that has any of `codes`, in the order of the bytes."""
    runs: list[Run] = []
    for page in _pages(parts, CHARACTER_PAGES):
        count = page[-1]
        bounds = _bounds(page, count)
        for i, at in enumerate(page[4 * (count + 1) : 4 * (count + 1) + count]):
            changes = modifiers(page[2 * at + 1 : 2 * at + 1 + page[2 * at]]) if at else ()
            if not codes.isdisjoint(code for code, _ in changes):
                runs.append(Run(bounds[i], bounds[i + 1], 0, changes))
    return sorted(runs, key=lambda run: run.start)


def _paragraph_runs(parts: Parts) -> Iterator[Run]:
    for page in _pages(parts, PARAGRAPH_PAGES):
        count = page[-1]
        bounds = _bounds(page, count)
        entries = 4 * (count + 1)
        for i in range(count):
            packed = _paragraph(page, 2 * page[entries + PARAGRAPH_ENTRY * i])
            style = packed[0] | packed[1] << 8 if len(packed) >= 2 else 0
            yield Run(bounds[i], bounds[i + 1], style, modifiers(packed[2:]))


def _paragraph(page: bytes, at: int) -> bytes:
    """Style number and modifiers. Their size counts pairs of bytes; an odd one is told by the first byte."""
    if not at:
        return b""
    size = page[at]
    start, size = (at + 1, 2 * size - 1) if size else (at + 2, 2 * page[at + 1])
    if start + size > PAGE:
        raise broken("the formatting of a paragraph reaches beyond its page")
    return page[start : start + size]


def _bounds(page: bytes, count: int) -> tuple[int, ...]:
    if 5 * count + 5 > PAGE:
        raise broken(f"a page of formatting claims {count} entries")
    return struct.unpack_from(f"<{count + 1}I", page)


def _pages(parts: Parts, part: int) -> Iterator[bytes]:
    table = parts.part(part)
    count = (len(table) - 4) // 8
    if count < 1:
        return
    if count > len(parts.word) // PAGE:
        raise broken(f"it lists {count} pages of formatting, more than the stream can hold")
    for number in struct.unpack_from(f"<{count}I", table, 4 * (count + 1)):
        start = (number & PAGE_NUMBERS) * PAGE
        page = parts.word[start : start + PAGE]
        if len(page) < PAGE:
            raise broken(f"a page of formatting lies beyond the stream (at byte {start})")
        yield page
