"""A page with the tables of two years gives those of its own year where it says which are, and none where it does not."""

import random
import re

import pytest

from pipelines.read import Context, read_report
from pipelines.report import Report, State
from tests.printing import figures_for, page

TITLE = "文峰区人民政府{}年政府信息公开工作年度报告"
END = "<p>五、存在的主要问题及改进情况</p><p>继续改进。</p>"
FIGURES = {year: {**figures_for("2021", random.Random(year)), "*": ""} for year in (2022, 2023)}
BODIES = {
    year: "".join(page("2021", FIGURES[year]).partition("<p>一、")[1:]).partition("</div>")[0] for year in FIGURES
}
TABLES = {year: re.findall("<table.*?</table>", body, re.DOTALL) for year, body in BODIES.items()}


def read(inside: str, year: int = 2023) -> Report:
    title = TITLE.format(year)
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{inside}{END}</div></body></html>"
    report = read_report(html.encode(), Context(url="http://a.gov.cn/b.html"))
    assert isinstance(report, Report), report
    return report


def numbers_of(report: Report) -> dict[str, str]:
    return {".".join(f.key): f.raw for f in report.figures if f.state in (State.REPORTED, State.BLANK)}


def below_titles(*years: int) -> str:
    return "".join(f"<p>{TITLE.format(year)}</p>{BODIES[year]}" for year in years)


def with_years_inside(*years: int) -> str:
    return re.sub("<p>(.*?)</p>(<table.*?>)", r"\2<tr><td colspan='20'>\1</td></tr>", below_captions(*years))


def below_captions(*years: int, caption: str = "{}年情况表") -> str:
    pairs = zip(*(TABLES[year] for year in years), strict=True)
    return "".join(f"<p>{caption.format(year)}</p>{t}" for pair in pairs for year, t in zip(years, pair, strict=True))


@pytest.mark.parametrize("inside", [below_titles, below_captions, with_years_inside])
@pytest.mark.parametrize("years", [(2023, 2022), (2022, 2023)])
@pytest.mark.parametrize("year", [2022, 2023])
def test_the_tables_of_the_reports_year_are_read(inside: object, years: tuple[int, int], year: int) -> None:
    report = read(inside(*years), year)  # type: ignore[operator]
    assert numbers_of(report) == {key: text for key, text in FIGURES[year].items() if key != "*"}
    assert "tables of other years" in report.left_unread


@pytest.mark.parametrize(
    "inside",
    [
        BODIES[2023] + "<p>上年数据</p>" + BODIES[2022],
        below_titles(2023, 2022).replace(TITLE.format(2022), "2022年"),
        below_titles(2023, 2022).replace(TITLE.format(2022), TITLE.format(2022).replace("文峰", "殷都")),
        below_captions(2023, 2022, caption="与{}年相比情况表"),
        below_captions(2023, 2022).replace("<p>2022年情况表</p>", ""),
    ],
)
def test_where_years_are_not_told_no_table_is_preferred(inside: str) -> None:
    report = read(inside)
    differing = {key for key in FIGURES[2023] if FIGURES[2022][key] != FIGURES[2023][key]}
    assert differing.isdisjoint(numbers_of(report))
    assert not report.left_unread


def test_a_table_that_only_another_year_has_is_not_left_out() -> None:
    report = read(
        "".join(f"<p>{year}年情况表</p>{t}" for year, t in zip((2023, 2023, 2022), TABLES[2023], strict=True))
    )
    assert numbers_of(report) == {key: text for key, text in FIGURES[2023].items() if key != "*"}
    assert ("year_disagrees", "disputes") in {(finding.rule, finding.table_key) for finding in report.findings}
