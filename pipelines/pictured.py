"""Puts what is recognised in the pictures of a web page where they stand on it."""

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple
from urllib.parse import urljoin

from PIL.Image import Image

from pipelines.blocks import Block, Document, PagePicture, Paragraph, Table
from pipelines.page_pictures import named
from pipelines.readers.image import picture_in
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import NOT_SEEN, READ_BY, REMEDY, document_of_cuttings, is_installed
from pipelines.report import AWAITS_PICTURES, PictureOutcome, Unread

_LEAST = (200, 24)  # pixels across and down; a picture may hold the last row of a table alone
_LONGEST_CAPTION = 60  # characters
_LEFT = ("missing", "unread", "no_table")


class _Seen(NamedTuple):
    outcome: PictureOutcome
    picture: Image | None = None


def awaited(document: Document, url: str) -> Unread | None:
    """Says that the page at `url` is to be read with its pictures, None where it holds all of them itself."""
    if all(picture.data is not None for picture in document.pictures):
        return None
    outcomes = tuple(
        PictureOutcome(number, urljoin(url, picture.source), "awaited", payload_digest=_digest(picture.data))
        for number, picture in enumerate(document.pictures, start=1)
    )
    return Unread(AWAITS_PICTURES, f"it is read with its {len(outcomes)} pictures at the end of the run", (), outcomes)


def with_pictures(
    document: Document, url: str, given: Mapping[str, bytes]
) -> tuple[Document, tuple[PictureOutcome, ...]]:
    """The document with the tables that are recognised in its pictures, and what became of each picture.

    `given` holds pictures by their address; `url` is the page's. Pictures that stand next to one another are the pages of
    one document, for a table may go on in the next one. Without the extra that recognises, none is looked at.
    """
    if not is_installed():
        seen = [_Seen(_outcome(number, picture, url, "unread", REMEDY)) for number, picture in _numbered(document)]
        facts = {**document.facts, NOT_SEEN: f"{document.facts[NOT_SEEN]}; {REMEDY}"}
        return replace(document, facts=facts), tuple(each.outcome for each in seen)
    seen = [_look(number, picture, url, given) for number, picture in _numbered(document)]
    recognised = {
        at: document_of_cuttings(pages)
        for at, group in groupby(seen, key=lambda each: document.pictures[each.outcome.number - 1].at)
        if (pages := {each.outcome.number: each.picture for each in group if each.picture})
    }
    outcomes = tuple(_judged(each, recognised.values()) for each in seen)
    blocks = tuple(_joined(document, recognised))
    return Document(blocks, _facts(document, outcomes)), outcomes


def _numbered(document: Document) -> Iterable[tuple[int, PagePicture]]:
    return enumerate(document.pictures, start=1)


def _outcome(number: int, picture: PagePicture, url: str, outcome: str, detail: str = "") -> PictureOutcome:
    return PictureOutcome(number, urljoin(url, picture.source), outcome, detail, _digest(picture.data))


def _digest(data: bytes | None) -> str:
    """The digest of bytes that the page itself holds, as captures have theirs."""
    return "" if data is None else "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _look(number: int, picture: PagePicture, url: str, given: Mapping[str, bytes]) -> _Seen:
    data = given.get(urljoin(url, picture.source)) if picture.data is None else picture.data
    if data is None:
        return _Seen(_outcome(number, picture, url, "missing", "the archive does not hold it"))
    try:
        return _Seen(_outcome(number, picture, url, "no_table"), picture_in(data, _LEAST))
    except Unreadable as refused:
        outcome = "no_table" if refused.reason == "too_small" else "unread"
        return _Seen(_outcome(number, picture, url, outcome, refused.detail))


def _judged(seen: _Seen, recognised: Iterable[Document]) -> PictureOutcome:
    """The outcome; a picture is read where a cell of a table stands in it."""
    cells = (
        cell for document in recognised for block in document.blocks if isinstance(block, Table) for cell in block.cells
    )
    if any(cell.page == seen.outcome.number for cell in cells):
        return seen.outcome._replace(outcome="read")
    return seen.outcome


def _facts(document: Document, outcomes: Sequence[PictureOutcome]) -> dict[str, str]:
    """What the page declares, that pictures of it were read, and which were not: where some were, those without a table
    may be anything."""
    facts = {name: fact for name, fact in document.facts.items() if name != NOT_SEEN}
    is_read = any(outcome.outcome == "read" for outcome in outcomes)
    left = [outcome for outcome in outcomes if outcome.outcome in (("missing", "unread") if is_read else _LEFT)]
    if is_read:
        facts[READ_BY] = "ocr"
    if left:
        by_reason = groupby(sorted(left, key=_reason), key=_reason)
        told = "; ".join(f"{reason}: {named(outcome.url for outcome in group)}" for reason, group in by_reason)
        facts[NOT_SEEN] = f"tables of it are pictures, and not read of these: {told}"
    return facts


def _reason(outcome: PictureOutcome) -> str:
    return outcome.detail or "no table is recognised in it"


def _joined(document: Document, recognised: Mapping[int, Document]) -> Iterator[Block]:
    """The blocks of the page with those of its pictures; the page's own tables keep their numbers."""
    last = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
    is_whole_page = any(picture.is_whole_page for picture in document.pictures)
    said = {_bare(block.text) for block in document.blocks if isinstance(block, Paragraph)}
    for at in range(len(document.blocks) + 1):
        if at in recognised:
            blocks = recognised[at].blocks
            for block in blocks if is_whole_page else _tables_and_captions(blocks, said):
                if isinstance(block, Table):
                    last += 1
                    yield replace(block, number=last, is_pictured=True)
                else:
                    yield block
        yield from document.blocks[at : at + 1]


def _tables_and_captions(blocks: Sequence[Block], said: set[str]) -> Iterator[Block]:
    """The tables, and the short paragraphs right before them that the page does not print as text."""
    for before, block in pairwise([None, *blocks]):
        if isinstance(block, Table):
            caption = _bare(before.text) if isinstance(before, Paragraph) else ""
            if before and 0 < len(caption) <= _LONGEST_CAPTION and caption not in said:
                yield before
            yield block


def _bare(text: str) -> str:
    return "".join(text.split())
