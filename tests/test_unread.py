"""What is said of documents that are no reports."""

import pytest

from pipelines.read import Context, read_report
from pipelines.report import Unread

PDF = "application/pdf"


def _unread(data: bytes, declared_type: str) -> Unread:
    read = read_report(data, Context(url="http://www.example.gov.cn/a", declared_type=declared_type))
    assert isinstance(read, Unread)
    return read


def test_a_file_that_is_not_what_it_is_named_is_told() -> None:
    page = "<html><body><p>您访问的文件不存在</p></body></html>".encode()
    assert _unread(page, PDF).detail.endswith("it is named application/pdf and its bytes are none")
    assert _unread(b"no PDF at all", PDF).reason == "not_a_report"
    assert "its bytes are none" not in _unread(page, "text/html; charset=utf-8").detail


def _page(title: str, *rows: tuple[str, ...]) -> bytes:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    menu = "".join(f"<p>{name}</p>" for name in ("规章", "行政规范性文件", "行政许可", "行政处罚", "自然人", "其他"))
    return f"<title>{title}</title><body>{menu}<h1>{title}</h1><table>{table}</table></body>".encode()


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        (
            "甲县市场监督管理局2024年行政处罚信息公开表",
            [("当事人", "某某公司"), ("违法事实", "无照经营"), ("决定机关", "甲县")],
        ),
        (
            "甲县水利局2023年度行政执法统计年报",
            [("项目", "数量"), ("行政许可", "12"), ("行政处罚", "3"), ("行政强制", "1")],
        ),
        (
            "甲县2023年行政事业性收费目录清单",
            [("序号", "项目", "标准"), ("1", "行政事业性收费", "12"), ("2", "诉讼费", "50")],
        ),
    ],
)
def test_other_statistics_are_no_report_for_the_words_that_they_share_with_it(
    title: str, rows: list[tuple[str, ...]]
) -> None:
    unread = _unread(_page(title, *rows), "text/html; charset=utf-8")
    assert unread.reason == "not_a_report"
    assert unread.detail.startswith(f"“{title}” has words of the form, but no number")


@pytest.mark.parametrize("part", ["上半年", "第三季度", "1月份"])
def test_a_report_on_a_part_of_a_year_is_no_annual_report(part: str) -> None:
    title = f"甲县2023年{part}政府信息公开工作报告"
    rows = [("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "0", "0", "0")]
    unread = _unread(_page(title, *rows), "text/html; charset=utf-8")
    assert unread == Unread("not_a_report", f"“{title}” reports on a part of a year: {part}")
