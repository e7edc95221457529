"""WARC and WACZ files of others: what wget, Heritrix, browsertrix and their like write, slips and damage included."""

import gzip
import http.server
import os
import shutil
import sqlite3
import subprocess
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from archive.adopt import adopt, open_memory
from archive.capture import Capture
from archive.captures import locate_warc
from archive.foreign import ForeignArchive, is_web_archive
from archive.foreign_records import records_of_others
from archive.http_message import parse_response
from archive.opening import open_archive
from archive.record import iterate_records, read_record, sha1_digest
from tests.archives import run, warc_files
from tests.nianbao_command import nianbao
from tests.site_data import served

PAGE = "http://a.gov.cn/nb/2021.html"
DAY = "2022-02-01T00:00:00Z"


def record(kind: str, url: str, block: bytes, *fields: str, version: str = "1.0") -> bytes:
    """A record as it stands in an unpacked WARC file; `fields` are lines of the head, Content-Length among them at will."""
    lines = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {DAY}", *fields]
    if not any(line.startswith("WARC-Record-ID") for line in fields):
        lines.append(f"WARC-Record-ID: <urn:uuid:{kind}-{url}>")
    if not any(line.startswith("Content-Length") for line in fields):
        lines.append(f"Content-Length: {len(block)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(url: str, payload: bytes, *fields: str, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> bytes:
    return record("response", url, head + payload, *fields)


def taken(folder: Path, *files: Path, number: int = 1) -> tuple[list[Capture], list[str]]:
    """What is archived of files, and what is told of the rest."""
    problems: list[str] = []
    with open_archive(folder, run(number, "import")) as writer, closing(open_memory()) as memory:
        captures = [
            capture
            for file in files
            for capture in adopt(writer, memory, file, lambda damage: problems.append(str(damage)))
        ]
    return captures, problems


def payload_of(folder: Path, capture: Capture) -> bytes:
    return parse_response(read_record(locate_warc(folder, capture.warc_file), capture.warc_offset).block).payload


def written(path: Path, records: Sequence[bytes], packing: str) -> Path:
    """The records as a file: plain, a gzip member each, or one gzip member for all."""
    match packing:
        case "plain":
            path = path.with_name(path.name.removesuffix(".gz"))
            path.write_bytes(b"".join(records))
        case "members":
            path.write_bytes(b"".join(map(gzip.compress, records)))
        case "one member":
            path.write_bytes(gzip.compress(b"".join(records)))
    return path


PACKINGS = ["plain", "members", "one member"]
PAGES = {f"http://a.gov.cn/{number}": f"page {number} ".encode() * 9000 for number in range(20)}


@pytest.mark.parametrize("packing", PACKINGS)
def test_however_it_is_packed_every_record_is_taken(tmp_path: Path, packing: str) -> None:
    file = written(tmp_path / "x.warc.gz", [response(url, payload) for url, payload in PAGES.items()], packing)
    captures, problems = taken(tmp_path / "archive", file)
    assert {capture.url: payload_of(tmp_path / "archive", capture) for capture in captures} == PAGES
    assert problems == []


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("difference", [-3, 5, 100_000, 10**9, 10**12])
def test_a_wrong_length_costs_one_record(tmp_path: Path, packing: str, difference: int) -> None:
    records = [response(url, payload) for url, payload in PAGES.items()]
    url, payload = list(PAGES.items())[7]
    records[7] = response(url, payload, f"Content-Length: {len(payload) + 19 + difference}")
    captures, problems = taken(tmp_path / "archive", written(tmp_path / "x.warc.gz", records, packing))
    assert [capture.url for capture in captures] == [other for other in PAGES if other != url]
    assert len(problems) == 1 and url in problems[0]


def test_a_damaged_member_costs_one_record(tmp_path: Path) -> None:
    members = [gzip.compress(response(url, os.urandom(5000))) for url in PAGES]
    for place in (0, 10, 900, -4):
        damaged = bytearray(members[7])
        damaged[place] ^= 0x55
        file = tmp_path / "x.warc.gz"
        file.write_bytes(b"".join([*members[:7], bytes(damaged), *members[8:]]))
        captures, problems = taken(tmp_path / f"archive{place}", file)
        urls = list(PAGES)
        assert {*urls[:7], *urls[8:]} <= {capture.url for capture in captures}
        assert len(captures) == 19 and problems


def test_after_many_damaged_members_the_rest_is_taken(tmp_path: Path) -> None:
    members = [gzip.compress(response(url, os.urandom(5000))) for url in PAGES]
    for number in (3, 4, 5, 9):
        members[number] = members[number][:20] + b"\xff" * 30 + members[number][50:]
    file = tmp_path / "x.warc.gz"
    file.write_bytes(b"".join(members))
    captures, problems = taken(tmp_path / "archive", file)
    assert [capture.url for capture in captures] == [url for n, url in enumerate(PAGES) if n not in (3, 4, 5, 9)]
    assert len(problems) >= 4


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_file_that_breaks_off_is_told_of(tmp_path: Path, packing: str) -> None:
    file = written(tmp_path / "x.warc.gz", [response(url, os.urandom(5000)) for url in PAGES], packing)
    file.write_bytes(file.read_bytes()[:-900])
    captures, problems = taken(tmp_path / "archive", file)
    assert [capture.url for capture in captures] == list(PAGES)[:19]
    assert problems


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"\x1f\x8b", b"%PDF-1.4", b"WARC/", b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n"]
)
def test_what_is_no_warc_file_gives_no_record(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.warc.gz"
    file.write_bytes(content)
    with file.open("rb") as stream:
        assert list(records_of_others(stream, file.name, lambda damage: None)) == []


def test_heritrix_slips_are_taken(tmp_path: Path) -> None:
    """Chunks kept, bare line feeds, header lines that go on, DNS answers, requests before and after, no blank lines."""
    chunked = b"7\r\n<p>one \r\n3;x=y\r\ntwo\r\n0\r\n\r\n"
    asked = b"GET /nb/2021.html HTTP/1.0\r\nUser-Agent: heritrix\r\n\r\n"
    records = [
        record("warcinfo", "x", b"software: Heritrix\r\n", version="1.0"),
        record("response", "dns:a.gov.cn", b"20220201000000\na.gov.cn. 600 IN A 192.0.2.1\n"),
        response(
            PAGE, chunked, "WARC-Record-ID: <urn:uuid:1>", head=b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"
        ),
        record("request", PAGE, asked, "WARC-Concurrent-To: <urn:uuid:1>"),
        record("metadata", PAGE, b"seed: \r\n"),
        response("<http://a.gov.cn/年报 1.html>", b"body", head=b"HTTP/1.0 200\nX-Long: a\n  b\nServer:nginx\n\n")[:-2],
        record("conversion", PAGE, b"text"),
        record("resource", "http://a.gov.cn/a.pdf", b"%PDF-", "Content-Type: application/pdf"),
    ]
    folder = tmp_path / "archive"
    captures, problems = taken(folder, written(tmp_path / "x.warc.gz", records, "plain"))
    assert problems == []
    assert [capture.url for capture in captures] == [
        PAGE,
        "http://a.gov.cn/%E5%B9%B4%E6%8A%A5%201.html",
        "http://a.gov.cn/a.pdf",
    ]
    assert payload_of(folder, captures[0]) == b"<p>one two"
    other = parse_response(read_record(locate_warc(folder, captures[1].warc_file), captures[1].warc_offset).block)
    assert other.headers == ((b"X-Long", b"a b"), (b"Server", b"nginx"))
    (path,) = warc_files(folder)
    requests = [one.block for one in iterate_records(path) if one.kind == "request"]
    assert [b"heritrix" in block for block in requests] == [True]


def test_revisits_find_what_they_refer_to(tmp_path: Path) -> None:
    """In the same file, in another one of the same import, and in what an earlier import took."""
    payload = b"<p>the same ever since</p>"
    digest = f"WARC-Payload-Digest: {sha1_digest(payload)}"
    profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/"
    head = b"HTTP/1.1 200 OK\r\nX-Served: again\r\n\r\n"
    first = written(
        tmp_path / "1.warc.gz", [response(PAGE, payload, digest, "WARC-Record-ID: <urn:uuid:1>")], "members"
    )
    same = record("revisit", PAGE, head, digest, profile + "identical-payload-digest")
    by_id = record("revisit", PAGE + "?2", head, "WARC-Refers-To: <urn:uuid:1>", profile + "identical-payload-digest")
    unmodified = record("revisit", PAGE, b"HTTP/1.1 304 Not Modified\r\n\r\n", profile + "server-not-modified")
    missing = record("revisit", PAGE + "?3", head, "WARC-Payload-Digest: sha1:X", profile + "identical-payload-digest")
    second = written(tmp_path / "2.warc.gz", [same, by_id, unmodified, missing], "members")
    for name, calls in (("together", [(first, second)]), ("apart", [(first,), (second,)])):
        folder = tmp_path / name
        results = [taken(folder, *files, number=number) for number, files in enumerate(calls, 1)]
        captures = [capture for found, _ in results for capture in found]
        problems = [problem for _, told in results for problem in told]
        expected = [(PAGE, "response", 200), (PAGE, "revisit", 200)]
        if name == "together":  # no id of theirs outlives an import, their digests do
            expected.append((PAGE + "?2", "response", 200))
        expected.append((PAGE, "revisit", 304))
        assert [(capture.url, capture.kind, capture.status) for capture in captures] == expected
        assert {capture.payload_digest for capture in captures} == {sha1_digest(payload)}
        assert "?3" in problems[-1] and "import the file that holds it" in problems[-1]


def test_a_browsertrix_package_gives_its_pages_alone(tmp_path: Path) -> None:
    pages = [
        response(PAGE, b"<p>report</p>", "WARC-Record-ID: <urn:uuid:1>", "WARC-Page-ID: 5"),
        record(
            "request", PAGE, b"GET /nb/2021.html HTTP/1.1\r\nHost: a.gov.cn\r\n\r\n", "WARC-Concurrent-To: <urn:uuid:1>"
        ),
        record("resource", f"urn:pageinfo:{PAGE}", b"{}", "Content-Type: application/json"),
    ]
    shots = [record("resource", f"urn:view:{PAGE}", b"\x89PNG", "Content-Type: image/png")]
    texts = [record("resource", f"urn:text:{PAGE}", b"report", "Content-Type: text/plain")]
    file = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(file, "w") as package:
        for name, records in (("rec-0", pages), ("screenshots-0", shots), ("text-0", texts)):
            package.writestr(f"archive/{name}.warc.gz", b"".join(map(gzip.compress, records)))
        package.writestr("indexes/index.cdx.gz", b"")
        package.writestr("datapackage.json", '{"profile": "data-package"}')
    captures, problems = taken(tmp_path / "archive", file)
    assert [capture.url for capture in captures] == [PAGE]
    assert problems == []


@pytest.mark.parametrize(
    ("name", "remedy"), [("x.arc.gz", "warcio recompress"), ("x.warc.zst", "zstd -d"), ("x.wacz", "is no zip")]
)
def test_what_is_not_read_is_refused_with_the_remedy(tmp_path: Path, name: str, remedy: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"filedesc://x.arc 0.0.0.0 20090101000000 text/plain 1\n")
    assert is_web_archive(file)
    with pytest.raises(ForeignArchive, match=remedy if name != "x.wacz" else "no readable web archive"):
        taken(tmp_path / "archive", file)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A folder served on loopback."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_wget_fetched_is_read(tmp_path: Path) -> None:
    """The second time wget keeps what has not changed as revisits of records in its first file."""
    wget = shutil.which("wget")
    if not wget:
        pytest.skip("NOT TRIED WITH wget: it is not installed here (apt-get install wget)")
    site, page = tmp_path / "site", next(served())
    site.mkdir()
    (site / "2019.html").write_bytes(gzip.decompress(page.payload))
    (site / "index.html").write_text('<a href="2019.html">report</a> <a href="gone.html">gone</a>')
    with serving(site) as address:
        for name, options in (("first", []), ("second", ["--warc-dedup=first.cdx"])):
            command = [wget, "-q", "-r", "-P", f"{name}-copy", f"--warc-file={name}", "--warc-cdx", *options, address]
            subprocess.run(command, cwd=tmp_path, check=False, timeout=60)
    data = tmp_path / "data"
    done = nianbao("import", tmp_path / "first.warc.gz", tmp_path / "second.warc.gz", "--data", data)
    assert done.stdout == "2 files: 1 report (1 new, 0 unchanged), 0 unread\n", done.stderr
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        kinds = connection.execute("SELECT url, kind, status FROM captures ORDER BY warc_offset").fetchall()
    paths = [(url.removeprefix(address), kind, status) for url, kind, status in kinds]
    pages = (("/", 200), ("/2019.html", 200), ("/gone.html", 404), ("/robots.txt", 404))
    assert sorted(paths) == sorted((path, kind, code) for path, code in pages for kind in ("response", "revisit"))
