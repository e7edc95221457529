"""Archives that are copied to a storage, and what is wrong with them."""

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

from archive.opening import open_archive
from archive.storage import warc_places
from archive.upload import Outcome, bring_files, files_to_upload, free_files
from archive.verify import Problem, open_scratch, verify_file
from tests.archives import URL, exchange, run
from tests.nianbao_command import ROOT
from tests.s3_server import S3Server

ADDRESS = "s3://archive/nianbao"


def archive_of(folder: Path, size: int) -> Path:
    """An archive of two files, the first of which holds three pages of `size` bytes and a small one."""
    dice = random.Random(20260131)
    with open_archive(folder, run(1)) as writer:
        for number in range(3):
            writer.write(exchange(url=f"{URL}?{number}", payload=dice.randbytes(size)))
        writer.write(exchange())
    with open_archive(folder, run(2)) as writer:
        writer.write(exchange(url=f"{URL}?new"))
    return folder


def upload(folder: Path) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in bring_files(folder, ADDRESS, files_to_upload(folder))}


def free(folder: Path) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in free_files(folder, files_to_upload(folder))}


def kill_upload(server: S3Server, folder: Path, is_reached: Callable[[str, str, str], bool]) -> None:
    """Kills `nianbao upload --free` when it asks for what `is_reached` says of method, path and query."""
    reached, is_killed = Event(), Event()

    def hold(*asked: str) -> None:
        if is_reached(*asked):
            reached.set()
            is_killed.wait(60)
            raise ConnectionError("the client is dead")

    server.before = hold
    code = "from nianbao.main import main; main(prog_name='nianbao')"
    command = [sys.executable, "-c", code, "upload", ADDRESS, "--free", "--data", str(folder.parent)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert reached.wait(240)
    process.kill()
    process.wait()
    is_killed.set()
    server.before = lambda method, path, query: None


def problems_of(folder: Path) -> list[Problem]:
    """What is wrong with the files of an archive, wherever they stand."""
    digests = dict(reversed(line.split("  ")) for line in (folder / "manifest.sha256").read_text().splitlines())
    with closing(open_scratch()) as scratch:
        return [p for place in warc_places(folder) for p in verify_file(scratch, place, digests[place.name])[1]]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
