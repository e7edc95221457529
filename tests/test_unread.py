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
