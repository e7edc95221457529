"""Dates and years as reports and portals print them."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from pipelines.words import nfkc

_DIGITS = str.maketrans("〇○◯零0OoＯ０一二三四五六七八九", "000000000123456789")
_ZERO = "〇○◯零0OoＯ０"  # typists take a letter or a full-width digit for 〇
CHINESE_YEAR = rf"二[{_ZERO}][{_ZERO}一二三四五六七八九]{{2}}"
_NUMERALS = "一二三四五六七八九十"
_DATE = re.compile(
    rf"(20\d\d|{CHINESE_YEAR})[年./-](?:(\d{{1,2}})[月./-](\d{{1,2}})[日号]?"
    rf"|(元|\d{{1,2}}|[{_NUMERALS}]{{1,2}})月(\d{{1,2}}|[{_NUMERALS}廿卅]{{1,3}})[日号])"
)
_OLDER_NUMERALS = {"元": "一", "廿": "二十", "卅": "三十"}
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=年|\))")
_CHINESE_YEAR = re.compile(rf"{CHINESE_YEAR}(?=年)")
_BARE_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_PERIOD = re.compile(rf"(20\d\d|{CHINESE_YEAR})年(?:0?1|一|元)月(?:(?:0?1|一)日|[至到起—–~-]{{1,2}}(?:12|十二)月)")
_PART_OF_YEAR = re.compile(r"[上下]半年|第?[一二三四1-4１-４]季度|(?:[一二三四五六七八九十]|\d{1,2})月份")
# Sentences on what will be done tell no year reported on.
_FOLDED = re.compile("[０-９⼀-⿕]")  # what dates may be printed with that NFKC makes plain: wide digits, radicals
_SENTENCE = re.compile(r"(?<![^。\n])(20\d\d)年度?(?:以来)?,(?![^。\n]{0,30}(?:将|计划|拟))")


def read_date(text: str) -> str:
    """The first date in the text as ISO 8601, or "" where there is none that exists in the calendar."""
    match = _DATE.search("".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return ""
    year, *numbers = (part for part in match.groups() if part)
    parts = int(year.translate(_DIGITS)), _number(numbers[0]), _number(numbers[1])
    try:
        return date(*parts).isoformat()
    except ValueError:
        return ""


def split_date(text: str) -> tuple[str, str]:
    """What stands before the date that a text ends with, and the date as `read_date`; white space and brackets are gone.

    The text and "" where it ends with no date.
    """
    squashed = "".join(unicodedata.normalize("NFKC", text).split()).strip("()")
    *_, last = (None, *_DATE.finditer(squashed))
    if last is None or last.end() < len(squashed):
        return squashed, ""
    return squashed[: last.start()].rstrip("("), read_date(last[0])


def _number(numeral: str) -> int:
    """12 → 12, 十二 → 12, 廿一 → 21, of 元月 → 1."""
    if numeral.isdecimal():
        return int(numeral)
    for older, plain in _OLDER_NUMERALS.items():
        numeral = numeral.replace(older, plain)
    tens, ten, ones = numeral.rpartition("十")
    value = int(ones.translate(_DIGITS)) if ones else 0
    return value + (10 * (int(tens.translate(_DIGITS)) if tens else 1) if ten else 0)


def read_years(title: str) -> list[int]:
    """The years that a title names, in Arabic or Chinese numerals."""
    squashed = "".join(unicodedata.normalize("NFKC", title).split())
    years = [int(year) for year in _YEAR.findall(squashed)]
    years = years or [int(year.translate(_DIGITS)) for year in _CHINESE_YEAR.findall(squashed)]
    return years or [int(year) for year in _BARE_YEAR.findall(squashed)]


def read_period(text: str) -> int | None:
    """The year of the period a report says its figures cover: "2024年1月1日至…", "2024年1月至12月"."""
    if _FOLDED.search(text):  # folding all of the prose takes longer than all else that is done with it
        text = nfkc(text)
    match = _PERIOD.search("".join(text.split()))
    return int(match[1].translate(_DIGITS)) if match else None


def read_part_of_year(title: str) -> str:
    """The half, quarter or month that a title names, "" where it names none."""
    match = _PART_OF_YEAR.search("".join(title.split()))
    return match[0] if match else ""


def read_year_of_account(paragraphs: Sequence[str]) -> int | None:
    """The year that prose tells of, where it is one only: paragraphs and sentences that begin with "2024年，"."""
    text = nfkc("\n".join("".join(paragraph.split()) for paragraph in paragraphs))
    years = {int(year) for year in _SENTENCE.findall(text)}
    return years.pop() if len(years) == 1 else None
