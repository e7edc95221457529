"""Titles and columns in traditional characters mean what they mean in simplified ones."""

import pytest

from crawler.titles import is_report_section, judge
from pipelines.traditional import simplified


@pytest.mark.parametrize(
    ("title", "decision"),
    [
        ("青石縣人民政府2023年政府信息公開工作年度報告", "report"),
        ("圖解：青石縣2023年政府信息公開工作年度報告", "rejected"),
        ("關於編制2023年政府信息公開工作年度報告的通知", "rejected"),
    ],
)
def test_titles_are_judged_alike(title: str, decision: str) -> None:
    verdict = judge(title)
    assert verdict is not None
    assert verdict.decision == decision


def test_columns_are_told_alike() -> None:
    assert is_report_section("政府信息公開年報")
    assert not is_report_section("網站工作年度報表")


def test_what_has_no_traditional_characters_stays_itself() -> None:
    text = "本年新收政府信息公开申请数量" * 100
    assert simplified(text) is text
