"""`nianbao verify` finds what is wrong, and nothing where nothing is."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.index import INDEX_NAME
from archive.insert import insert_captures
from archive.opening import open_archive
from archive.verify import open_scratch, verify_file
from pipelines.reference import open_database
from tests.archives import START, URL, exchange, run, warc_files
from tests.nianbao_command import nianbao

FLIPS = 300


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
            with connection:
                insert_captures(connection, captures)
    return tmp_path


def test_a_sound_archive_is_found_sound(data: Path) -> None:
    done = nianbao("verify", "--data", data)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "2 files, 10 records: digests, index and database agree\n"


def lose_a_file(data: Path) -> None:
    warc_files(data / "archive")[0].unlink()


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


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lose_a_file, "revisits the record"),
        (lose_the_index, "index.cdxj cannot be read"),
        (lose_a_line, "index.cdxj does not list the capture"),
        (turn_the_index_round, "out of order"),
        (garble_the_index, "index.cdxj cannot be read"),
        (change("DELETE FROM captures WHERE kind = 'revisit'"), "nianbao.db does not list the capture"),
        (change("UPDATE captures SET warc_offset = 3 WHERE kind = 'revisit'"), "no record is like it"),
        (
            change("INSERT INTO unread VALUES ('none', 'http://a/', 'empty', '', '')"),
            "does not hold the document of unread",
        ),
    ],
    ids=["file", "index", "line", "order", "garbage", "row", "offset", "orphan"],
)
def test_what_does_not_agree_is_named(data: Path, break_it: Callable[[Path], None], words: str) -> None:
    break_it(data)
    done = nianbao("verify", "--data", data)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_flipped_bits_are_found(data: Path) -> None:
    """Bits in the names and times of gzip headers and in the padding before a checksum mean nothing and may pass."""
    path = warc_files(data / "archive")[0]
    sound = path.read_bytes()
    dice = random.Random(20260131)
    missed = []
    for _ in range(FLIPS):
        place, bit = dice.randrange(len(sound)), 1 << dice.randrange(8)
        path.write_bytes(sound[:place] + bytes([sound[place] ^ bit]) + sound[place + 1 :])
        with closing(open_scratch()) as scratch:
            if not any(verify_file(scratch, path)):
                missed.append(place)
    path.write_bytes(sound)
    assert len(missed) < FLIPS * 0.02, missed


def test_without_an_archive_it_refuses(tmp_path: Path) -> None:
    done = nianbao("verify", "--data", tmp_path)
    assert done.returncode == 1
    assert "There is no archive" in done.stderr
