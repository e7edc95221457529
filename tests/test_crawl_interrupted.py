"""A crawl that is interrupted leaves a whole archive, and goes on where it stopped."""

import os
import signal
import sqlite3
import subprocess
import sys
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from archive.record import iterate_records
from demo.portal import load_portals
from demo.portals import handler
from tests.nianbao_command import ROOT, nianbao

INTERRUPT_AT = 12  # requests; the portal answers more than twice as many


def test_an_interrupted_crawl_is_resumed(tmp_path: Path) -> None:
    crawls: list[subprocess.Popen[str]] = []
    asked: list[str] = []

    class Interrupting(handler(load_portals()[0])):  # type: ignore[misc]
        def do_GET(self) -> None:
            asked.append(self.path)
            if len(asked) == INTERRUPT_AT:
                crawls[0].send_signal(signal.SIGINT)
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
        assert crawls[0].returncode == 130, errors
        assert "--resume" in errors
        before = len(asked)
        _assert_archive_is_whole(tmp_path / "archive")
        assert "no_reports" not in nianbao("status", "--data", tmp_path).stdout  # it has not looked everywhere

        resumed = nianbao("crawl", "--resume", "--delay", "0", "--data", tmp_path)
        assert resumed.returncode == 0, resumed.stderr
    finally:
        server.shutdown()
        server.server_close()
    connection = sqlite3.connect(tmp_path / "nianbao.db")
    assert connection.execute("SELECT url, reason, detail FROM unread").fetchall() == []
    assert connection.execute("SELECT COUNT(*) FROM reports").fetchone() == (11,)
    ((outcome, resumed),) = connection.execute("SELECT outcome, resumed FROM runs").fetchall()
    assert (outcome, resumed >= INTERRUPT_AT) == ("finished", True)
    connection.close()
    _assert_archive_is_whole(tmp_path / "archive")
    assert {path for path in asked[before:] if path in asked[:before]} == set()


def test_nothing_to_resume_is_said(tmp_path: Path) -> None:
    done = nianbao("crawl", "--resume", "--data", tmp_path)
    assert done.returncode == 1
    assert "No crawl" in done.stderr


def _assert_archive_is_whole(folder: Path) -> None:
    assert list(folder.glob("*.open")) == []
    for path in folder.glob("*.warc.gz"):
        assert all(record.block for record in iterate_records(path))
