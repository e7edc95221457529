"""Files are told by what the response holds and names, wherever they are linked, embedded or shown."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from crawler.attachments import attachments_of
from crawler.disposition import file_name
from crawler.evidence import is_document
from crawler.page import Page
from crawler.titles import Verdict
from crawler.weighing import weigh, weigh_file
from demo.portal import DOCUMENTS
from tests.loopback_host import Crawl, Reply, crawl, page, portal, report_page, serve

NAME = "2023年年报.pdf"
URL = "http://www.example.gov.cn/nb/t1.html"
REPORT = Verdict("report", "the title names a report", 2023)


@pytest.mark.parametrize(
    "header",
    [
        f'attachment; filename="{NAME}"'.encode(),
        f"attachment; filename={NAME}".encode(),
        f'attachment; filename="{NAME}"'.encode("gbk"),
        f"attachment;filename={quote(NAME)}".encode(),
        f"attachment; filename={quote(NAME.encode('gbk'))}".encode(),
        f"attachment; filename=\"x.pdf\"; filename*=UTF-8''{quote(NAME)}".encode(),
        f"attachment; filename*=gbk''{quote(NAME.encode('gbk'))}".encode(),
        f'inline; FileName = "C:\\upload\\{NAME}"'.encode(),
        f"attachment; filename*=utf-8''{quote('../../' + NAME)}".encode(),
    ],
)
def test_the_name_of_a_file_is_read_as_servers_write_it(header: bytes) -> None:
    assert file_name(header) == NAME


@pytest.mark.parametrize("header", [b"", b"inline", b"attachment; size=3", b"attachment; filename*=nonsense"])
def test_a_response_may_name_nothing(header: bytes) -> None:
    assert file_name(header) == ""


@pytest.mark.parametrize(
    ("body", "is_file"),
    [
        (b"%PDF-1.4", True),
        (b"\r\n%PDF-1.4", True),
        (b"\xff\xd8\xff\xe0", True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"PK\x03\x04", True),
        (b"<html>%PDF", False),
        (b"BMW", True),
    ],
)
def test_a_file_is_told_by_its_bytes(body: bytes, is_file: bool) -> None:
    assert is_document(body) == is_file


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="/pdfjs/web/viewer.html?file=/attach/1.pdf"></iframe>',
        '<iframe src="/pdfjs/web/viewer.html?file=%2Fattach%2F1.pdf#page=1"></iframe>',
        '<embed src="/attach/1.pdf" type="application/pdf">',
        '<object data="../attach/1.pdf"></object>',
        '<a href="/pdfjs/web/viewer.html?file=/attach/1.pdf">查看</a>',
        '<a href="/attach/1.pdf">附件</a>',
    ],
)
def test_a_file_in_a_page_is_found(html: str) -> None:
    assert [link.url for link in attachments_of(Page(URL, html))] == ["http://www.example.gov.cn/attach/1.pdf"]


def test_a_list_may_link_the_viewer_itself() -> None:
    viewer = Page("http://www.example.gov.cn/web/viewer.html?file=../attach/1.pdf", "<div id=viewer></div>")
    weighed = weigh(viewer, REPORT)
    assert weighed.decision == "cover"
    assert [link.url for link in weighed.attachments] == ["http://www.example.gov.cn/attach/1.pdf"]


def test_the_name_of_an_attached_file_tells_what_it_is() -> None:
    assert weigh_file("2023年年报一图读懂.pdf", REPORT, is_attached=True).decision == "rejected"
    assert weigh_file("某局2022年政府信息公开工作年度报告.doc", REPORT, is_attached=True).year == 2022
    assert weigh_file("20240120093011.pdf", REPORT, is_attached=True).decision == "report"
    assert weigh_file("2023年年报统计表.pdf", REPORT, is_attached=False).decision == "report"


# A crawl of servlets and viewers

SERVLET = "/module/download/downfile.jsp?classid=0&filename=0a1b2c.pdf"
FIGURES = "/module/download/downfile.jsp?classid=0&filename=0a1b2d.pdf"
TITLE = "义马市人民政府{}年政府信息公开工作年度报告"


def _file(name: str, disposition: bytes) -> Reply:
    headers = (("Content-Type", "application/octet-stream"), ("Content-Disposition", disposition))
    return Reply((DOCUMENTS / name).read_bytes(), headers=headers)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    docx, pdf = (min(DOCUMENTS.glob(pattern)).name for pattern in ("*_2*.docx", "*_2*.pdf"))
    lines = {
        TITLE.format(2022): "/nb/22.html",
        TITLE.format(2021): "/view/viewer.html?file=/f/21.pdf",
        "2020年": "/nb/20.html",
    }
    others = {
        "/nb/22.html": page(
            f'<p>附件：</p><a href="{SERVLET}">下载</a><a href="{FIGURES}">查看</a>', TITLE.format(2022)
        ),
        SERVLET: _file(docx, f'attachment; filename="{TITLE.format(2022)}.docx"'.encode("gbk")),
        FIGURES: _file(pdf, f"attachment; filename*=UTF-8''{quote('一图读懂2022年年度报告.pdf')}".encode()),
        "/view/viewer.html?file=/f/21.pdf": page("<div id=viewer>正在加载</div>", "PDF.js viewer"),
        "/f/21.pdf": _file(pdf, b"inline"),
        "/nb/20.html": report_page(2020, "义马市人民政府"),
    }
    with serve(portal(lines, others)) as host:
        yield crawl(tmp_path_factory.mktemp("attachments"), host.home)


def test_attachments_are_taken_by_what_they_are(crawled: Crawl) -> None:
    rows = crawled.rows("SELECT decision, url FROM candidates")
    assert {(decision, url.split("/", 3)[3]) for decision, url in rows} == {
        ("cover", "nb/22.html"),
        ("report", SERVLET[1:]),
        ("rejected", FIGURES[1:]),
        ("cover", "view/viewer.html?file=/f/21.pdf"),
        ("report", "f/21.pdf"),
        ("report", "nb/20.html"),
    }


def test_a_cover_and_its_report_are_related(crawled: Crawl) -> None:
    query = """
        SELECT COUNT(*) FROM candidates AS file JOIN candidates AS cover ON cover.url = file.found_on
        WHERE file.decision = 'report' AND cover.decision = 'cover'
    """
    assert crawled.rows(query) == [(2,)]


def test_a_title_of_a_year_alone_is_confirmed_by_the_body(crawled: Crawl) -> None:
    query = "SELECT reason, year FROM candidates WHERE title = '2020年'"
    assert crawled.rows(query) == [("the page holds the statutory tables", 2020)]
