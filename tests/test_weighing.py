"""What a page is: the files beside a report that are the report once more are fetched, others are not."""

import pytest

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
