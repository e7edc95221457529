"""Titles as portals print them: which name reports, which only look alike, and which year they report on."""

import pytest

from crawler.titles import is_report_section, judge, year_in

REPORTS = {
    "2023年政府信息公开工作年度报告": 2023,
    "某市人民政府2019年政府信息公开工作年度报告（图片版）": 2019,
    "2016年政务信息公开年度报告": 2016,
    "某县 2020 年 政府信息公开 工作报告": 2020,
    "某县人民政府办公室关于某县2020年政府信息公开工作报告": 2020,
    "某区2021年度政府信息公开工作年报": 2021,
    "某局政府信息公开年度工作报告（2018年）": 2018,
    "二〇二三年政府信息公开工作年度报告": 2023,
    "某部2022年政府信息公开年度报告.pdf": 2022,
    "中小企业局2022年政府信息公开工作年度报告": 2022,
    "某省网信办2021年政府信息公开工作年度报告": 2021,
    "关于印发某县2021年政府信息公开工作年度报告的通知": 2021,
}
LOOKALIKES = [
    "某市人民政府网站工作年度报表（2022年度）",
    "政府网站2020年工作年度报表",
    "《某市2021年政府信息公开工作年度报告》解读",
    "一图读懂：2023年政府信息公开工作年度报告",
    "图解某县2022年政府信息公开工作年度报告",
    "2019-2020学年度信息公开工作年度报告",
    "2022年上半年政府信息公开数据统计",
    "2022年第三季度政府信息公开工作报告",
    "关于做好2022年政府信息公开工作年度报告编制工作的通知",
    "政府信息公开工作年度报告格式",
    "2021年度部门决算公开报告",
    "2021年法治政府建设年度报告",
    "2023年政府工作报告",
    "企业年度报告公示",
    "2019年党务公开工作年度报告",
]
UNRELATED = ["要闻", "政府信息公开指南", "关于召开会议的通知", "2024年重点项目", "首页"]


@pytest.mark.parametrize(("title", "year"), REPORTS.items())
def test_titles_of_reports(title: str, year: int) -> None:
    verdict = judge(title)
    assert verdict is not None
    assert (verdict.decision, verdict.year) == ("report", year)


@pytest.mark.parametrize("title", LOOKALIKES)
def test_lookalikes_are_rejected_with_a_reason(title: str) -> None:
    verdict = judge(title, in_report_list=True)
    assert verdict is not None
    assert verdict.decision == "rejected"
    assert verdict.reason


@pytest.mark.parametrize("title", UNRELATED)
def test_what_has_nothing_to_do_with_reports_is_not_judged_outside_a_list(title: str) -> None:
    assert judge(title) is None


@pytest.mark.parametrize("title", UNRELATED)
def test_in_a_report_list_every_line_is_judged(title: str) -> None:
    verdict = judge(title, in_report_list=True)
    assert verdict is not None
    assert verdict.decision in ("rejected", "perhaps")


def test_a_bare_year_needs_the_body_to_confirm_it() -> None:
    verdict = judge("2023年", in_report_list=True)
    assert verdict is not None
    assert (verdict.decision, verdict.year) == ("perhaps", 2023)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2021年公布的2020年年报", 2020),
        ("年报（2019）", 2019),
        ("第2019号", 2019),
        ("电话03912345678", None),
        ("年报", None),
    ],
)
def test_the_year_is_the_one_reported_on(title: str, year: int | None) -> None:
    assert year_in(title) == year


@pytest.mark.parametrize(
    ("title", "is_section"),
    [
        ("政府信息\n公开年报", True),
        ("信息公开年度报告", True),
        ("政府信息公开工作年度报告", True),
        ("2022年政府信息公开工作年度报告", False),
        ("网站工作年度报表", False),
        ("政府信息公开指南", False),
    ],
)
def test_columns_of_reports(title: str, is_section: bool) -> None:
    assert is_report_section(title) == is_section
