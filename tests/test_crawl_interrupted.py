"""A crawl that is interrupted leaves a whole archive, and goes on where it stopped."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archive.opening import open_archive
from archive.record import iterate_records
from demo.portal import load_portals
from demo.portals import handler
from pipelines.beginning import begun_crawl
from tests.archives import START, exchange, run
from tests.nianbao_command import ROOT, nianbao

INTERRUPT_AT = 12  # requests; the portal answers more than twice as many


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_crawl_is_resumed(by: signal.Signals, tmp_path: Path) -> None:
    crawls: list[subprocess.Popen[str]] = []
    asked: list[str] = []

    class Interrupting(handler(load_portals()[0])):  # type: ignore[misc]
        def do_GET(self) -> None:
            asked.append(self.path)
            if len(asked) == INTERRUPT_AT:
                crawls[0].send_signal(by)
            super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Interrupting)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        home = f"http://127.0.0.1:{server.server_port}/"
        code = "from nianbao.main import main; main()"
        command = [sys.executable, "-c", code, "crawl", home, "--delay", "0", "--data", str(tmp_path)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        crawls.append(
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        )
        _, errors = crawls[0].communicate()
        status = nianbao("status", "--data", tmp_path)
        assert "no_reports" not in status.stdout  # it has not looked everywhere
        if by == signal.SIGINT:
            assert crawls[0].returncode == 130, errors
            assert "--resume" in errors
            _assert_archive_is_whole(tmp_path / "archive")
        else:
            assert "died before its end; `nianbao crawl --resume` goes on with it" in status.stderr
        before = len(asked)

        resumed = nianbao("crawl", "--resume", "--delay", "0", "--data", tmp_path)
        assert resumed.returncode == 0, resumed.stderr
        assert "dated before" not in resumed.stderr
    finally:
        server.shutdown()
        server.server_close()
    connection = sqlite3.connect(tmp_path / "nianbao.db")
    assert connection.execute("SELECT url, reason, detail FROM unread").fetchall() == []
    assert connection.execute("SELECT COUNT(*) FROM reports").fetchone() == (11,)
    ((outcome, resumed),) = connection.execute("SELECT outcome, resumed FROM runs").fetchall()
    kept = INTERRUPT_AT - 2 * (by == signal.SIGKILL)  # what was under way when it was killed is asked for again
    assert (outcome, resumed >= kept) == ("finished", True)
    connection.close()
    _assert_archive_is_whole(tmp_path / "archive")
    assert {path for path in asked[before:] if path in asked[: min(before, kept)]} == set()


def test_a_crawl_is_interrupted_while_it_opens(tmp_path: Path) -> None:
    code = "from nianbao.main import main; main()"
    command = [sys.executable, "-c", code, "crawl", "http://127.0.0.1:9/", "--data", str(tmp_path)]
    crawl = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True
    )
    while not list(tmp_path.glob("archive/*.open")):
        assert crawl.poll() is None
    os.killpg(crawl.pid, signal.SIGINT)  # as a terminal does: to the processes beside it, too
    _, errors = crawl.communicate(timeout=60)
    assert (crawl.returncode, "Traceback" in errors, "--resume" in errors) == (130, False, True), errors
    _assert_archive_is_whole(tmp_path / "archive")
    assert "interrupted" in nianbao("status", "--data", tmp_path).stdout


def test_nothing_to_resume_is_said(tmp_path: Path) -> None:
    done = nianbao("crawl", "--resume", "--data", tmp_path)
    assert done.returncode == 1
    assert "No crawl" in done.stderr


def _assert_archive_is_whole(folder: Path) -> None:
    assert list(folder.glob("*.open")) == []
    for path in folder.glob("*.warc.gz"):
        assert all(record.block for record in iterate_records(path))


def test_the_next_crawl_learns_what_a_dead_one_saw_missing(tmp_path: Path) -> None:
    url = "http://www.example.gov.cn/nb/1.html"
    row = {"url": url, "decision": "failed", "reason": "", "portal": "www.example.gov.cn", "found_on": url}
    with open_archive(tmp_path / "archive", run(1)) as writer:
        writer.write(exchange(url, "<p>您访问的页面不存在</p>".encode(), START))
        writer.write_rows("candidates", [row | {"run_id": writer.run.run_id}])
        writer.finish("interrupted", {})
    now = START + timedelta(days=2)
    with (
        begun_crawl(tmp_path, run(2), resume=True, portals=[], workers=1, now=now),
        closing(sqlite3.connect(tmp_path / "nianbao.db")) as connection,
    ):
        assert connection.execute("SELECT outcome FROM captures").fetchall() == [("missing",)]
