"""What is said of documents that are no reports."""

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


def test_a_form_of_another_kind_is_no_report_for_the_words_in_its_menu() -> None:
    menu = "".join(f"<p>{name}</p>" for name in ("规章", "行政规范性文件", "行政许可", "行政处罚", "自然人", "其他"))
    title = "甲县市场监督管理局2024年行政处罚信息公开表"
    rows = "".join(f"<tr><td>{name}</td><td>某某公司</td></tr>" for name in ("当事人", "违法事实", "决定机关"))
    page = f"<title>{title}</title><body>{menu}<h1>{title}</h1><table>{rows}</table></body>"
    unread = _unread(page.encode(), "text/html; charset=utf-8")
    assert unread == Unread("not_a_report", f"“{title}” has words of the form, but none of its tables or sections")
