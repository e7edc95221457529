"""What is left of the archive after a crash, a full disk, two writers, a damaged record or a lost index."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from archive.captures import captures_in
from archive.errors import ArchiveBusy, DamagedRecord
from archive.index import INDEX_NAME, captures_of_url, read_index, refresh_index
from archive.notes import rows_in
from archive.opening import open_archive
from archive.record import iterate_records, read_record
from tests.archives import START, URL, exchange, run, warc_files

ENDLESS_WRITER = """
import sys
from pathlib import Path
from archive.opening import open_archive
from tests.archives import exchange, run
with open_archive(Path(sys.argv[1]), run()) as writer:
    for number in range(1_000_000):
        writer.write(exchange(url=f"http://127.0.0.1/{number}", payload=b"%d" % number * 999))
        if number == 20:
            print("started", flush=True)
"""
WRITER_ON_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from archive.opening import open_archive
from tests.archives import exchange, run
with open_archive(Path(sys.argv[1]), run()) as writer:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
    number = 0
    try:
        while True:
            writer.write(exchange(url=f"http://127.0.0.1/{number}"))
            number += 1
    except OSError:
        print(number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def python(script: str, *arguments: str) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[1]
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


@pytest.fixture
def dead_run(tmp_path: Path) -> Path:
    """A folder with the open file of a run that was killed while it wrote."""
    with python(ENDLESS_WRITER, str(tmp_path)) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "started\n"
        writer.send_signal(signal.SIGKILL)
    return tmp_path


def test_a_killed_run_loses_no_whole_record(dead_run: Path) -> None:
    (torn,) = dead_run.glob("*.open")
    before = [record.offset for record in iterate_records(torn, on_damage=lambda damage: None)]
    with open_archive(dead_run, run(2)):
        pass
    assert not list(dead_run.glob("*.open"))
    *records, closing = iterate_records(warc_files(dead_run)[0])
    assert [record.offset for record in records] == before
    table, (row,) = rows_in(closing) or ("", [{}])
    assert (table, row["outcome"], row["run_id"]) == ("runs", "interrupted", run().run_id)


def test_what_a_killed_run_fetched_is_not_stored_again(dead_run: Path) -> None:
    with open_archive(dead_run, run(2)) as writer:
        capture = writer.write(exchange(url="http://127.0.0.1/7", payload=b"7" * 999))
    assert capture.kind == "revisit"


@pytest.mark.parametrize("cut", [1, 9, 30, 200, 350])
def test_a_torn_end_is_cut_off(tmp_path: Path, cut: int) -> None:
    with open_archive(tmp_path, run()) as writer:
        writer.write(exchange())
        last = writer.write(exchange(url=URL + "2"))
    (path,) = warc_files(tmp_path)
    torn = path.rename(path.with_name(path.name + ".open"))
    os.truncate(torn, last.warc_offset + cut)
    with open_archive(tmp_path, run(2)):
        pass
    assert [capture.url for capture in captures_in(path)] == [URL]
    assert [line.url for line in read_index(tmp_path)] == [URL]


def test_an_empty_open_file_is_removed(tmp_path: Path) -> None:
    (tmp_path / "20260131T080000000Z-crawl-00001.warc.gz.open").write_bytes(b"\x1f\x8b")
    with open_archive(tmp_path, run(2)):
        pass
    assert [path.name for path in warc_files(tmp_path)] == [f"{run(2).run_id}-00001.warc.gz"]


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    with python(WRITER_ON_A_SMALL_DISK, str(tmp_path)) as writer:
        assert writer.stdout is not None
        written = int(writer.stdout.read())
    assert writer.returncode == 0
    (path,) = warc_files(tmp_path)
    assert len(list(captures_in(path))) == written > 2


def test_the_second_writer_is_told_who_is_first(tmp_path: Path) -> None:
    words = rf"process {os.getpid()}: crawl {run().run_id}.*Wait until it ends"
    with open_archive(tmp_path, run()), pytest.raises(ArchiveBusy, match=words), open_archive(tmp_path, run(2)):
        pass
    with open_archive(tmp_path, run(3)):
        pass


def test_a_damaged_record_costs_itself_alone(tmp_path: Path) -> None:
    with open_archive(tmp_path, run()) as writer:
        captures = [writer.write(exchange(url=f"{URL}?{number}", payload=bytes(range(256)) * 9)) for number in range(3)]
    (path,) = warc_files(tmp_path)
    data = bytearray(path.read_bytes())
    hurt = captures[1].warc_offset + captures[1].warc_length // 2
    data[hurt] ^= 0x40
    path.write_bytes(data)
    damages: list[DamagedRecord] = []
    left = list(captures_in(path, on_damage=damages.append))
    assert left == [captures[0], captures[2]]
    assert [str(captures[1].warc_offset) in str(damage) for damage in damages] == [True]
    with pytest.raises(DamagedRecord, match=path.name):
        list(captures_in(path))


def test_an_offset_inside_a_record_is_no_record(tmp_path: Path) -> None:
    with open_archive(tmp_path, run()) as writer:
        capture = writer.write(exchange())
    for offset in (1, capture.warc_offset + 5, 10**9):
        with pytest.raises(DamagedRecord):
            read_record(tmp_path / capture.warc_file, offset)


def test_the_index_comes_out_of_the_files_alone(tmp_path: Path) -> None:
    urls = [
        "http://www.b.gov.cn/",
        "http://a.gov.cn:8080/x?b=2&a=1",
        "http://a.gov.cn/年报.html",
        URL,
        "file:///seeds/a.txt",
    ]
    for number in (1, 2):
        with open_archive(tmp_path, run(number)) as writer:
            for url in urls:
                writer.write(exchange(url=url, at=START + timedelta(days=number)))
    index = tmp_path / INDEX_NAME
    written = index.read_bytes()
    assert written.splitlines() == sorted(written.splitlines())
    assert len(written.splitlines()) == 2 * len(urls)
    index.unlink()
    refresh_index(tmp_path)
    assert index.read_bytes() == written
    for url in urls:
        assert [line.kind for line in captures_of_url(tmp_path, url)] == ["response", "revisit"]
    assert not list(captures_of_url(tmp_path, "http://a.gov.cn/none"))


def test_every_url_of_a_long_index_is_found(tmp_path: Path) -> None:
    urls = [f"http://h{number % 7}.gov.cn/{'x' * (number % 50)}/{number}" for number in range(300)]
    with open_archive(tmp_path, run()) as writer:
        for url in urls:
            writer.write(exchange(url=url))
    assert all([line.url for line in captures_of_url(tmp_path, url)] == [url] for url in urls)


def test_the_index_forgets_files_that_are_gone(tmp_path: Path) -> None:
    for number in (1, 2):
        with open_archive(tmp_path, run(number)) as writer:
            writer.write(exchange(url=f"{URL}?{number}"))
    warc_files(tmp_path)[0].unlink()
    refresh_index(tmp_path)
    assert [line.url for line in read_index(tmp_path)] == [URL + "?2"]
