"""pywb serves our files: every page, file, redirect and revisit comes out of it as it was served to us."""

import gzip
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from archive.captures import captures_in, locate_warc
from archive.http_message import parse_response
from archive.index import read_index
from archive.opening import open_archive
from archive.record import read_record
from archive.url_key import url_key
from archive.warc import Resource
from tests.archives import START, URL, exchange, run, warc_files
from tests.nianbao_command import nianbao
from tests.other_tools import tool
from tests.replay_tool import replay, replayed

HOST = "http://www.example.gov.cn"
GBK = "<html><meta charset=gbk><title>年报</title><p>政府信息公开工作年度报告</p></html>".encode("gb18030")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 300
NEXT_DAY, DAY_AFTER = START + timedelta(days=1), START + timedelta(days=2)
CRAWLED = [
    exchange(URL, GBK, response_headers=((b"Content-Type", b"text/html; charset=gbk"), (b"Set-Cookie", b"a=1"))),
    exchange(
        f"{HOST}:8080//xxgk/./%E5%B9%B4%E6%8A%A5.html?b=2&A=1",
        gzip.compress(GBK, mtime=0),
        response_headers=((b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip")),
    ),
    exchange(
        f"{HOST}/chunked.html",
        GBK,
        response_headers=((b"Transfer-Encoding", b"chunked"), (b"Content-Type", b"text/html")),
    ),
    exchange(f"{HOST}/nb/2025.pdf", PDF, response_headers=((b"Content-Type", b"application/pdf"),)),
    exchange(f"{HOST}/nb/", b"", status=302, reason="Found", response_headers=((b"Location", URL.encode()),)),
    exchange(f"{HOST}/gone", b"<p>gone</p>", status=404, reason="Not Found"),
    exchange("http://127.0.0.1:8811/index.do?id=7&jsessionid=0123456789abcdef0123456789ABCDEF", b"<p>by number</p>"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three crawls, the second of what has not changed, the third told so by a 304, and an import."""
    folder = tmp_path_factory.mktemp("replay") / "archive"
    for number, at in ((1, START), (2, NEXT_DAY)):
        with open_archive(folder, run(number)) as writer:
            for one in CRAWLED:
                writer.write(exchange(**{**_values(one), "at": at}))
    with open_archive(folder, run(3)) as writer:
        held = next(capture for path in warc_files(folder) for capture in captures_in(path) if capture.url == URL)
        writer.write_not_modified(exchange(URL, b"", DAY_AFTER, status=304, reason="Not Modified"), held)
    with open_archive(folder, run(4, "import")) as writer:
        writer.write_resource(Resource(f"{HOST}/from-disk.pdf", START, PDF, "application/pdf", "/srv/from-disk.pdf"))
    return folder


def _values(one: object) -> dict[str, object]:
    names = ("url", "payload", "status", "reason", "response_headers")
    return {name: getattr(one, name) for name in names}


@pytest.fixture(scope="module")
def pywb(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPConnection]:
    with replayed(archive, tmp_path_factory.mktemp("pywb")) as connection:
        yield connection


@pytest.mark.parametrize("timestamp", ["20260131080000", "20260201080000"])
@pytest.mark.parametrize("served", CRAWLED, ids=lambda one: one.url)
def test_what_was_served_is_replayed(pywb: HTTPConnection, served: object, timestamp: str) -> None:
    values = _values(served)
    response, body = replay(pywb, str(values["url"]), timestamp)
    assert (response.status, body) == (values["status"], values["payload"])
    for name, value in values["response_headers"]:
        if name != b"Transfer-Encoding":
            assert value.decode() in response.headers.get_all(name.decode())
    assert (
        response.headers["Memento-Datetime"]
        == {"20260131080000": "Sat, 31 Jan", "20260201080000": "Sun, 01 Feb"}[timestamp] + " 2026 08:00:00 GMT"
    )


def test_the_second_crawl_is_told_from_the_first_by_revisits(archive: Path) -> None:
    kinds = [line.kind for line in read_index(archive) if line.timestamp == "20260201080000"]
    # A redirect without a payload is kept anew.
    assert sorted(kinds) == ["response", *["revisit"] * 6]


def test_a_304_is_replayed_as_the_answer_that_it_was(pywb: HTTPConnection, archive: Path) -> None:
    """pywb sends no payload with any answer of 300 to 399; the moment before it has the page."""
    assert [line.kind for line in read_index(archive) if line.timestamp == "20260202080000"] == ["revisit"]
    response, body = replay(pywb, URL, "20260202080000")
    assert (response.status, body) == (304, b"")
    assert replay(pywb, URL, "20260201080000")[1] == GBK


def test_an_imported_file_is_replayed(pywb: HTTPConnection) -> None:
    response, body = replay(pywb, f"{HOST}/from-disk.pdf", "20260131080000")
    assert (response.status, response.headers["Content-Type"], body) == (200, "application/pdf", PDF)


def test_every_capture_of_the_demonstration_is_replayed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = nianbao("demo", "--no-serve", "--portal-port", "8931", "--data", data)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        query = "SELECT url, warc_file, warc_offset, fetched_at FROM captures WHERE kind = 'response'"
        captures = connection.execute(query).fetchall()
    assert len(captures) > 50
    with replayed(data / "archive", tmp_path) as pywb:
        for url, warc_file, offset, fetched_at in captures:
            record = read_record(locate_warc(data / "archive", warc_file), offset)
            held = parse_response(record.block)
            response, body = replay(pywb, url, "".join(c for c in fetched_at if c.isdigit())[:14])
            assert (url, response.status, body == held.payload) == (url, held.status, True)


URLS = [
    "http://www.example.gov.cn/xxgk/nb/?id=1",
    "https://WWW2.Example.gov.cn:443/XXGK/../nb//2025.html#top",
    "http://example.gov.cn:8080/年报/%E4%BB%8E%20.pdf?b=2&A=1&a",
    "http://example.gov.cn/x?a-b=1&a=2&a&&=",
    "http://127.0.0.1:8811",
    "http://中国政府网.中国/",
    "http://user:secret@example.gov.cn/a%2Fb%252Fc%23?x=%26",
    "http://example.gov.cn/x?jsessionid=0123456789abcdef0123456789ABCDEF&b=1",
    "http://example.gov.cn/(S(0123456789abcdefghijklmn))/Nb.aspx",
    "http://example.gov.cn/;jsessionid=1/..//.",
    "http://example.gov.cn/%CF%C2%D4%D8.doc?",
    "file:///seeds/%E6%8A%A5 告.docx",
    "urn:nianbao:candidates",
]


def test_keys_are_those_that_replay_tools_compute() -> None:
    code = "import sys, surt\nfor url in sys.stdin.read().splitlines(): print(surt.surt(url))"
    python = tool("pywb", "python")
    done = subprocess.run([python, "-c", code], input="\n".join(URLS), capture_output=True, text=True, check=True)
    assert [url_key(url) for url in URLS] == done.stdout.splitlines()


@pytest.mark.parametrize(
    "url", ["http://a.gov.cn:port/x", "http://a.gov.cn:99999/", "http://[a.gov.cn/", "", "//", "%"]
)
def test_every_text_has_a_key(url: str) -> None:
    assert url_key(url) or url in ("", "//", "%")
