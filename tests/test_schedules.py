"""The schedules in deploy/ and scrapy.cfg: what they run exists, and scrapyd runs it."""

import configparser
import json
import os
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from archive.lock import locked_for_writing
from demo.portals import serve
from nianbao.main import main
from tests.nianbao_command import ROOT

PATIENCE = 120  # seconds


def unit(name: str) -> configparser.ConfigParser:
    """A systemd unit. Its keys keep their case."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "deploy" / "systemd" / name)
    return parser


def test_the_service_runs_a_command_that_there_is() -> None:
    program, command = shlex.split(unit("nianbao.service")["Service"]["ExecStart"])
    assert program.endswith("/.venv/bin/nianbao")
    assert command in main.list_commands(None)  # type: ignore[attr-defined]


def test_systemd_takes_the_units() -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("NOT TESTED: there is no systemd-analyze here")
    timer = str(ROOT / "deploy" / "systemd" / "nianbao.timer")
    done = subprocess.run([analyze, "calendar", unit("nianbao.timer")["Timer"]["OnCalendar"]], check=False)
    assert done.returncode == 0
    done = subprocess.run([analyze, "verify", timer], capture_output=True, text=True, check=False)
    assert "nianbao.timer:" not in done.stderr, done.stderr


def test_the_cron_line_runs_a_command_that_there_is() -> None:
    lines = (ROOT / "deploy" / "nianbao.cron").read_text().splitlines()
    (line,) = [line for line in lines if not re.match(r"#|\w+=", line)]
    fields = line.split(maxsplit=6)
    assert fields[:6] == ["0", "3", "*", "*", "*", "nianbao"]
    assert fields[6].split()[-2:] == [".venv/bin/nianbao", "crawl"]


@contextmanager
def scrapyd(folder: Path) -> Iterator[str]:
    """The address of a real scrapyd in a copy of the project's scrapy.cfg, while the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (ROOT / "scrapy.cfg").read_text()
    (folder / "scrapy.cfg").write_text(
        text.replace("[scrapyd]", f"[scrapyd]\nhttp_port = {port}\nbind_address = 127.0.0.1")
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with (folder / "scrapyd.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "scrapyd"], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def ask(address: str, **posted: str) -> dict[str, Any]:
    """What a service of scrapyd answers, as soon as it does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(address, urlencode(posted).encode() if posted else None, timeout=30) as answer:
                answered: dict[str, Any] = json.load(answer)
                return answered
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def finished(address: str, number: int) -> list[dict[str, Any]]:
    """The jobs that scrapyd has finished, as soon as there are that many."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        jobs: list[dict[str, Any]] = ask(f"{address}/listjobs.json?project=nianbao")["finished"]
        if len(jobs) >= number:
            return jobs
        time.sleep(0.2)
    raise AssertionError(f"scrapyd has not finished {number} jobs in {PATIENCE} s")


def test_scrapyd_runs_the_spider(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(0) as homes, scrapyd(tmp_path) as address:
        assert "nianbao" in ask(f"{address}/listprojects.json")["projects"]
        assert ask(f"{address}/listspiders.json?project=nianbao")["spiders"] == ["annual_reports"]
        job = {"project": "nianbao", "spider": "annual_reports", "portals": homes[3], "years": "2020-2021"}
        with locked_for_writing(data / "archive", "crawl of the first"):  # a second writer is told who is first
            assert ask(f"{address}/schedule.json", **job)["status"] == "ok"
            (refused,) = finished(address, 1)
        log = tmp_path / "data" / "scrapyd" / "logs" / "nianbao" / "annual_reports" / f"{refused['id']}.log"
        assert "is being written by" in log.read_text()
        assert "crawl of the first" in log.read_text()
        job["setting"] = "DOWNLOAD_DELAY=0"
        assert ask(f"{address}/schedule.json", **job)["status"] == "ok"
        finished(address, 2)
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        assert connection.execute("SELECT year FROM reports ORDER BY year").fetchall() == [(2020,), (2021,)]
        assert connection.execute("SELECT outcome FROM runs").fetchall() == [("finished",)]
