"""A portal is asked whether a page has changed; what has not is not sent again, and the archive says so."""

import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.record import Record, iterate_records
from tests.loopback_host import LIST, Asked, Crawl, Host, Reply, crawl, portal, report_page, serve
from tests.nianbao_command import nianbao

LINES = {
    "某县人民政府2022年政府信息公开工作年度报告": "/nb/2022.html",
    "某县人民政府2023年政府信息公开工作年度报告": "/nb/2023.html",
    "某县人民政府2021年政府信息公开工作年度报告": "/nb/old.html",
}
DATE = "Sat, 20 Jan 2024 02:00:00 GMT"


def _tagged(reply: Reply, etag: str = "", last_modified: str = "") -> object:
    """Answers 304 to who holds this state of a page already, which is sent gzipped."""
    body = gzip.compress(reply.body, mtime=0)  # type: ignore[arg-type]
    validators = tuple((name, value) for name, value in (("ETag", etag), ("Last-Modified", last_modified)) if value)

    def answer(asked: Asked) -> Reply:
        is_held = (etag and asked.headers.get("If-None-Match") == etag) or (
            last_modified and asked.headers.get("If-Modified-Since") == last_modified
        )
        if is_held:
            return Reply(status=304, headers=validators)
        return Reply(body, 200, (*reply.headers, ("Content-Encoding", "gzip"), *validators))

    return answer


class Crawled:
    """Two crawls of one portal into one data folder."""

    def __init__(self, host: Host, first: Crawl, second: Crawl, asked_first: int) -> None:
        self.host, self.first, self.second = host, first, second
        self.asked_again = dict(host.asked[asked_first:])

    def last_run(self) -> str:
        return str(self.second.rows("SELECT MAX(run_id) FROM runs")[0][0])

    def record(self, path: str) -> Record:
        """The record of the second crawl's capture of a path."""
        query = "SELECT warc_file, warc_offset FROM captures WHERE run_id = ? AND url LIKE ?"
        ((file, offset),) = self.second.rows(query, self.last_run(), f"%{path}")
        records = iterate_records(self.second.data / "archive" / file)
        return next(record for record in records if record.offset == offset)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("conditional")
    answers = portal(LINES)
    answers |= {
        LIST: _tagged(answers[LIST], last_modified=DATE),
        "/nb/2022.html": _tagged(report_page(2022), etag='"a-1"'),
        "/nb/2023.html": _tagged(report_page(2023), etag='W/"b"', last_modified=DATE),
        "/nb/old.html": Reply(status=302, headers=(("Location", "/nb/2021.html"), ("ETag", '"gone"'))),
        "/nb/2021.html": report_page(2021),
    }
    with serve(answers) as host:
        first = crawl(data, host.home)
        asked = len(host.asked)
        yield Crawled(host, first, crawl(data, host.home), asked)


def test_what_the_archive_holds_is_asked_for_on_condition(crawled: Crawled) -> None:
    assert crawled.asked_again["/nb/2022.html"]["if-none-match"] == '"a-1"'
    assert crawled.asked_again["/nb/2023.html"]["if-none-match"] == 'W/"b"'
    assert crawled.asked_again[LIST]["if-modified-since"] == DATE
    for path in ("/", "/nb/old.html", "/nb/2021.html"):
        assert not {"if-none-match", "if-modified-since"} & set(crawled.asked_again[path])


def test_a_304_is_a_revisit_of_what_is_held(crawled: Crawled) -> None:
    query = "SELECT status, kind, refers_to FROM captures WHERE run_id = ? AND url LIKE '%/nb/2022.html'"
    ((status, kind, refers_to),) = crawled.second.rows(query, crawled.last_run())
    assert (status, kind) == (304, "revisit")
    query = "SELECT kind, status, payload_digest FROM captures WHERE capture_id = ?"
    ((kind, status, digest),) = crawled.second.rows(query, refers_to)
    record = crawled.record("/nb/2022.html")
    assert (kind, status, digest) == ("response", 200, record.field("WARC-Payload-Digest"))
    assert record.field("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert record.block.startswith(b"HTTP/1.1 304 ")


def test_links_of_a_list_that_was_not_sent_again_are_followed(crawled: Crawled) -> None:
    assert {"/nb/2022.html", "/nb/2023.html"} <= set(crawled.asked_again)


def test_reports_that_were_not_sent_again_are_unchanged(crawled: Crawled) -> None:
    query = "SELECT reports_new, reports_changed, reports_unchanged FROM runs ORDER BY run_id"
    assert crawled.second.rows(query) == [(3, 0, 0), (0, 0, 3)]
    assert len(crawled.second.rows("SELECT * FROM reports")) == 3


def test_warcio_and_verify_find_nothing_wrong(crawled: Crawled) -> None:
    for path in (crawled.second.data / "archive").glob("*.warc.gz"):
        command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    done = nianbao("verify", "--data", crawled.second.data)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("table", ["captures", "candidates", "portals", "reports", "cells", "runs"])
def test_the_archive_alone_gives_the_same_rows(crawled: Crawled, tmp_path: Path, table: str) -> None:
    rebuilt = Crawl(tmp_path, 0, "")
    shutil.copytree(crawled.second.data / "archive", tmp_path / "archive")
    done = nianbao("build", "--all", "--workers", "1", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert _rows(rebuilt, table) == _rows(crawled.second, table)


def _rows(crawl: Crawl, table: str) -> list[tuple[object, ...]]:
    start = 1 if table == "reports" else 0  # report_no is not stable
    return sorted((row[start:] for row in crawl.rows(f"SELECT * FROM {table}")), key=repr)


def test_a_page_whose_payload_is_gone_is_asked_for_without_condition(crawled: Crawled, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(crawled.second.data / "archive", folder)
    min(folder.glob("*.warc.gz")).unlink()
    asked = len(crawled.host.asked)
    third = crawl(tmp_path, crawled.host.home)
    assert all("if-none-match" not in headers for _, headers in crawled.host.asked[asked:])
    assert third.rows("SELECT reports_new FROM runs WHERE run_id = (SELECT MAX(run_id) FROM runs)") == [(3,)]
