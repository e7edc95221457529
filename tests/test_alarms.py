"""Alarms: what raises them, who is told, and what the commands say of them."""

import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from archive.alarms import Alarm, current_alarms, new_alarms
from archive.database import open_for_writing
from archive.insert import insert_rows
from crawler.telling import TellingFailed, mail, post
from demo.answer import page
from demo.portal import load_portals
from demo.portals import handler
from tests.certificates import context_of, write_certificate
from tests.nianbao_command import nianbao

NOTHING = dict.fromkeys(("reports_new", "reports_changed", "reports_unchanged", "rejected", "blocked", "unread"), 0)
ALARMS = [Alarm("a.gov.cn", "no_reports", "it had 3 reports and shows none")]


def database(folder: Path, *visits: dict[str, object]) -> sqlite3.Connection:
    """A database with visits to one portal, in the order of the runs."""
    connection = open_for_writing(folder / "nianbao.db")
    usual = {
        "portal": "a.gov.cn",
        "is_whole": 1,
        "state": "ok",
        "pages": 20,
        "failed": 0,
        "list_pages": 4,
        "reports": 3,
    }
    rows = [NOTHING | usual | {"run_id": f"run {number}"} | visit for number, visit in enumerate(visits, start=1)]
    with connection:
        insert_rows(connection, "visits", rows)  # type: ignore[arg-type]
    return connection


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        ({}, {"reports": 0, "state": "no_reports"}, [("no_reports", "it had 3 reports and shows none")]),
        (
            {},
            {"reports": 0, "state": "blocked_412", "reason": "a challenge"},
            [("no_reports", "it had 3 reports and shows none (blocked_412: a challenge)")],
        ),
        ({"reports": 0}, {"reports": 0}, []),
        ({"is_whole": 0}, {"reports": 0}, []),  # the first was asked for some years only: nothing to compare
        ({}, {"reports": 0, "is_whole": 0}, []),
        ({}, {"list_pages": 3}, [("list_shrank", "its lists had 4 pages and have 3")]),
        ({"list_pages": 30}, {"list_pages": 28}, []),
        ({"list_pages": 30}, {"list_pages": 27}, [("list_shrank", "its lists had 30 pages and have 27")]),
        ({}, {"list_pages": 9}, []),
        ({}, {"pages": 16, "failed": 4}, [("success_fell", "4 of 20 requests failed, 0 of 20 before")]),
        ({}, {"pages": 17, "failed": 3}, []),
        ({"pages": 10, "failed": 10}, {"pages": 9, "failed": 11}, []),
        ({}, {"pages": 1, "failed": 3}, []),  # too few to tell
        ({"pages": 0, "failed": 0}, {"pages": 15, "failed": 6}, []),  # nothing to compare
    ],
)
def test_what_raises_an_alarm(
    tmp_path: Path, before: dict[str, object], after: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    with closing(database(tmp_path, before, after)) as connection:
        assert [(alarm.alarm, alarm.message) for alarm in current_alarms(connection)] == expected
        assert new_alarms(connection, "run 2") == current_alarms(connection)
        assert new_alarms(connection, "run 1") == []


def test_an_alarm_stands_until_the_reports_are_back_and_is_told_once(tmp_path: Path) -> None:
    with closing(database(tmp_path, {}, {"reports": 0}, {"reports": 0})) as connection:
        assert [alarm.alarm for alarm in current_alarms(connection)] == ["no_reports"]
        assert new_alarms(connection, "run 3") == []
        with connection:
            last = {"portal": "a.gov.cn", "run_id": "run 4", "is_whole": 1, "pages": 9, "failed": 0, "list_pages": 4}
            insert_rows(connection, "visits", [NOTHING | last | {"reports": 2}])  # type: ignore[list-item]
        assert current_alarms(connection) == []


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes what is posted to it."""
    taken: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alarms", taken
    finally:
        server.shutdown()
        server.server_close()


class Inbox:
    """Takes mail."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@contextmanager
def mail_server(certificate: Path | None = None) -> Iterator[tuple[str, Inbox]]:
    """A mail server that keeps what it takes; with a certificate only over STARTTLS, from `ops` with the password `p@ss`."""
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secured: dict[str, object] = {}
    if certificate:
        secured = {
            "tls_context": context_of(certificate),
            "require_starttls": True,
            "auth_required": True,
            "authenticator": lambda *given: AuthResult(success=given[-1] == LoginPassword(b"ops", b"p@ss")),
        }
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **secured)
    controller.start()
    try:
        yield f"smtp://{'ops:p%40ss@' if certificate else ''}127.0.0.1:{port}", inbox
    finally:
        controller.stop()


def test_a_webhook_gets_them_as_json() -> None:
    with webhook() as (address, taken):
        post(address, "run 2", ALARMS)
    (body,) = map(json.loads, taken)
    assert body["run_id"] == "run 2"
    assert body["alarms"] == [
        {"portal": "a.gov.cn", "alarm": "no_reports", "message": "it had 3 reports and shows none"}
    ]
    assert "a.gov.cn: it had 3 reports and shows none" in body["text"]


def test_a_mail_lists_them() -> None:
    with mail_server() as (server, inbox):
        mail(server, "", "a@example.org,b@example.org", "run 2", ALARMS)
    (message,) = inbox.messages
    assert (message["From"], message["To"]) == ("a@example.org", "a@example.org, b@example.org")
    assert "1 alarm" in message["Subject"]
    assert "a.gov.cn: it had 3 reports and shows none" in message.get_content()
    assert message["Date"].datetime.tzinfo is not None
    assert message["Message-ID"].endswith("@example.org>")


def test_a_password_is_sent_over_tls_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = write_certificate(tmp_path, datetime.now(UTC) + timedelta(days=1))
    with mail_server(certificate) as (server, inbox):
        with pytest.raises(TellingFailed, match="CERTIFICATE_VERIFY_FAILED"):
            mail(server, "", "a@example.org", "run 2", ALARMS)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mail(server, "", "a@example.org", "run 2", ALARMS)
    assert len(inbox.messages) == 1
    with mail_server() as (server, inbox), pytest.raises(TellingFailed, match="no TLS"):
        mail(server.replace("//", "//ops:p@"), "", "a@example.org", "run 2", ALARMS)
    assert inbox.messages == []


def test_what_does_not_take_them_is_named() -> None:
    with webhook(500) as (address, _), pytest.raises(TellingFailed, match=r"NIANBAO_WEBHOOK did not take .*500"):
        post(address, "run 2", ALARMS)
    with pytest.raises(TellingFailed, match=r"NIANBAO_SMTP did not take .*write it as smtp://"):
        mail("localhost", "", "a@example.org", "run 2", ALARMS)


@pytest.mark.parametrize("status", [200, 500])
def test_a_portal_that_lost_its_reports_is_told_everywhere(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: two crawls, the second finds the list emptied, or a portal that answers nothing any more."""
    portal = load_portals()[2]
    is_empty = []

    class Emptied(handler(portal)):  # type: ignore[misc]
        def do_GET(self) -> None:
            if is_empty and (self.path != "/robots.txt" or status != 200):
                text = "<html><title>首页</title><body><p>网站升级改造，请稍候访问各栏目的内容。</p></body></html>"
                self._answer(page(text, status=status))
            else:
                super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Emptied)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    try:
        with webhook() as (address, taken), mail_server() as (smtp, inbox):
            told = {"NIANBAO_WEBHOOK": address, "NIANBAO_MAIL_TO": "ops@example.org", "NIANBAO_SMTP": smtp}
            for name, value in {**told, "no_proxy": "*"}.items():
                monkeypatch.setitem(os.environ, name, value)
            arguments = ("crawl", f"http://{host}/", "--delay", "0", "--data", tmp_path)
            first = nianbao(*arguments)
            assert (first.returncode, taken) == (0, []), first.stderr
            assert nianbao("status", "--data", tmp_path).returncode == 0
            is_empty.append(True)
            second = nianbao(*arguments)
    finally:
        server.shutdown()
        server.server_close()
    assert second.returncode == 3, second.stderr
    assert ("1 of 1 portal failed" in second.stderr) == (status == 500)
    assert f"no_reports: {host}: it had 6 reports and shows none" in second.stderr
    assert [alarm["alarm"] for alarm in json.loads(taken[0])["alarms"]] == ["no_reports"]
    assert len(inbox.messages) == 1
    told_later = nianbao("status", "--data", tmp_path)
    assert told_later.returncode == 3
    assert f"alarm: no_reports: {host}" in told_later.stderr
    one = nianbao("status", "--portal", host, "--data", tmp_path)
    assert one.returncode == 3
    assert "Visits, the last twenty" in one.stdout
    assert nianbao("status", "--portal", "nowhere.gov.cn", "--data", tmp_path).returncode == 1
