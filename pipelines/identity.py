"""Who reports, on which year, under which title: told from the document's own words first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from pipelines.dates import CHINESE_YEAR, is_date, read_date, read_period, read_year_of_account, read_years

_TITLE = re.compile(r".{0,60}信息公开.{0,14}(?:报告|年报)(?:[(（【\[].{0,12}[)）】\]])?")
_NO_TITLE = re.compile(r"[>＞»。；:：/\\]|首页|当前位置|如下|编制|现将|根据")
_TITLE_BEGINS = re.compile(
    rf".*(?:20\d\d|{CHINESE_YEAR}|政府|信息公开|[厅局委处院署室办会]$|中心$|街道$|[省市县区乡镇]$)"
)
_YEAR = rf"(?:(?:20\d\d|{CHINESE_YEAR})年?(?:度)?)"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_NOT_THE_NAME = re.compile(r".*(?:门户网站|官网)|^(?:印发|公布|发布)|年度?$")
_TOPIC = re.compile(r"(?:政府|政务)?信息公开.*")
_ORGANISATION = re.compile(
    r"[^，。；：:、]{2,40}(?:政府|办公室|办公厅|厅|局|委|委员会|院|署|处|室|中心|会|街道|管委会)"
)
_TITLE_LINES = 15  # a title stands among the first lines
_LONGEST_DATE = 30  # characters, blanks between them included
_LONGEST_TITLE = 80  # characters
_TITLE_SPLIT = 3  # lines a title may be broken over
_OPENING = 40  # paragraphs in which a report says which period it covers
_LAST_LINES = 5  # signature and date stand among the last


class Identity(NamedTuple):
    """`year` is None where nothing tells it; `organisation` is as printed, "" where nothing tells it."""

    title: str
    organisation: str
    year: int | None
    signed_on: str


def read_identity(paragraphs: Sequence[str], declared_title: str, link_text: str, publisher: str) -> Identity:
    """Title, organisation, year and date of signing.

    The title is the one its page declares if it says all and is printed, else the document's own, else the declared one,
    else the words of the link that led to it. The year is the title's, else that of the period that the text says it
    covers, else the only one that its sentences begin with. The organisation is the title's, completed
    by the signature or the publisher where the title names the division alone.
    """
    declared = _bare(declared_title)
    if not (all(_completeness(declared)) and declared in map(_bare, paragraphs[:_TITLE_LINES])):
        declared = _best(chain(_printed_titles(paragraphs), (declared, _bare(link_text))))
    title = declared
    years = read_years(title)
    opening = paragraphs[:_OPENING]
    year = years[-1] if years else read_period("".join(opening)) or read_year_of_account(opening)
    signature = _signature(paragraphs)
    named = _organisation_in(title)
    organisation = next((name for name in (signature, publisher) if named and name.startswith(named)), named)
    return Identity(title, organisation or signature or publisher, year, _signed_on(paragraphs))


def _bare(text: str) -> str:
    return "".join(text.split())


def _printed_titles(paragraphs: Sequence[str]) -> Iterator[str]:
    """Runs of the first lines that together read as a title, the earliest first."""
    lines = [_bare(text) for text in paragraphs[:_TITLE_LINES]]
    for start, line in enumerate(lines):
        if len(line) > _LONGEST_TITLE or not _TITLE_BEGINS.match(line):
            continue
        for end in range(start + 1, min(start + _TITLE_SPLIT, len(lines)) + 1):
            run = "".join(lines[start:end])
            if _TITLE.fullmatch(run) and not _NO_TITLE.search(run):
                yield run
                break


def _best(titles: Iterable[str]) -> str:
    """The first title that names subject, year and organisation, else the one that names most of them."""
    best, most = "", (False, False, False)
    for title in titles:
        named = _completeness(title)
        if named > most:
            best, most = title, named
        if all(named):
            break
    return best


def _completeness(title: str) -> tuple[bool, bool, bool]:
    return bool(_TITLE.search(title)), bool(read_years(title)), bool(_organisation_in(title))


def _organisation_in(title: str) -> str:
    """三门峡市人民政府2020年…, 2019年上海市人民政府办公厅政府信息公开…, 某办公室关于某县2020年…: who reports."""
    head = _TOPIC.sub("", title).translate(_FULL_WIDTH) if _TOPIC.search(title) else ""
    before, _, after = re.split(f"({_YEAR})", head, maxsplit=1) if re.search(_YEAR, head) else (head, "", "")
    for part in (before, after):
        name = part.split("关于")[0] or part.split("关于")[-1]
        name = _NOT_THE_NAME.sub("", name.strip("（）()：:《》“”的-_|"))
        if len(name) > 1:
            return name
    return ""


def _signature(paragraphs: Sequence[str]) -> str:
    """The organisation that signs at the end, or under the title, alone on its line."""
    for text in (*reversed(paragraphs[-_LAST_LINES:]), *paragraphs[1:4]):
        name = _bare(text)
        if _ORGANISATION.fullmatch(name) and "公开" not in name:
            return name
    return ""


def _signed_on(paragraphs: Sequence[str]) -> str:
    for text in (*reversed(paragraphs[-_LAST_LINES:]), *paragraphs[1:6]):
        if len(text) <= _LONGEST_DATE and is_date(text):
            return read_date(text)
    return ""
