"""Reads what a portal's interface answers: JSON, or JSON in the call of a function, with the article in a string of it."""

import re

from pipelines.blocks import Document
from pipelines.encoding import decode, head
from pipelines.held import Held, articles_in, held_in_json
from pipelines.readers import html, text
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "application/json"

_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:[\w$.]+\s*\(\s*)?(?:\{\s*"|\[\s*[{\["])')
_CALL = re.compile(r"\s*(?:[\w$.]+\s*\()?(.*?)(?:\)\s*;?)?\s*", re.DOTALL)
_HEAD_BYTES = 512
_SHORTEST = 50  # characters; what has fewer is a message


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as JSON does."""
    return bool(_BEGINNING.match(head(data, _HEAD_BYTES)))


def read(data: bytes, declared_type: str = "") -> Document:
    """The document in the object with the most table cells, else with the longest text; its facts are that object's.

    Raises `Unreadable`: damaged, empty, or several_documents where objects hold tables of more than one article.
    """
    match = _CALL.fullmatch(decode(data, declared_type).removeprefix("\ufeff"))
    try:
        held = held_in_json(match[1] if match else "")
    except ValueError as error:
        raise Unreadable("damaged", f"the file begins as JSON and is none ({error}); fetch it again") from error
    best = max(held, key=lambda item: (item.cells, len(item.text)), default=Held("", {}))
    if len(best.text) < _SHORTEST:
        raise Unreadable(
            "empty", f"the JSON holds no text of a document ({best.text!r}); its pages may come one by one"
        )
    if (number := len(articles_in(held))) > 1:
        raise Unreadable("several_documents", f"the JSON holds the tables of {number} articles; import each alone")
    packed = best.text.encode("utf-8", "replace")
    document = html.read(packed) if html.recognises(packed) else text.read(packed)
    return Document(document.blocks, {**document.facts, **best.facts}, document.pictures)
