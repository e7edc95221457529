"""Tells which encoding a text is in. What is declared is only a hint: GB pages labelled UTF-8 and the other way are common."""

import codecs
import re
from collections.abc import Iterator

import charset_normalizer

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_GB = {"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936"}
_HEAD = 4096  # bytes in which a page may declare its charset, as browsers read it


def decode(data: bytes, declared_type: str = "") -> str:
    """The text: by byte order mark, strict UTF-8, the declared charset, GB18030, or the likeliest guess.

    `declared_type` is a Content-Type. Bytes that fit no encoding become U+FFFD, so that damage stays visible.
    """
    return decode_and_tell(data, declared_type)[0]


def decode_and_tell(data: bytes, declared_type: str = "") -> tuple[str, str]:
    """What `decode` gives, and the name of the encoding that it took."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), encoding
    for encoding in _likely(data, declared_type):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    if _almost_utf8(data):
        return data.decode("utf-8", "replace"), "utf-8"
    guess = charset_normalizer.from_bytes(data[:65536]).best()
    encoding = guess.encoding if guess else "gb18030"
    return data.decode(encoding, "replace"), encoding


def head(data: bytes, size: int) -> bytes:
    """The first bytes for looking at, in UTF-8 where a byte order mark says that they are UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[: size * 2].decode("utf-16", "ignore").encode("utf-8")
    return data[:size]


def _likely(data: bytes, declared_type: str) -> Iterator[str]:
    yield "utf-8"
    yield from _declared(data, declared_type)
    yield "gb18030"


def _declared(data: bytes, declared_type: str) -> list[str]:
    named = _META.findall(declared_type.encode("ascii", "ignore")) + _META.findall(data[:_HEAD])
    encodings = [name.decode("ascii").lower() for name in named]
    return ["gb18030" if name in _GB else name for name in encodings if name not in ("iso-8859-1", "latin1", "utf-8")]


def _almost_utf8(data: bytes) -> bool:
    """Whether UTF-8 fails in a few places only, as in a page cut in the middle of a character."""
    text = data.decode("utf-8", "ignore")
    return len(text.encode("utf-8")) > len(data) * 0.99
