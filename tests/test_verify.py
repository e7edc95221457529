"""`nianbao verify` finds what is wrong, and nothing where nothing is; `nianbao repair` sets it right."""

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.captures import captures_in
from archive.comparison import verify_index, verify_revisits
from archive.errors import DamagedRecord
from archive.index import INDEX_NAME
from archive.insert import insert_captures, insert_rows, insert_run
from archive.manifest import MANIFEST_NAME, read_manifest
from archive.notes import started_row
from archive.opening import open_archive
from archive.verify import Problem, open_scratch, verify_file, verify_manifest
from pipelines.reference import open_database
from tests.archives import START, URL, exchange, run, warc_files
from tests.nianbao_command import nianbao

FLIPS = 1000


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two runs: three captures, then a revisit."""
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        for number in (1, 2):
            with open_archive(tmp_path / "archive", run(number)) as writer:
                captures = [writer.write(exchange(at=START + timedelta(days=number)))]
                if number == 1:
                    captures += [
                        writer.write(exchange(url=f"{URL}?{n}", payload=bytes(range(256)) * n)) for n in (1, 9)
                    ]
                candidate = {"url": URL, "decision": "rejected", "reason": "title", "portal": "a"}
                writer.write_rows("candidates", [{**candidate, "found_on": "", "run_id": run(number).run_id}])
            with connection:
                insert_run(connection, started_row(run(number)))
                insert_captures(connection, captures)
    return tmp_path


def test_a_sound_archive_is_found_sound(data: Path) -> None:
    done = nianbao("verify", "--data", data)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "2 files, 12 records: digests, index and database agree\n"


def lose_the_index(data: Path) -> None:
    (data / "archive" / INDEX_NAME).unlink()


def lose_a_line(data: Path) -> None:
    index = data / "archive" / INDEX_NAME
    index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[1:]))


def turn_the_index_round(data: Path) -> None:
    index = data / "archive" / INDEX_NAME
    index.write_bytes(b"".join(reversed(index.read_bytes().splitlines(keepends=True))))


def garble_the_index(data: Path) -> None:
    (data / "archive" / INDEX_NAME).write_text("not an index\n")


def change(statement: str) -> Callable[[Path], None]:
    def apply(data: Path) -> None:
        with closing(sqlite3.connect(data / "nianbao.db")) as connection:
            connection.execute(statement)
            connection.commit()

    return apply


def garble_the_manifest(data: Path) -> None:
    manifest = data / "archive" / MANIFEST_NAME
    manifest.write_bytes(manifest.read_bytes().replace(b"0", b"O"))


def lose_the_manifest(data: Path) -> None:
    (data / "archive" / MANIFEST_NAME).unlink()


def leave_a_file_open(data: Path) -> None:
    """What a run leaves that is killed before its file is renamed."""
    path = warc_files(data / "archive")[1]
    path.rename(path.with_name(path.name + ".open"))


def hurt_the_database(data: Path) -> None:
    path = data / "nianbao.db"
    pages = bytearray(path.read_bytes())
    pages[8192:12288] = bytes(range(256)) * 16
    path.write_bytes(pages)


RESTORABLE = {
    "index": (lose_the_index, "index.cdxj cannot be read"),
    "line": (lose_a_line, "index.cdxj does not list the capture"),
    "order": (turn_the_index_round, "out of order"),
    "garbage": (garble_the_index, "index.cdxj cannot be read"),
    "manifest": (lose_the_manifest, "manifest.sha256 does not list"),
    "garbled manifest": (garble_the_manifest, "manifest.sha256 has lines that are damaged"),
    "left open": (leave_a_file_open, "was left open by a run that died"),
    "row": (change("DELETE FROM captures WHERE kind = 'revisit'"), "nianbao.db does not list the capture"),
    "offset": (change("UPDATE captures SET warc_offset = 3 WHERE kind = 'revisit'"), "its record says otherwise"),
    "run": (change("DELETE FROM runs"), "nianbao.db does not list the run"),
    "orphan": (
        change("INSERT INTO unread (capture_id, url, reason, detail) VALUES ('none', 'http://a/', 'empty', '')"),
        "does not hold the document of unread",
    ),
    "database": (lambda data: (data / "nianbao.db").unlink(), "There is no"),
    "damaged database": (hurt_the_database, "nianbao.db is damaged"),
}


@pytest.mark.parametrize(("break_it", "words"), RESTORABLE.values(), ids=RESTORABLE)
def test_what_does_not_agree_is_named_and_repaired(data: Path, break_it: Callable[[Path], None], words: str) -> None:
    break_it(data)
    done = nianbao("verify", "--data", data)
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    repaired = nianbao("repair", "--workers", "1", "--data", data)
    assert repaired.returncode == 0, repaired.stderr
    assert nianbao("verify", "--data", data).returncode == 0


def test_every_flipped_bit_is_found(data: Path) -> None:
    """A thousand single bits, over the WARC files with their gzip headers, the index and the manifest."""
    folder = data / "archive"
    paths = [*warc_files(folder), folder / INDEX_NAME, folder / MANIFEST_NAME]
    sound = {path: path.read_bytes() for path in paths}
    assert not any(problems_of(folder))
    dice = random.Random(20260131)
    missed = []
    for _ in range(FLIPS):
        (path,) = dice.choices(paths, [len(sound[path]) for path in paths])
        place, bit = dice.randrange(len(sound[path])), 1 << dice.randrange(8)
        path.write_bytes(sound[path][:place] + bytes([sound[path][place] ^ bit]) + sound[path][place + 1 :])
        if not any(problems_of(folder)):
            missed.append((path.name, place, bit))
        path.write_bytes(sound[path])
    assert missed == []


def problems_of(folder: Path) -> Iterator[Problem]:
    """What is wrong with an archive, without its database."""
    digests = read_manifest(folder)
    with closing(open_scratch()) as scratch:
        for path in warc_files(folder):
            yield from verify_file(scratch, path, digests.get(path.name))[1]
        yield from verify_manifest(folder)
        yield from verify_revisits(scratch)
        yield from verify_index(scratch, folder, ())


def hurt_a_record(data: Path) -> None:
    """Overwrites the middle of the second capture of the first file."""
    path = warc_files(data / "archive")[0]
    capture = list(captures_in(path))[1]
    with path.open("r+b") as file:
        file.seek(capture.warc_offset + capture.warc_length // 2)
        file.write(b"damage")


def hurt_many_records(data: Path) -> None:
    """Overwrites the end of one capture, the next record and the start of the one after."""
    path = warc_files(data / "archive")[0]
    capture = list(captures_in(path))[1]
    with path.open("r+b") as file:
        file.seek(capture.warc_offset + 20)
        file.write(b"\x1f\x8b\x08" * capture.warc_length)


def shorten_a_file(data: Path) -> None:
    path = warc_files(data / "archive")[0]
    os.truncate(path, list(captures_in(path))[2].warc_offset + 9)


def lose_a_file(data: Path) -> None:
    warc_files(data / "archive")[0].unlink()


LOSSES = {"record": hurt_a_record, "records": hurt_many_records, "end": shorten_a_file, "file": lose_a_file}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_what_is_lost_is_named_and_comes_back_from_a_copy(
    data: Path, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(data / "archive", copy)
    sound = {path.name: path.read_bytes() for path in warc_files(copy)}
    urls = {capture.url for capture in captures_in(warc_files(copy)[0])}
    lose(data)
    done = nianbao("verify", "--data", data)
    assert done.returncode == 3, done.stderr
    lost = [line for line in done.stderr.splitlines() if line.startswith("lost: lost with a part of")]
    left = {capture.url for path in warc_files(data / "archive") for capture in captures_in(path, on_damage=ignore)}
    assert all(any(f" of {url}, which" in line for line in lost) for url in urls - left)
    assert nianbao("repair", "--workers", "1", "--from", copy, "--data", data).returncode == 0
    assert {path.name: path.read_bytes() for path in warc_files(data / "archive")} == sound
    assert nianbao("verify", "--data", data).returncode == 0


def ignore(damage: DamagedRecord) -> None:
    """Reads on."""


@pytest.mark.parametrize("hurt", [hurt_a_record, hurt_many_records, shorten_a_file], ids=["record", "records", "end"])
def test_without_a_copy_what_is_whole_stays_and_what_is_damaged_is_kept_aside(
    data: Path, hurt: Callable[[Path], None]
) -> None:
    path = warc_files(data / "archive")[0]
    hurt(data)
    damaged = path.read_bytes()
    whole = list(captures_in(path, on_damage=ignore))
    done = nianbao("repair", "--workers", "1", "--data", data)
    assert "what they held is lost here" in done.stdout
    assert [capture.capture_id for capture in captures_in(path)] == [capture.capture_id for capture in whole]
    pieces = sorted((data / "archive" / "damaged").iterdir())
    assert all(piece.read_bytes() in damaged for piece in pieces)
    assert sum(piece.stat().st_size for piece in pieces) + path.stat().st_size == len(damaged)
    assert done.returncode == 0, done.stderr
    assert nianbao("verify", "--data", data).returncode == 0


def test_a_record_of_a_copy_that_is_damaged_elsewhere_is_taken(data: Path, tmp_path: Path) -> None:
    sound = warc_files(data / "archive")[0].read_bytes()
    shutil.copytree(data / "archive", tmp_path / "copy" / "archive")
    hurt_a_record(data)
    other = warc_files(tmp_path / "copy" / "archive")[0]
    other.write_bytes(other.read_bytes()[:-9])
    assert nianbao("repair", "--workers", "1", "--from", tmp_path / "copy", "--data", data).returncode == 0
    assert warc_files(data / "archive")[0].read_bytes() == sound


def test_a_running_crawl_is_left_out(data: Path) -> None:
    with open_archive(data / "archive", run(3), rotate_at=300) as writer:
        captures = [writer.write(exchange(url=f"{URL}?{number}")) for number in range(3)]
        with closing(open_database(data / "nianbao.db")) as connection, connection:
            insert_run(connection, started_row(run(3)))
            insert_captures(connection, captures)
            unread = [{"capture_id": each.capture_id, "url": each.url} for each in captures]
            insert_rows(connection, "unread", [row | {"reason": "empty", "detail": ""} for row in unread])
        assert len(warc_files(data / "archive")) > 2
        done = nianbao("verify", "--data", data)
        assert "is being written by process" in nianbao("repair", "--data", data).stderr
    assert done.returncode == 0, done.stderr
    assert f"left out because it is being written: {run(3).run_id}" in done.stderr


def test_what_a_dead_run_left_is_one_problem_a_file(data: Path) -> None:
    with open_archive(data / "archive", run(3)) as writer:
        for number in range(3):
            writer.write(exchange(url=f"{URL}?{number}"))
        writer.finish("interrupted", {})
    done = nianbao("verify", "--data", data)
    assert done.returncode == 1
    assert "nianbao.db does not list the capture" in done.stderr
    assert "nor 2 more of that file" in done.stderr
    assert "2 problems that `nianbao repair` sets right" in done.stderr  # with the run itself


def test_stock_tools_check_the_manifest(data: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", MANIFEST_NAME], cwd=data / "archive", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.count(": OK")) == (0, 2)


def test_without_an_archive_it_refuses(tmp_path: Path) -> None:
    done = nianbao("verify", "--data", tmp_path)
    assert done.returncode == 1
    assert "There is no archive" in done.stderr
