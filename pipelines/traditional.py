"""Words in traditional characters, as mirrors of portals print them, in the simplified ones that rules and forms are in."""

from functools import cache

import opencc

_HAN = range(0x3400, 0xA000)  # CJK ideographs of the Basic Multilingual Plane
_COMMON = "開報務機關"  # one of them is in every longer text on the matter
_LONG = 200  # characters


@cache
def converter() -> opencc.OpenCC:
    """What converts whole phrases, which is slow."""
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """The text with the characters that rules and forms are written in; unchanged where it has no traditional ones.

    Character by character, and only for comparing: it would make 乾县 干县.
    """
    if len(text) > _LONG and not any(mark in text for mark in _COMMON):
        return text
    table = _table()
    return text if table.keys().isdisjoint(map(ord, text)) else text.translate(table)


@cache
def _table() -> dict[int, str]:
    each = [chr(number) for number in _HAN]
    plain = converter().convert("\n".join(each)).split("\n")
    return {ord(one): other for one, other in zip(each, plain, strict=True) if one != other}
