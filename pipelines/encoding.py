"""Tells which encoding a text is in. What is declared is only a hint: GB pages labelled UTF-8 and the other way are common."""

import codecs
import re
from collections.abc import Iterator

import charset_normalizer

# The mark of UTF-32 begins like that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (
    ("utf-32-le", 4, 3),
    ("utf-32-be", 4, 0),
    ("utf-16-le", 2, 1),
    ("utf-16-be", 2, 0),
)  # bytes of a unit, its highest
_FEWEST_WIDE = 64  # bytes; fewer say nothing of their encoding
_FEWEST_ZEROS = 0.05  # of the units' highest bytes: figures, spaces, markup, ends of lines
_ELSEWHERE = 0.8  # of those zeros, at most, stand in the lowest bytes, as in 一
_META = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_GB = {"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936"}
_BIG5 = {"big5", "big5-hkscs", "big5hkscs", "cp950", "x-x-big5"}
_HEAD = 4096  # bytes in which a page may declare its charset, as browsers read it
_PLAIN = re.compile("[\\t\\n\\r -~\\xa0\\u2000-\\u206f\\u3000-\\u303f\\u4e00-\\u9fff\\uff00-\\uffef]")
_PLAIN_SHARE = 0.95  # of the characters of a Chinese text; of one read in the wrong byte order hardly any are
# Every twentieth character and more of such prose; where the encoding is the wrong one they hardly come up.
_COMMON = re.compile("[的一是在和年政府信息公开開報告及行为為不人民]")
_MORE_COMMON = 3  # times
_FEWEST_COMMON = 10
_LOOKED_AT = 65536  # bytes
_SAMPLES, _SAMPLE = 4, 3072  # parts that are looked at, and bytes of each
_BOUNDARY = re.compile(rb"[>\n]")  # no second byte of a character in either encoding


def decode(data: bytes, declared_type: str = "") -> str:
    """The text: by byte order mark or the zeros of UTF-16 and UTF-32, strict UTF-8, the declared charset, GB18030 or Big5, or
    the likeliest guess.

    `declared_type` is a Content-Type. Bytes that fit no encoding become U+FFFD, so that damage stays visible.
    """
    return decode_and_tell(data, declared_type)[0]


def decode_and_tell(data: bytes, declared_type: str = "") -> tuple[str, str]:
    """What `decode` gives, and the name of the encoding that it took."""
    if encoding := _by_mark(data) or _wide(data):
        return data.decode(encoding, "replace"), encoding
    for encoding in _likely(data, declared_type):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    if _almost_utf8(data):
        return data.decode("utf-8", "replace"), "utf-8"
    guess = charset_normalizer.from_bytes(data[:_LOOKED_AT]).best()
    encoding = guess.encoding if guess else "gb18030"
    return data.decode(encoding, "replace"), encoding


def head(data: bytes, size: int) -> bytes:
    """The first bytes for looking at, in UTF-8 where they are UTF-16 or UTF-32."""
    if (encoding := _by_mark(data) or _wide(data)) and encoding != "utf-8-sig":
        unit = 4 if encoding.startswith("utf-32") else 2
        return data[: size * unit].decode(encoding, "ignore").encode("utf-8")
    return data[:size]


def _by_mark(data: bytes) -> str:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """The encoding in units of two or four bytes that makes Chinese text of bytes with zeros among them, "" if none does."""
    part = data[:_HEAD]
    if 0 not in part or len(part) < _FEWEST_WIDE:
        return ""
    for encoding, unit, highest in _WIDE:
        zeros, elsewhere = part[highest::unit].count(0), part[unit - 1 - highest :: unit].count(0)
        if zeros < _FEWEST_ZEROS * len(part) / unit or elsewhere > _ELSEWHERE * zeros:
            continue
        text = part[: len(part) // unit * unit].decode(encoding, "replace")
        if len(_PLAIN.findall(text)) >= _PLAIN_SHARE * len(text):
            return encoding
    return ""


def _likely(data: bytes, declared_type: str) -> Iterator[str]:
    yield "utf-8"
    for name in (*_declared(data, declared_type), "gb18030"):
        yield _gb_or_big5(data) if name in _GB | _BIG5 else name


def _declared(data: bytes, declared_type: str) -> list[str]:
    named = _META.findall(declared_type.encode("ascii", "ignore")) + _META.findall(data[:_HEAD])
    encodings = [name.decode("ascii").lower() for name in named]
    return [name for name in encodings if name not in ("iso-8859-1", "latin1", "utf-8")]


def _gb_or_big5(data: bytes) -> str:
    """Which of the two the bytes are: nearly all that is written in one can be read as rare characters of the other."""
    gb, big5 = _common_in(_samples(data))
    if max(gb, big5) < _FEWEST_COMMON:
        gb, big5 = _common_in(data[:_LOOKED_AT])
    return "big5hkscs" if big5 >= _FEWEST_COMMON and big5 > _MORE_COMMON * gb else "gb18030"


def _common_in(data: bytes) -> tuple[int, int]:
    """How many common characters bytes hold if they are GB18030, and if they are Big5."""
    gb, big5 = (len(_COMMON.findall(data.decode(name, "ignore"))) for name in ("gb18030", "big5hkscs"))
    return gb, big5


def _samples(data: bytes) -> bytes:
    """Some parts of the bytes, each from the end of a tag or a line on, where a character begins in either encoding."""
    parts = []
    for start in range(0, len(data), max(len(data) // _SAMPLES, _SAMPLE)):
        begun = _BOUNDARY.search(data, start)
        parts.append(data[begun.end() : begun.end() + _SAMPLE] if begun else b"")
    return b"".join(parts)


def _almost_utf8(data: bytes) -> bool:
    """Whether UTF-8 fails in a few places only, as in a page cut in the middle of a character."""
    text = data.decode("utf-8", "ignore")
    return len(text.encode("utf-8")) > len(data) * 0.99
