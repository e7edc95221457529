"""What the WARC files hold: bytes as served, every header, revisits; and that other programs read them."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive.capture import Capture, Exchange
from archive.captures import captures_in, locate_warc
from archive.http_message import parse_response
from archive.opening import open_archive
from archive.payload import document_in
from archive.record import iterate_records, read_record
from tests.archives import START, URL, counted_ids, exchange, run, warc_files


def archived(folder: Path, *exchanges: Exchange, number: int = 1) -> list[Capture]:
    with open_archive(folder, run(number)) as writer:
        return [writer.write(one) for one in exchanges]


def warcio_records(path: Path) -> list[tuple[ArcWarcRecord, bytes]]:
    with path.open("rb") as file:
        return [(record, record.raw_stream.read()) for record in ArchiveIterator(file)]


def assert_warcio_finds_nothing_wrong(path: Path) -> None:
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "digest pass" in done.stdout
    assert "failed" not in done.stdout


def test_warcio_finds_nothing_wrong(tmp_path: Path) -> None:
    archived(tmp_path, exchange(), exchange(payload=b""), exchange(url=URL + "?second"))
    archived(tmp_path, exchange(at=START + timedelta(days=1)), number=2)
    for path in warc_files(tmp_path):
        assert_warcio_finds_nothing_wrong(path)


def test_every_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    archived(tmp_path, exchange(), exchange(url=URL + "2"))
    (path,) = warc_files(tmp_path)
    data = path.read_bytes()
    records = list(iterate_records(path))
    for record in records:
        member = data[record.offset : record.offset + record.length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")
    assert sum(record.length for record in records) == len(data)
    assert [record.kind for record in records] == ["warcinfo", "response", "request", "response", "request"]


def test_a_compressed_payload_stays_as_it_came(tmp_path: Path) -> None:
    page = "<p>政府信息公开工作年度报告</p>".encode("gbk")
    payload = gzip.compress(page)
    headers = ((b"Content-Type", b"text/html; charset=gbk"), (b"Content-Encoding", b"gzip"))
    (capture,) = archived(tmp_path, exchange(payload=payload, response_headers=headers))
    record = read_record(tmp_path / capture.warc_file, capture.warc_offset)
    assert parse_response(record.block).payload == payload
    assert document_in(record).body == page
    assert document_in(record).content_type == "text/html; charset=gbk"


def test_every_header_is_kept_in_its_order(tmp_path: Path) -> None:
    headers = (
        (b"Server", b"nginx"),
        (b"Set-Cookie", b"a=1"),
        (b"X-Old", "标题".encode("gbk")),
        (b"set-cookie", b"b=2"),
        (b"Content-Length", b"13"),
    )
    (capture,) = archived(tmp_path, exchange(response_headers=headers))
    record = read_record(tmp_path / capture.warc_file, capture.warc_offset)
    assert parse_response(record.block).headers == headers


def test_headers_that_no_longer_fit_the_payload_are_renamed(tmp_path: Path) -> None:
    headers = ((b"Transfer-Encoding", b"chunked"), (b"Content-Length", b"99"))
    (capture,) = archived(tmp_path, exchange(payload=b"four", response_headers=headers))
    record = read_record(tmp_path / capture.warc_file, capture.warc_offset)
    assert parse_response(record.block).headers == (
        (b"X-Archive-Orig-Transfer-Encoding", b"chunked"),
        (b"X-Archive-Orig-Content-Length", b"99"),
        (b"Content-Length", b"4"),
    )


def test_the_length_that_answers_a_head_request_is_true(tmp_path: Path) -> None:
    headers = ((b"Content-Length", b"99"),)
    (capture,) = archived(tmp_path, exchange(payload=b"", method="HEAD", response_headers=headers))
    record = read_record(tmp_path / capture.warc_file, capture.warc_offset)
    assert parse_response(record.block).headers == headers


def test_the_request_stands_beside_its_response(tmp_path: Path) -> None:
    posted = exchange(
        url="http://127.0.0.1:8001/dataproxy.jsp?page=1#top",
        method="POST",
        request_headers=((b"User-Agent", b"nianbao"), (b"Accept", b"*/*")),
        request_body=b"col=1&webid=2",
        ip_address="127.0.0.1",
    )
    (capture,) = archived(tmp_path, posted)
    _, _, (request, _) = warcio_records(tmp_path / capture.warc_file)
    assert request.rec_headers.get_header("WARC-Concurrent-To") == f"<urn:uuid:{capture.capture_id}>"
    assert request.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    record = list(iterate_records(tmp_path / capture.warc_file))[2]
    assert record.block == (
        b"POST /dataproxy.jsp?page=1 HTTP/1.1\r\nHost: 127.0.0.1:8001\r\nUser-Agent: nianbao\r\nAccept: */*\r\n\r\n"
        b"col=1&webid=2"
    )


def test_how_a_capture_came_about_stands_beside_it(tmp_path: Path) -> None:
    found = exchange(
        found_on="http://a.gov.cn/", link_text="年报\r\nvia: x", notes=(("fetchTimeMs", "12"), ("delayMs", ""))
    )
    (capture,) = archived(tmp_path, found)
    _, _, _, (metadata, block) = warcio_records(tmp_path / capture.warc_file)
    assert metadata.rec_type == "metadata"
    assert metadata.rec_headers.get_header("WARC-Concurrent-To") == f"<urn:uuid:{capture.capture_id}>"
    assert metadata.rec_headers.get_header("WARC-Target-URI") == URL
    assert block.decode() == "via: http://a.gov.cn/\r\nlinkText: 年报 via: x\r\nfetchTimeMs: 12\r\n"
    assert_warcio_finds_nothing_wrong(tmp_path / capture.warc_file)


def test_the_first_record_says_who_answers_for_the_run(tmp_path: Path) -> None:
    declared = (("operator", "a@example.org"), ("robots", "obey"), ("nothing", ""))
    with open_archive(tmp_path, replace(run(), declared=declared)):
        pass
    (path,) = warc_files(tmp_path)
    lines = next(iter(iterate_records(path))).block.decode().splitlines()
    assert {"software: nianbao/test", "operator: a@example.org", "robots: obey", f"isPartOf: {run().run_id}"} <= set(
        lines
    )
    assert not any(line.startswith("nothing") for line in lines)


def test_the_capture_that_is_returned_is_the_one_in_the_file(tmp_path: Path) -> None:
    first = exchange(
        found_on="http://www.example.gov.cn/", link_text="2025年\r\nWARC-Type: 年报", ip_address="10.0.0.1"
    )
    strange = exchange(url=URL + "?\udcc4\udcea", status=404, reason="Not Found")
    captures = archived(tmp_path, first, exchange(), strange)
    (path,) = warc_files(tmp_path)
    assert list(captures_in(path)) == captures
    assert captures[0].link_text == "2025年 WARC-Type: 年报"
    assert captures[0].media_type == "text/html"


def test_unchanged_bytes_leave_a_revisit_that_refers_to_them(tmp_path: Path) -> None:
    (first,) = archived(tmp_path, exchange())
    (second,) = archived(tmp_path, exchange(at=START + timedelta(days=1)), number=2)
    (third,) = archived(tmp_path, exchange(at=START + timedelta(days=2)), number=3)
    assert [first.kind, second.kind, third.kind] == ["response", "revisit", "revisit"]
    assert second.refers_to == third.refers_to == first.capture_id
    assert second.size == first.size
    (_, _), (revisit, block), _ = warcio_records(tmp_path / second.warc_file)
    assert block == b""
    assert revisit.http_headers.get_header("Content-Type") == "text/html; charset=utf-8"
    assert revisit.rec_headers.get_header("WARC-Profile").endswith("/identical-payload-digest")
    assert revisit.rec_headers.get_header("WARC-Refers-To-Target-URI") == URL
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == "2026-01-31T08:00:00.000Z"


def unmodified(day: int) -> Exchange:
    headers = ((b"ETag", b'"1"'), (b"Date", b"Sun, 01 Feb 2026 08:00:00 GMT"))
    at = START + timedelta(days=day)
    return exchange(payload=b"", status=304, reason="Not Modified", response_headers=headers, at=at)


def test_what_the_server_did_not_send_again_refers_to_what_it_sent(tmp_path: Path) -> None:
    (first,) = archived(tmp_path, exchange())
    held = first
    for day in (1, 2):
        with open_archive(tmp_path, run(day + 1)) as writer:
            held = writer.write_not_modified(unmodified(day), held)
    assert (held.kind, held.status, held.size) == ("revisit", 304, first.size)
    assert (held.refers_to, held.payload_digest) == (first.capture_id, first.payload_digest)
    path = tmp_path / held.warc_file
    assert list(captures_in(path)) == [held]
    (_, _), (revisit, block), (request, _) = warcio_records(path)
    assert (revisit.http_headers.get_statuscode(), block) == ("304", b"")
    assert (
        revisit.rec_headers.get_header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    )
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == "2026-01-31T08:00:00.000Z"
    assert request.rec_headers.get_header("WARC-Concurrent-To") == f"<urn:uuid:{held.capture_id}>"
    assert_warcio_finds_nothing_wrong(path)


def test_a_304_that_refers_to_nothing_held_is_no_revisit(tmp_path: Path) -> None:
    (first,) = archived(tmp_path / "elsewhere", exchange())
    with open_archive(tmp_path, run(2)) as writer:
        capture = writer.write_not_modified(unmodified(1), first)
    assert (capture.kind, capture.status, capture.size) == ("response", 304, 0)


def test_a_page_seen_twice_in_one_run_is_a_revisit(tmp_path: Path) -> None:
    first, second = archived(tmp_path, exchange(), exchange())
    assert (second.kind, second.refers_to) == ("revisit", first.capture_id)


@pytest.mark.parametrize(
    "other", [exchange(url=URL + "?page=2"), exchange(payload=b"<p>corrected</p>")], ids=["other URL", "other bytes"]
)
def test_another_url_or_other_bytes_are_another_capture(tmp_path: Path, other: Exchange) -> None:
    archived(tmp_path, exchange())
    (capture,) = archived(tmp_path, other, number=2)
    assert capture.kind == "response"


def test_an_answer_without_payload_is_no_revisit(tmp_path: Path) -> None:
    _, second = archived(tmp_path, exchange(payload=b"", status=302), exchange(payload=b"", status=404))
    assert second.kind == "response"


def test_clock_and_ids_decide_every_byte(tmp_path: Path) -> None:
    def write(folder: Path) -> bytes:
        ids = counted_ids()
        with open_archive(folder, run(), now=lambda: START, new_id=lambda: next(ids)) as writer:
            writer.write(exchange())
            writer.write_rows("candidates", [{"url": URL, "decision": "report"}])
            writer.finish("finished", {"requests": 1})
        return b"".join(path.read_bytes() for path in [*warc_files(folder), folder / "index.cdxj"])

    assert write(tmp_path / "one") == write(tmp_path / "two")


def test_files_are_rotated_and_named_by_run_and_serial(tmp_path: Path) -> None:
    with open_archive(tmp_path, run(), rotate_at=2000) as writer:
        captures = [writer.write(exchange(url=f"{URL}?{number}")) for number in range(9)]
    names = [path.name for path in warc_files(tmp_path)]
    assert len(names) > 2
    assert names[:2] == ["20260131T080000000Z-crawl-00001.warc.gz", "20260131T080000000Z-crawl-00002.warc.gz"]
    assert [capture for path in warc_files(tmp_path) for capture in captures_in(path)] == captures
    assert all(next(iter(iterate_records(path))).kind == "warcinfo" for path in warc_files(tmp_path))


def test_a_capture_can_be_read_while_its_file_is_open(tmp_path: Path) -> None:
    with open_archive(tmp_path, run()) as writer:
        capture = writer.write(exchange())
        path = locate_warc(tmp_path, capture.warc_file)
        assert path.suffix == ".open"
        assert document_in(read_record(path, capture.warc_offset)).body == b"<p>report</p>"
    assert locate_warc(tmp_path, capture.warc_file).suffix == ".gz"


def test_a_payload_that_looks_like_the_end_of_a_head_survives(tmp_path: Path) -> None:
    payload = b"\r\n\r\nWARC/1.1\r\n\r\n\x1f\x8b\x08\r\n\r\n"
    (capture,) = archived(tmp_path, exchange(payload=payload))
    assert parse_response(read_record(tmp_path / capture.warc_file, capture.warc_offset).block).payload == payload


def test_warcio_reads_the_same_payload(tmp_path: Path) -> None:
    payload = bytes(range(256)) * 300
    archived(tmp_path, exchange(payload=payload))
    (path,) = warc_files(tmp_path)
    (response,) = [body for record, body in warcio_records(path) if record.rec_type == "response"]
    assert BytesIO(response).read() == payload


def test_a_run_that_fails_says_so(tmp_path: Path) -> None:
    make_id: Callable[[], UUID] = counted_ids().__next__
    with pytest.raises(ZeroDivisionError), open_archive(tmp_path, run(), new_id=make_id) as writer:
        writer.write(exchange(payload=bytes(1 // 0)))
    (path,) = warc_files(tmp_path)
    assert b'"outcome": "interrupted"' in list(iterate_records(path))[-1].block
