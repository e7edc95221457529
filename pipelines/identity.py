"""Who reports, on which year, under which title: told from the document's own words first."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.dates import CHINESE_YEAR, read_date, read_period, read_year_of_account, read_years, split_date
from pipelines.provenance import tellings_of
from pipelines.report import Telling

_TITLE = re.compile(r".{0,60}(?:信息|政务)公开.{0,14}(?:报告|年报)(?:[(（【\[].{0,20}[)）】\]])?")
_NO_TITLE = re.compile(r"[>＞»。；:：/\\]|首页|当前位置|如下|编制|现将|根据")
_TITLE_BEGINS = re.compile(
    rf".*(?:20\d\d|{CHINESE_YEAR}|政府|信息公开|[厅局委处院署室办会]$|中心$|街道$|[省市县区乡镇]$)"
)
_YEAR = rf"(?:(?:20\d\d|{CHINESE_YEAR})年?(?:度)?)"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
# The headline over a report that prints no title of its own.
_ANNOUNCED = re.compile(
    rf"(?:关于|公布|发布)?[^，。；：:]{{0,40}}{_YEAR}.{{0,20}}(?:信息|政务)公开.{{0,14}}(?:报告|年报)》?的?(?:公示|公告)"
)
_NOT_THE_NAME = re.compile(r".*(?:门户网站|官网)|^(?:印发|公布|发布)|年度?$")
_TOPIC = re.compile(r"(?:(?:政府|政务)?信息|政务)公开.*")
_BODY = r"[^，。；：:、()（）]{2,40}(?:政府|办公室|办公厅|厅|局|委|委员会|院|署|处|室|中心|会|街道|管委会)"
_ORGANISATION = re.compile(_BODY)
_PUBLISHER = re.compile(rf"{_BODY}|[^，。；：:、()（）]{{2,40}}[省市县区旗镇乡部所队馆校]")
_SEAL = re.compile(r"[(（]?(?:盖章|公章|章)[)）]?$|^落款[:：]")
_MEDIA = re.compile("媒体|日报|新闻|电视|广播|网站|本站|本网|信息中心")  # what passes on what a body publishes
_IN_BRACKETS = re.compile(rf"[(（【\[]({_BODY})[)）】\]]$")  # who reports, behind the title
_LEADING_DATE = re.compile(r"^20\d\d年\d{1,2}月(?:\d{1,2}日)?")
# What stands around a title.
_FIELD = re.compile(r"^(?:附件\d{0,2}|标题|题名|\w{0,4}名称)[:：]|^MicrosoftWord-")
_BEHIND = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|s?html?)$|[-_|–—]+\w{2,20}(?:网|网站|平台)$", re.IGNORECASE)
_WHO_FIRST = re.compile(rf"^({_BODY})[:：](?=20\d\d|{CHINESE_YEAR})")
_TITLE_LINES = 15  # a title stands among the first lines
_LONGEST_SIGNATURE = 80  # characters, blanks between them included
_LONGEST_TITLE = 80  # characters
_TITLE_SPLIT = 4  # lines a title may be broken over
_OPENING = 40  # paragraphs in which a report says which period it covers
_LAST_LINES, _FIRST_LINES, _FIRST_LINES_OF_DATE = 5, 4, 6  # signature and date stand among the last, or under the title
_DATE_ENDS = frozenset("日号)）0123456789０１２３４５６７８９")


class Identity(NamedTuple):
    """`year` is None where nothing tells it; `organisation` is as printed, "" where nothing tells it."""

    title: str
    organisation: str
    year: int | None
    signed_on: str
    published_on: str
    tellings: tuple[Telling, ...]


def read_identity(paragraphs: Sequence[str], facts: Mapping[str, str], link_text: str, listed_on: str) -> Identity:
    """Title, organisation, year and dates, given what the page declares and the list says that links it.

    The title is the one its page declares if it says all and is printed, else the document's own, else the declared one,
    else the words of the link that led to it. The year is the title's, else that of the period that the text says it
    covers, else the only one that its sentences begin with. The organisation is the title's, completed
    by the signature or the publisher where the title names the division alone.
    """
    title, titles = _title(paragraphs, _as_title(facts.get("title", "")), _as_title(link_text))
    year, years = _year(title, titles, paragraphs[:_OPENING])
    signatures = list(_signatures((*reversed(paragraphs[-_LAST_LINES:]), *paragraphs[1:_FIRST_LINES])))
    organisation, organisations = _organisation(title, _signature(signatures), facts.get("publisher", ""))
    signed_on = _signed_on((*signatures, *_signatures(paragraphs[_FIRST_LINES:_FIRST_LINES_OF_DATE])))
    published = {"declared": read_date(facts.get("published_on", "")), "list": read_date(listed_on)}
    published_on = published["declared"] or published["list"]
    tellings = (
        *tellings_of("title", title, titles),
        *tellings_of("year", str(year or ""), years),
        *tellings_of("organisation", organisation, organisations),
        *tellings_of("signed_on", signed_on, {"signature": signed_on}),
        *tellings_of("published_on", published_on, published),
    )
    return Identity(title, organisation, year, signed_on, published_on, tellings)


def _title(paragraphs: Sequence[str], declared: str, link: str) -> tuple[str, dict[str, str]]:
    """The title, and what each source gives for it."""
    first_lines = [_as_title(paragraph) for paragraph in paragraphs[:_TITLE_LINES]]
    printed = list(_printed_titles(paragraphs))
    whole = all(_completeness(declared)) and declared in first_lines
    title = declared if whole else _best((*printed, declared, link, *filter(_ANNOUNCED.fullmatch, first_lines)))
    shown = title if title in first_lines or title in printed else next(iter(printed), "")
    return title, {"printed": shown, "declared": declared, "link": link}


def _year(title: str, titles: Mapping[str, str], opening: Sequence[str]) -> tuple[int | None, dict[str, str]]:
    """The year reported on, and what each source gives for it. Sentences count where no period is stated."""
    named, period = read_years(title), read_period("".join(opening))
    account = None if period else read_year_of_account(opening)
    year = named[-1] if named else period or account
    told = {"title": named[-1] if named else "", "period": period or "", "account": account or ""}
    others = {source: _year_of_report(titles[source]) for source in ("declared", "link")}
    return year, {**{source: str(value) for source, value in told.items()}, **others}


def _organisation(title: str, signature: str, publisher: str) -> tuple[str, dict[str, str]]:
    """Who reports, and what each source gives for it."""
    named = _organisation_in(title)
    publisher = publisher if _PUBLISHER.fullmatch(publisher) and not _MEDIA.search(publisher) else ""
    completed = next((name for name in (signature, publisher) if named and name.startswith(named)), named)
    told = {"title": named, "signature": signature, "publisher": publisher}
    return completed or signature or publisher, told


def names_report(title: str) -> bool:
    """Whether a title has the words of an annual report's."""
    return bool(_TITLE.search(title))


def _year_of_report(title: str) -> str:
    """The year in words that name an annual report, "" where they name something else as well or none."""
    years = read_years(title)
    return str(years[0]) if len(years) == 1 and _TITLE.search(title) else ""


def _bare(text: str) -> str:
    return "".join(text.split())


def _as_title(text: str) -> str:
    """A line without white space and what stands around a title: a field's name, a site's, the ending of a file's name."""
    line = _bare(text)
    if len(line) > _LONGEST_TITLE or "公开" not in line:
        return line
    title = _WHO_FIRST.sub(r"\1", _BEHIND.sub("", _FIELD.sub("", line)))
    return title[1:-1] if title[0] == "《" and title.find("》") == len(title) - 1 else title


def _printed_titles(paragraphs: Sequence[str]) -> Iterator[str]:
    """Runs of the first lines that together read as a title, the earliest first."""
    lines = [_as_title(text) for text in paragraphs[:_TITLE_LINES]]
    for start, line in enumerate(lines):
        if len(line) > _LONGEST_TITLE or not _TITLE_BEGINS.match(line):
            continue
        for end in range(start + 1, min(start + _TITLE_SPLIT, len(lines)) + 1):
            run = "".join(lines[start:end])
            if _TITLE.fullmatch(run) and not _NO_TITLE.search(run):
                yield run


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


@lru_cache(maxsize=1024)  # the same title is declared, printed and linked
def _completeness(title: str) -> tuple[bool, bool, bool]:
    return bool(_TITLE.search(title)), bool(read_years(title)), bool(_organisation_in(title))


@lru_cache(maxsize=1024)
def _organisation_in(title: str) -> str:
    """三门峡市人民政府2020年…, 2019年上海市人民政府办公厅政府信息公开…, 某办公室关于某县2020年…: who reports."""
    head = _TOPIC.sub("", title).translate(_FULL_WIDTH) if _TOPIC.search(title) else ""
    head = _LEADING_DATE.sub("", head)
    *_, year = (None, *re.finditer(_YEAR, head))
    for part in (head[: year.start()], head[year.end() :]) if year else (head,):
        name = part.split("关于")[0] or part.split("关于")[-1]
        name = _NOT_THE_NAME.sub("", name.strip("（）()【】[]〔〕：:《》“”的-_|"))
        if len(name) > 1:
            return name
    behind = _IN_BRACKETS.search(title)
    return behind[1] if behind else ""


def _signatures(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Who signs and when, "" where a line that is a signature or its date does not say it."""
    for line in lines:
        text = line.strip()
        if len(text) > _LONGEST_SIGNATURE:
            continue
        body, day = split_date(text) if text[-1:] in _DATE_ENDS else (_bare(text), "")
        body = _SEAL.sub("", body).strip("()（）")
        if _ORGANISATION.fullmatch(body) and "公开" not in body:
            yield body, day
        elif day and not body:
            yield "", day


def _signature(signatures: Iterable[tuple[str, str]]) -> str:
    """The organisation that signs at the end, or under the title, alone on its line or with the date."""
    return next((body for body, _ in signatures if body), "")


def _signed_on(signatures: Iterable[tuple[str, str]]) -> str:
    return next((day for _, day in signatures if day), "")
