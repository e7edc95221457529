"""Reads web pages saved in one file: MHT and MHTML (RFC 2557), which Word and Excel also save as .doc and .xls."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from urllib.parse import urljoin

from pipelines.blocks import Document
from pipelines.encoding import head
from pipelines.joining import join
from pipelines.readers import html
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "multipart/related"

_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:From [^\r\n]*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?MIME-Version:",
    re.IGNORECASE,
)
_HEAD_BYTES = 8192
_BOUNDARY = re.compile(rb"\bboundary\s*=", re.IGNORECASE)
_MOST_NESTED = 20  # parts that hold parts
_WEB_PAGES = ("text/html", "application/xhtml+xml")
# What the programs keep beside the page: the running heads of Word, the tabs of Excel.
_BESIDE = re.compile(r"(?:^|[/\\])(?:header|tabstrip)\.html?$", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether the bytes begin with the headers of a message."""
    return bool(_HEADER.match(head(data, _HEAD_BYTES)))


def read(data: bytes, declared_type: str = "") -> Document:
    """All its web pages as one document, in order; frames that only name the others are passed over.

    Raises `Unreadable`: damaged, too_large or empty, or the reason of its only page.
    """
    if len(_BOUNDARY.findall(data)) > _MOST_NESTED:
        raise Unreadable("too_large", f"the file nests more than {_MOST_NESTED} messages in one another")
    parts = list(message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n")).walk())
    pages = [part for part in parts if _is_page(part)]
    documents: list[Document] = []
    refusal = Unreadable("empty", "the file is a saved web page without a page in it; it may be cut short")
    for part in pages:
        try:
            documents.append(_with_own_pictures(_read_page(part), part, parts))
        except Unreadable as unreadable:
            refusal = unreadable
    if not documents:
        raise refusal
    return join(documents)


def _with_own_pictures(document: Document, page: Message, parts: Sequence[Message]) -> Document:
    """The page's document; its pictures are mostly in the file, too."""
    if not document.pictures:
        return document
    base = str(page.get("Content-Location", ""))
    held = {name: part for part in parts if part.get_content_maintype() == "image" for name in _names(part)}
    found = (held.get(picture.source) or held.get(urljoin(base, picture.source)) for picture in document.pictures)
    pairs = zip(document.pictures, found, strict=True)
    return replace(document, pictures=tuple(p._replace(data=_payload(part)) if part else p for p, part in pairs))


def _names(part: Message) -> list[str]:
    """What pages of the file name a part by."""
    named = str(part.get("Content-ID", "")).strip("<> ")
    return [name for name in (str(part.get("Content-Location", "")), f"cid:{named}" if named else "") if name]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_page(part: Message) -> bool:
    return part.get_content_type() in _WEB_PAGES and not _BESIDE.search(str(part.get("Content-Location", "")))


def _read_page(part: Message) -> Document:
    payload = _payload(part)
    if not payload.strip():
        raise Unreadable("empty", f"the part {part.get('Content-Location', '')!r} of the saved web page is empty")
    return html.read(payload, str(part.get("Content-Type", "")))
