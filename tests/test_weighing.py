"""What a page is: the files beside a report that are the report once more are fetched, others are not."""

import pytest

from crawler.evidence import holds_tables
from crawler.page import Page
from crawler.titles import judge
from crawler.weighing import weigh

TITLE = "青石县人民政府2023年政府信息公开工作年度报告"
TABLES = "<table><tr><td>本年新收政府信息公开申请数量</td><td>3</td></tr></table>"


@pytest.mark.parametrize(
    ("name", "is_fetched"),
    [
        (f"{TITLE}.pdf", True),
        ("青石县人民政府2022年政府信息公开工作年度报告.pdf", False),
        ("青石县2023年政府网站工作年度报表.pdf", False),
        ("附件2.pdf", False),
    ],
)
def test_the_report_as_a_file_beside_its_page_is_fetched(name: str, is_fetched: bool) -> None:
    verdict = judge(TITLE)
    assert verdict
    html = f"<html><head><title>{TITLE}</title></head><body>{TABLES}<a href='/f/1.pdf'>{name}</a></body></html>"
    weighed = weigh(Page("http://www.example.gov.cn/t1.html", html), verdict)
    assert weighed.decision == "report"
    assert [link.url for link in weighed.attachments] == ["http://www.example.gov.cn/f/1.pdf"] * is_fetched


@pytest.mark.parametrize(
    ("body", "decision"),
    [
        ('{"code": 0, "rows": []}', "rejected"),  # a service that was asked for what it does not have
        ("<p></p><iframe src='/sysFile/preview/77'></iframe>", "cover"),
        ("<p></p><iframe src='/comment/77'></iframe>", "report"),
        ("<table><tr><td>2023年政府信息公开情况统计表</td></tr></table><iframe src='/preview/7'></iframe>", "cover"),
        ("<table><tr><td>政府信息公开情况统计表</td></tr><tr><td>（一）主动公开政府信息数</td></tr></table>", "report"),
    ],
)
def test_what_a_page_without_the_statutory_tables_is(body: str, decision: str) -> None:
    verdict = judge(TITLE)
    assert verdict
    assert weigh(Page("http://www.example.gov.cn/t1.html", body), verdict).decision == decision


def test_a_title_in_a_list_is_not_the_table_itself() -> None:
    link = "<td><a href='/1.html'>2018年政府信息公开情况统计表</a></td>"
    page = Page("http://www.example.gov.cn/nb.html", f"<table><tr>{link}</tr></table>")
    assert not holds_tables(page)
