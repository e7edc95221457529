"""Plain text and Markdown: tables drawn with pipes, commas, tabs and spaces, or flattened to one cell a line."""

import re

from pipelines.blocks import Document
from pipelines.encoding import decode, head
from pipelines.readers.unreadable import Unreadable
from pipelines.text_blocks import blocks_of

MEDIA_TYPE = "text/plain"

_LITTER = re.compile(r"\[bookmark:[^\]]*\]")  # left in the text by converters of Word files
_LONGEST = 1_000_000  # characters; a report has some ten thousand
_FACT = re.compile(r"(标题|发布时间|发布日期|发布机构)[:：]\s*(\S.*)")
_FACT_KEYS = {"标题": "title", "发布时间": "published_on", "发布日期": "published_on", "发布机构": "publisher"}
_HEAD_BYTES = 8192  # looked at to tell text from other files
_HEAD_LINES = 12  # lines in which a dump states title, date and publisher


def recognises(data: bytes) -> bool:
    """Whether the bytes are text at all; the readers of richer formats are asked first."""
    return bool(data) and b"\x00" not in head(data, _HEAD_BYTES)


def read(data: bytes, declared_type: str = "") -> Document:
    """The text's paragraphs and tables. A row of tabs may have lost or gained empty cells, so its table is not aligned."""
    text = _LITTER.sub("", decode(data, declared_type))
    if not text.strip():
        raise Unreadable("empty", "the text holds nothing but white space")
    if len(text) > _LONGEST:
        raise Unreadable("too_large", f"{len(text)} characters of text, the limit is {_LONGEST}: no report is so long")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    facts = _take_facts(lines)
    return Document(tuple(blocks_of(lines)), facts)


def _take_facts(lines: list[str]) -> dict[str, str]:
    """What the first lines of a dump declare of the document; those lines are emptied, they are none of its own."""
    facts: dict[str, str] = {}
    for at, line in enumerate(lines[:_HEAD_LINES]):
        match = _FACT.fullmatch(line.strip())
        if match:
            facts.setdefault(_FACT_KEYS[match[1]], match[2].strip())
            lines[at] = ""
    return facts
