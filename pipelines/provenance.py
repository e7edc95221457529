"""Where title, organisation, year and dates were taken from, and where the sources that tell them disagree."""

from collections.abc import Iterable, Iterator, Mapping

from pipelines.registry.divisions import find_division
from pipelines.report import Finding, Telling

# Why a source is believed before those that follow it, by field; the sources stand in the order in which they are asked.
REASONS: Mapping[str, Mapping[str, str]] = {
    "title": {
        "printed": "文件所印标题 (the title that the document prints)",
        "declared": "网页或文件属性中的标题，最完整 (what the page or the file declares names more than the document prints)",
        "link": "链接文字，文件未印完整标题 (the words of the link: neither document nor page give a whole title)",
    },
    "year": {
        "title": "标题所写年度 (the title names it)",
        "period": "正文所写统计期限 (the title names none; the text says which period its figures cover)",
        "account": "正文各段所述年度 (neither title nor period name one; the only year that sentences begin with)",
        "declared": "网页所写标题 (the page's own title names it)",
        "link": "链接文字 (the words of the link name it)",
        "sheet": "统计表表头所写年度 (the sheet of statistics names it above its table)",
    },
    "organisation": {
        "title": "标题所写机关 (the title names it)",
        "signature": "落款 (the signature gives the name in full)",
        "publisher": "网页所写来源 (the page says who published it)",
        "sheet": "统计表所写填报单位 (the sheet of statistics names who filled it in)",
    },
    "signed_on": {"signature": "落款日期 (the date under the text)"},
    "published_on": {
        "declared": "网页所写发布日期 (the page says when it was published)",
        "list": "栏目列表所写日期 (the list that links it says when)",
    },
}
_YEAR_ENDS = "-12-01"  # drafts are dated in December at the earliest


def tellings_of(field: str, chosen: str, told: Mapping[str, str]) -> Iterator[Telling]:
    """What each source that says anything tells of a field; the first that tells what was chosen is where it is from."""
    is_open = True
    for source, reason in REASONS[field].items():
        value = told.get(source, "")
        if value:
            is_chosen = is_open and value == chosen
            is_open = is_open and not is_chosen
            yield Telling(field, value, source, is_chosen, reason if is_chosen else "")


def find_conflicts(tellings: Iterable[Telling], year: int, adcode: str, portal_adcode: str) -> tuple[Finding, ...]:
    """A finding for each field whose sources can't all be right. `adcode` is that of the organisation that was chosen."""
    told = {(telling.field, telling.source): telling.value for telling in tellings}
    return (*_years(told), *_organisations(told, adcode, portal_adcode), *_dates(told, year))


def _years(told: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    years = {source: value for (field, source), value in told.items() if field == "year"}
    first = next(iter(years.values()), "")
    for source, value in years.items():
        if value != first:
            named = ", ".join(f"{source} {value}" for source, value in years.items())
            message = f"年度不一，取 {first} (the sources name different years; {first} is taken): {named}"
            yield _finding("year_disagrees", message, f"{first}; {value}", int(first), int(value))
            return


def _organisations(told: Mapping[tuple[str, str], str], adcode: str, portal_adcode: str) -> Iterator[Finding]:
    named, signed = (told.get(("organisation", source), "") for source in ("title", "signature"))
    if named and signed and named != signed:
        signed_in = find_division(signed, near=adcode)[0]
        if _apart(adcode, signed_in):
            message = (
                f"标题为{named}，落款为{signed}，取标题 (they name bodies of different divisions; the title's is taken)"
            )
            yield _finding("organisation_disagrees", message, f"{named}; {signed}")
    if _apart(adcode, portal_adcode):
        message = f"机关属 {adcode}，门户网站属 {portal_adcode} (the portal that published it serves another division)"
        yield _finding("organisation_disagrees", message, named or signed, int(portal_adcode), int(adcode))


def _dates(told: Mapping[tuple[str, str], str], year: int) -> Iterator[Finding]:
    signed = told.get(("signed_on", "signature"), "")
    published = told.get(("published_on", "declared")) or told.get(("published_on", "list"), "")
    for name, value in (("落款日期", signed), ("发布日期", published)):
        if value and value < f"{year}{_YEAR_ENDS}":
            message = f"{name} {value} 早于 {year} 年底 (dated before the year that it reports on had ended)"
            yield _finding("date_disagrees", message, value)
    if signed and published and published < signed:
        message = f"发布日期 {published} 早于落款日期 {signed} (published before it was signed)"
        yield _finding("date_disagrees", message, f"{published}; {signed}")


def _apart(one: str, other: str) -> bool:
    """Whether two divisions are known and neither lies in the other."""
    first, second = (code.removesuffix("00").removesuffix("00") for code in (one, other))
    return bool(first and second) and not first.startswith(second) and not second.startswith(first)


def _finding(rule: str, message: str, quote: str, expected: int | None = None, found: int | None = None) -> Finding:
    return Finding(rule, "", "", "", expected, found, message, quote)
