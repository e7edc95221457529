"""What is left of the archive after each fault in docs/faults.md, and that the next run works and says what happened."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.captures import captures_in
from archive.comparison import verify_index, verify_revisits
from archive.errors import ArchiveBusy, DamagedRecord
from archive.index import INDEX_NAME, captures_of_url, read_index, refresh_index
from archive.manifest import read_manifest
from archive.notes import rows_in
from archive.opening import complete_torn_files, open_archive
from archive.record import iterate_records, read_record
from archive.verify import open_scratch, verify_file, verify_manifest
from tests.archives import START, URL, exchange, run, warc_files
from tests.nianbao_command import nianbao

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


def problems_of(folder: Path) -> list[str]:
    """What verification finds wrong with an archive without a database."""
    digests = read_manifest(folder)
    with closing(open_scratch()) as scratch:
        found = [
            problem for path in warc_files(folder) for problem in verify_file(scratch, path, digests.get(path.name))[1]
        ]
        found += [*verify_manifest(folder), *verify_revisits(scratch), *verify_index(scratch, folder, ())]
    return [problem.message for problem in found]


def held(folder: Path) -> set[str]:
    return {capture.capture_id for path in warc_files(folder) for capture in captures_in(path)}


WRITER_THAT_KILLS_ITSELF = """
import os, signal, sys
from pathlib import Path
from archive.opening import open_archive
from tests.archives import exchange, run
folder, left = Path(sys.argv[1]), int(sys.argv[2])
acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def count(event, args):
    global left
    if event in ("open", "os.rename", "os.remove", "os.truncate") and str(folder) in str(args[0]):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
for number in (1, 2):
    with open_archive(folder, run(number), rotate_at=900) as writer:
        for n in range(4):
            capture = writer.write(exchange(url=f"http://127.0.0.1/{n}", payload=b"%d" % n * 99))
            os.write(acknowledged, capture.capture_id.encode() + b"\\n")
"""
KILLS = range(0, 105, 3)


def test_a_run_killed_before_any_step_with_a_file_loses_nothing(tmp_path: Path) -> None:
    """The process dies before it opens, renames, removes or cuts a file, each such step of two runs in turn.

    So it dies between the writing of a file and its renaming, between that and the manifest, and within the index.
    """
    outcomes = set[int]()
    for kill in KILLS:
        folder = tmp_path / str(kill)
        folder.mkdir()
        with python(WRITER_THAT_KILLS_ITSELF, str(folder), str(kill)) as writer:
            pass
        outcomes.add(writer.returncode)
        acknowledged = (folder / "acknowledged").read_text().split()
        with open_archive(folder, run(3)) as following:
            written = following.write(exchange(url="http://127.0.0.1/0", payload=b"0" * 99))
        assert {*acknowledged, written.capture_id} <= held(folder)
        assert not list(folder.glob("*.open"))
        assert problems_of(folder) == []
    assert outcomes == {0, -signal.SIGKILL}


def test_a_disk_that_fills_at_any_moment_costs_nothing_that_was_written(disk: Callable[[str], Path]) -> None:
    dice = random.Random(20260131)
    for attempt in range(30):
        folder = disk(f"size={4096 * dice.randrange(4, 40)}")
        written = []
        with pytest.raises(OSError, match="No space left"), open_archive(folder, run(), rotate_at=9000) as writer:
            while True:
                payload = dice.randbytes(dice.randrange(3000))
                written.append(writer.write(exchange(url=f"{URL}?{len(written)}", payload=payload)).capture_id)
        disk("remount,size=4m")
        with open_archive(folder, run(2)) as writer:
            written.append(writer.write(exchange(url=URL)).capture_id)
        assert set(written) <= held(folder), attempt
        assert problems_of(folder) == []
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_named_and_the_next_import_goes_on(disk: Callable[[str], Path], tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(20):
        (inbox / f"{number}.txt").write_bytes(random.Random(number).randbytes(9000))
    data = disk("size=600k") / "data"
    (data.parent / "filler").write_bytes(bytes(420_000))
    done = nianbao("import", inbox, "--workers", "1", "--data", data)
    assert done.returncode == 1
    assert "No space left" in done.stderr or "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    (data.parent / "filler").unlink()
    disk("remount,size=8m")
    nianbao("import", inbox, "--workers", "1", "--data", data)
    verified = nianbao("verify", "--data", data)
    assert verified.returncode == 0, verified.stderr


def test_a_read_only_folder_is_named_and_can_be_verified(disk: Callable[[str], Path], tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("nothing of the kind")
    data = disk("size=8m") / "data"
    nianbao("import", inbox, "--workers", "1", "--data", data)
    before = {path: path.read_bytes() for path in (data / "archive").iterdir()}
    disk("remount,ro")
    refused = nianbao("import", inbox, "--data", data)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert str(data) in refused.stderr
    assert {path: path.read_bytes() for path in (data / "archive").iterdir()} == before
    verified = nianbao("verify", "--data", data)
    assert verified.returncode == 0, verified.stderr


def test_a_corrupt_index_is_made_anew_and_said_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_archive(tmp_path, run()) as writer:
        writer.write(exchange())
    sound = (tmp_path / INDEX_NAME).read_bytes()
    for broken in (
        b"\xff\xfe\x00",
        b"a b {}\n",
        sound[: len(sound) // 2],
        sound[:-40] + b"\n",
        sound.replace(b'"url"', b'"uri"'),
    ):
        (tmp_path / INDEX_NAME).write_bytes(broken)
        caplog.clear()
        complete_torn_files(tmp_path)
        assert "index.cdxj is damaged" in caplog.text
        assert (tmp_path / INDEX_NAME).read_bytes() == sound


def test_an_index_that_names_the_wrong_record_makes_no_revisit_of_it(tmp_path: Path) -> None:
    with open_archive(tmp_path, run()) as writer:
        capture = writer.write(exchange())
    index = tmp_path / INDEX_NAME
    wrong = "0" if capture.capture_id[0] != "0" else "1"
    index.write_bytes(
        index.read_bytes().replace(capture.capture_id.encode(), wrong.encode() + capture.capture_id[1:].encode())
    )
    with open_archive(tmp_path, run(2)) as writer:
        assert writer.write(exchange()).kind == "response"


def test_what_is_damaged_is_kept_again_when_it_is_fetched_again(tmp_path: Path) -> None:
    with open_archive(tmp_path, run()) as writer:
        captures = [writer.write(exchange(url=f"{URL}?{number}", payload=bytes(range(256)) * 9)) for number in range(3)]
    (path,) = warc_files(tmp_path)
    with path.open("r+b") as file:
        file.seek(captures[1].warc_offset + captures[1].warc_length // 2)
        file.write(b"damage")
    with open_archive(tmp_path, run(2)) as writer:
        kinds = [writer.write(exchange(url=capture.url, payload=bytes(range(256)) * 9)).kind for capture in captures]
    assert kinds == ["revisit", "response", "revisit"]


def test_a_clock_that_jumps_back_is_told_of_and_costs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    written = []
    for number in (5, 2, 5):  # days; the last run has the id of the first
        with open_archive(tmp_path, run(number), now=lambda: START) as writer:
            written.append(writer.write(exchange(payload=b"%d" % len(written))).capture_id)
            written.append(
                writer.write(exchange(url=f"{URL}?{len(written)}", at=START - timedelta(days=99))).capture_id
            )
    assert f"{run(2).run_id}: this run is dated before the last one, {run(5).run_id}" in caplog.text
    assert held(tmp_path) == set(written)
    assert len(warc_files(tmp_path)) == 3
    assert problems_of(tmp_path) == []


def test_a_torn_record_is_said_to_be_cut_off(dead_run: Path, caplog: pytest.LogCaptureFixture) -> None:
    (torn,) = dead_run.glob("*.open")
    with torn.open("ab") as file:
        file.write(b"\x1f\x8b\x08torn")
    complete_torn_files(dead_run)
    assert "bytes at offset" in caplog.text
    assert "nianbao build" in caplog.text


def test_the_table_of_faults_names_tests_that_are_there() -> None:
    root = Path(__file__).resolve().parents[1]
    named = re.findall(r"`(test_\w+)`", (root / "docs" / "faults.md").read_text(encoding="utf-8"))
    tests = "".join(path.read_text(encoding="utf-8") for path in (root / "tests").glob("test_*.py"))
    assert len(named) > 10
    assert [name for name in named if f"def {name}(" not in tests] == []
