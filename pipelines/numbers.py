"""What a printed cell says: a number with its unit, nothing, or words."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pipelines.report import State

_BLANK = re.compile(r"[-—–―─_/\\|.·]{1,6}|无|－")
MONEY_UNITS = {"元": 1, "万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000, "千元": 1_000}
COUNT_UNITS = {"件", "项", "条", "个", "起", "宗", "次", "例", "份", "部", "篇", "人", "人次", "场", "期", "件次"}
_NUMBER = re.compile(
    r"(?P<sign>(?:[+\-−﹣－＋↑↓]|增加?|新增|减少?|上升|下降)?)"
    r"(?P<digits>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|(?:0|[1-9]\d*)(?:\.\d+)?)"
    r"(?P<unit>[^\d\s.,+\-()]{0,4}|\([^\d\s.,+\-()]{1,4}\))"
    rf"(?P<note>\((?!单位|[百千万亿十]|(?:{'|'.join({*MONEY_UNITS, *COUNT_UNITS})})\))(?=\D)[^()]*[\u4e00-\u9fff][^()]*\))?"
)
_MINUS = ("-", "−", "﹣", "－", "减", "减少", "↓", "下降")
_LOOSE_SPACE = re.compile(r"(?<![\d\s])\s+|\s+(?![\d\s])")  # all but what stands between two digits
_MOST_DIGITS = 15  # more than any count or amount has, and what a float keeps; longer ones have run together
_NUMERALS = "〇零一二三四五六七八九十百千万亿"  # numeric, but they turn into no digit
_SAID_WITH_NUMBERS = "".join(sorted({*"".join(MONEY_UNITS), *"".join(COUNT_UNITS), *"增加新减少上升下降"}))
_WITHOUT_WORDS = re.compile(rf"[\s\d,.。%/—–―─_|()+\-−↑↓{_SAID_WITH_NUMBERS}]*")
_NOTE = re.compile(rf"(?<=[\d{_SAID_WITH_NUMBERS}])\s*\([^()]*\)")
_MARK = re.compile(r"(?<=[\d件项])\s?(?:[①-⑳]|[*＊※]{1,3})\s*\Z")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad\u2060"))


class Printed(NamedTuple):
    """`unit` is the unit printed in the cell, "" if none."""

    state: State
    value: int | float | None
    unit: str


_AS_BLANK = Printed(State.BLANK, None, "")
_AS_TEXT = Printed(State.TEXT, None, "")


@lru_cache(maxsize=16384)
def read_number(raw: str, money: bool = False, signed: bool = False) -> Printed:
    """Read one cell. Anything that is not plainly a blank or one number, with the cell's kind of unit, is text.

    A white space between two digits, or a zero in front, may be two numbers that ran together: such a cell is text too.
    A minus is a number's sign only where the form asks for a change (`signed`), and so is 减. The marks of footnotes, as in
    3① or 3*, are none of the number's. A note in brackets that tells of the number in words, as in 55（含自然失效 29 件）, leaves
    the number what it is, unless it speaks of its unit.
    """
    raw = _MARK.sub("", raw)
    if not raw.isascii() and any(c.isnumeric() and not c.isdecimal() and c not in _NUMERALS for c in raw):
        return _AS_TEXT
    text = unicodedata.normalize("NFKC", raw.translate(_INVISIBLE)).strip()
    if not text or _BLANK.fullmatch(text):
        return _AS_BLANK
    match = _NUMBER.fullmatch(text) or _NUMBER.fullmatch(_LOOSE_SPACE.sub("", text))
    if not match or (match["sign"] and not signed):
        return _AS_TEXT
    unit = match["unit"].strip("()")
    unit_in_note = money and match["note"] and not set("元万亿").isdisjoint(match["note"])
    if unit_in_note or (unit and unit not in (MONEY_UNITS if money else COUNT_UNITS)):
        return _AS_TEXT
    digits = match["digits"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        return _AS_TEXT
    number: int | float = float(digits) if "." in digits else int(digits)
    return Printed(State.REPORTED, -number if match["sign"] in _MINUS else number, unit)


def have_run_together(raw: str) -> bool:
    """Whether a cell prints more digits than any number has."""
    text = "".join(raw.split())
    return len(text) > _MOST_DIGITS and text.isdecimal()


@lru_cache(maxsize=16384)
def plain_count(text: str) -> int | None:
    """The number of a cell that prints digits alone, as nearly all do, and as `read_number` reads it; None for any other."""
    is_plain = text.isdecimal() and text.isascii() and (text[0] != "0" or text == "0") and len(text) <= _MOST_DIGITS
    return int(text) if is_plain else None


def is_without_words(text: str) -> bool:
    """Whether a text, as of a cell, says nothing that stands with no number: it may be "", signs, units, or several numbers.

    Of these `read_number` may make a number, or may have made one if other digits stood in the text.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return bool(_WITHOUT_WORDS.fullmatch(_NOTE.sub("", folded)))


_UNIT_NOTE = re.compile(r"单位(?:[:：]|为|是)?\s*(?:人民币)?\s*([^\s,，、;；。)）:：]{1,3})")
_UNIT_IN_BRACKETS = re.compile(r"[(（]\s*(元|万元|亿元|千元|万)\s*[)）]")


def read_money_unit(heading: str) -> str:
    """The unit a heading or note prints, as in （单位：万元，保留4位小数）, or ""."""
    text = unicodedata.normalize("NFKC", heading)
    match = _UNIT_NOTE.search(text) or _UNIT_IN_BRACKETS.search(text)
    return match[1] if match and match[1] in MONEY_UNITS else ""
