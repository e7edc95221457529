"""What the crawling commands refuse, in one clear line and with a status that is not zero."""

import socket
import sqlite3
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from archive.lock import locked_for_writing
from demo.portal import load_portals
from demo.portals import handler
from tests.nianbao_command import nianbao


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["西湖区"], "西湖区 names 2 portals"),
        (["没有这个县"], "knows no portal named 没有这个县"),
        (["999999"], "no portal in division 999999"),
        (["ftp://www.example.gov.cn/"], "no http or https address"),
        (["http://127.0.0.1:1/", "--years", "2023-2021"], "names no years"),
    ],
)
def test_a_portal_that_cannot_be_told_is_refused(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = nianbao("crawl", *arguments, "--data", tmp_path)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dead_portal_is_recorded_and_fails(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        portal = f"127.0.0.1:{closed.getsockname()[1]}"
        done = nianbao("crawl", f"http://{portal}/", "--delay", "0", "--data", tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"failed: {portal}: nothing answers at this address: the connection was refused: http://{portal}/",
        "1 of 1 portal failed.",
    ]
    assert "the connection was refused" in nianbao("status", "--data", tmp_path).stdout


def test_a_portal_that_answers_again_has_no_reason_left(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(load_portals()[0]), bind_and_activate=False)
    server.daemon_threads = True
    server.server_bind()  # but does not listen yet
    arguments = ("crawl", f"http://127.0.0.1:{server.server_port}/", "--delay", "0", "--data", tmp_path)
    assert nianbao(*arguments).returncode == 1
    server.server_activate()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert nianbao(*arguments).returncode == 0
    finally:
        server.shutdown()
        server.server_close()
    connection = sqlite3.connect(tmp_path / "nianbao.db")
    assert connection.execute("SELECT state, reason FROM portals WHERE last_run_id IS NOT NULL").fetchall() == [
        ("ok", "")
    ]
    connection.close()


def test_a_second_writer_is_told_who_is_first(tmp_path: Path) -> None:
    with locked_for_writing(tmp_path / "archive", "crawl of the first"):
        done = nianbao("crawl", "http://127.0.0.1:1/", "--data", tmp_path)
    assert done.returncode == 1
    assert "crawl of the first" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "nianbao.db").write_bytes(b"these are somebody's notes, and no database at all" * 20)
    done = nianbao("crawl", "http://127.0.0.1:1/", "--data", tmp_path)
    assert done.returncode == 1
    assert "no nianbao database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        done = nianbao("demo", "--no-serve", "--portal-port", str(busy.getsockname()[1]), "--data", tmp_path)
    assert done.returncode == 1
    assert "--portal-port" in done.stderr
