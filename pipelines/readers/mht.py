"""Reads web pages saved in one file: MHT and MHTML (RFC 2557), which Word and Excel also save as .doc and .xls."""

import re
from email import message_from_bytes
from email.message import Message

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
    pages = [part for part in message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n")).walk() if _is_page(part)]
    documents: list[Document] = []
    refusal = Unreadable("empty", "the file is a saved web page without a page in it; it may be cut short")
    for part in pages:
        try:
            documents.append(_read_page(part))
        except Unreadable as unreadable:
            refusal = unreadable
    if not documents:
        raise refusal
    return join(documents)


def _is_page(part: Message) -> bool:
    return part.get_content_type() in _WEB_PAGES and not _BESIDE.search(str(part.get("Content-Location", "")))


def _read_page(part: Message) -> Document:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        raise Unreadable("empty", f"the part {part.get('Content-Location', '')!r} of the saved web page is empty")
    return html.read(payload, str(part.get("Content-Type", "")))
