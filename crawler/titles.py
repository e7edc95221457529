"""What the title of a link says: a report, perhaps one, a look-alike, or nothing of the kind."""

import re
from dataclasses import dataclass

from crawler.rules import RULES
from crawler.words import plain

_YEAR = re.compile(r"((?:19|20)\d\d)(?!\d)(年?)")
_CHINESE_YEAR = re.compile(r"二([〇○零O0])([〇○零O0一二三四五六七八九])([〇○零O0一二三四五六七八九])年")
# 2019-2024年, 2019年以来, in brackets or not.
_RANGE = re.compile(
    r"[(（]?(?:19|20)\d\d年?(?:度)?(?:[-—~～－至到]+(?:今|(?:19|20)\d\d年?(?:度)?)|以来|起|及以[前后])[)）]?"
)
_DIGITS = {digit: value for value, digits in enumerate(("〇○零O0", *"一二三四五六七八九")) for digit in digits}


@dataclass(frozen=True)
class Verdict:
    """What a title is taken for: "report", "perhaps" (the body must confirm it) or "rejected"; `reason` in words."""

    decision: str
    reason: str
    year: int | None


def year_in(title: str) -> int | None:
    """The year that a title names: the last one that 年 follows, else the last one."""
    squashed = plain(title)
    years = [(int(year), bool(mark)) for year, mark in _YEAR.findall(squashed)]
    years += [(2000 + 10 * _DIGITS[tens] + _DIGITS[ones], True) for _, tens, ones in _CHINESE_YEAR.findall(squashed)]
    marked = [year for year, mark in years if mark]
    return (marked or [year for year, _ in years] or [None])[-1]


def judge(title: str, in_report_list: bool = False) -> Verdict | None:
    """What a title says; None where it has nothing to do with reports. In a report list every title gets a verdict."""
    squashed = plain(title)
    year = year_in(squashed)
    for lookalike in RULES.lookalikes:
        if lookalike.pattern.search(squashed):
            if in_report_list or RULES.resembling.search(squashed):
                return Verdict("rejected", lookalike.reason, year)
            return None
    if RULES.report_titles.search(squashed) and year:
        return Verdict("report", "the title names a report", year)
    if not in_report_list:
        return None
    if RULES.report_titles.search(squashed):
        return Verdict("perhaps", "the title names a report without its year, and stands in a report list", None)
    if RULES.bare_titles.search(squashed):
        return Verdict("perhaps", "the title names a year and stands in a report list", year)
    return Verdict("rejected", "the title names no annual report on information disclosure", year)


def is_yearly_section(title: str) -> bool:
    """Whether the words of a link name a column of one year's reports, and no look-alike."""
    squashed = plain(title)
    return (
        bool(RULES.yearly_sections.search(squashed))
        and bool(year_in(squashed))
        and bool(RULES.report_titles.search(squashed))
        and not any(lookalike.pattern.search(squashed) for lookalike in RULES.lookalikes)
    )


def is_report_section(title: str) -> bool:
    """Whether the words of a link name a column of reports: no year but a range of them, and no look-alike."""
    squashed = _RANGE.sub("", plain(title))
    return (
        bool(RULES.report_sections.search(squashed))
        and not year_in(squashed)
        and not any(lookalike.pattern.search(squashed) for lookalike in RULES.lookalikes)
    )
