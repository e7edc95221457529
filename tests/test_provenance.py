"""Title, organisation, year and dates say where they are from; sources that can't all be right are a finding."""

import pytest

from pipelines.report import Report
from tests.test_identity import NAME, read

PERIOD_2022 = "所列数据的统计期限为2022年1月1日至2022年12月31日。"


def taken(report: Report) -> dict[str, tuple[str, str]]:
    assert all(telling.reason for telling in report.identity if telling.is_chosen)
    return {telling.field: (telling.value, telling.source) for telling in report.identity if telling.is_chosen}


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if finding.rule.endswith("_disagrees")]


def test_what_is_printed_is_where_it_is_from() -> None:
    report = read(
        f"淇县人民政府2023年{NAME}", after="<p>淇县人民政府</p><p>2024年1月20日</p>", published_on="2024-01-25"
    )
    assert taken(report) == {
        "title": (f"淇县人民政府2023年{NAME}", "printed"),
        "year": ("2023", "title"),
        "organisation": ("淇县人民政府", "title"),
        "signed_on": ("2024-01-20", "signature"),
        "published_on": ("2024-01-25", "list"),
    }
    assert rules(report) == []
    assert ("year", "2023", "period") in {telling[:3] for telling in report.identity}


def test_a_title_from_the_link() -> None:
    report = read(link_text=f"淇县财政局2023年{NAME}")
    assert taken(report)["title"][1] == "link" and taken(report)["year"] == ("2023", "title")


def test_a_year_from_the_period() -> None:
    assert taken(read(f"淇县人民政府年{NAME}"))["year"] == ("2023", "period")


@pytest.mark.parametrize(
    ("title", "first", "link"),
    [
        (f"淇县人民政府2023年{NAME}", PERIOD_2022, ""),
        (f"淇县人民政府2023年{NAME}", "2022年，我县认真贯彻条例。", ""),
        (f"淇县人民政府2023年{NAME}", "根据条例编制。", f"淇县人民政府2022年{NAME}"),
    ],
)
def test_sources_that_name_different_years(title: str, first: str, link: str) -> None:
    report = read(title, first=first, link_text=link)
    assert report.year == 2023 and rules(report) == ["year_disagrees"]
    [finding] = [finding for finding in report.findings if finding.rule == "year_disagrees"]
    assert (finding.expected, finding.found, finding.kind) == (2023, 2022, "contradiction")


@pytest.mark.parametrize("first", ["2024年，我县将继续努力。", "根据条例编制。2024年，计划增加公开内容。"])
def test_a_plan_for_another_year_contradicts_nothing(first: str) -> None:
    assert rules(read(f"淇县人民政府2023年{NAME}", first=first)) == []


@pytest.mark.parametrize(
    ("after", "published", "adcode", "found"),
    [
        ("<p>浚县人民政府</p>", "", "", ["organisation_disagrees"]),
        ("<p>淇县人民政府办公室</p>", "", "", []),
        ("", "", "410621", ["organisation_disagrees"]),
        ("", "", "410600", []),
        ("", "", "410000", []),
        ("<p>2023年1月20日</p>", "", "", ["date_disagrees"]),
        ("<p>2023年12月29日</p>", "", "", []),
        ("", "2023-01-20", "", ["date_disagrees"]),
        ("<p>2024年1月20日</p>", "2024-01-19", "", ["date_disagrees"]),
        ("<p>2024年1月20日</p>", "2024-01-20", "", []),
    ],
)
def test_organisations_and_dates_that_disagree(after: str, published: str, adcode: str, found: list[str]) -> None:
    report = read(f"淇县人民政府2023年{NAME}", after=after, published_on=published, adcode=adcode)
    assert rules(report) == found
