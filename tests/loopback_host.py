"""Hosts on loopback that answer what a test tells them to, and a crawl of them the way a user runs it."""

import sqlite3
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.nianbao_command import nianbao

TABLES = (
    "<table><tr><td>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td>"
    "<td>现行有效件数</td></tr><tr><td>规章</td><td>1</td><td>0</td><td>7</td></tr></table>"
)
LIST = "/zfxxgk/zfxxgknb/"


@dataclass(frozen=True)
class Reply:
    """What a host answers: a status, headers as (name, value), and bytes or a function that writes them to a file."""

    body: bytes | Callable[[Any], None] = b""
    status: int = 200
    headers: tuple[tuple[str, str | bytes], ...] = ()


Asked = BaseHTTPRequestHandler
Answers = Mapping[str, Reply | Callable[[Asked], Reply]]


@dataclass
class Host:
    """A running host: where it is, and what it was asked, as path and headers."""

    home: str
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def portal(self) -> str:
        return self.home.removeprefix("http://").removeprefix("https://").rstrip("/")

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def page(
    body: str, title: str = "某县人民政府", status: int = 200, headers: tuple[tuple[str, str | bytes], ...] = ()
) -> Reply:
    """A page in UTF-8."""
    text = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return Reply(text.encode(), status, (("Content-Type", "text/html; charset=utf-8"), *headers))


def report_page(
    year: int = 2023, organisation: str = "某县人民政府", headers: tuple[tuple[str, str | bytes], ...] = ()
) -> Reply:
    """The page of a report, with one of its tables."""
    title = f"{organisation}{year}年政府信息公开工作年度报告"
    return page(f"<h1>{title}</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p>{TABLES}", title, headers=headers)


def portal(lines: Mapping[str, str], others: Answers = {}) -> dict[str, Any]:  # noqa: B006, it is only read
    """A portal whose report list has these links by their titles; `others` are further addresses."""
    rows = "".join(f'<li><a href="{url}">{title}</a><span>2024-01-20</span></li>' for title, url in lines.items())
    return {
        "/": page(f'<a href="{LIST}">政府信息公开年报</a>'),
        LIST: page(f"<ul>{rows}</ul>", "政府信息公开年报"),
        **others,
    }


@contextmanager
def serve(answers: Answers, address: str = "127.0.0.1", secure: ssl.SSLContext | None = None) -> Iterator[Host]:
    """Serves answers by path with query on a free port; what is not there is missing, with status 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = answers.get(self.path, answers.get("*", Reply(b"missing", 404)))
            reply = answer if isinstance(answer, Reply) else answer(self)
            self.send_response_only(reply.status)
            for name, value in reply.headers:
                raw = value if isinstance(value, bytes) else value.encode("latin-1")
                self._headers_buffer.append(name.encode() + b": " + raw + b"\r\n")  # type: ignore[attr-defined]
            if isinstance(reply.body, bytes):
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
                return
            self.end_headers()
            self.close_connection = True
            reply.body(self.wfile)

        do_POST = do_CONNECT = do_GET

        def log_message(self, *arguments: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: who is refused, or hangs up, is what a test is about."""

    server = Server((address, 0), Handler)
    server.daemon_threads = True
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    host = Host(f"{'https' if secure else 'http'}://127.0.0.1:{server.server_port}/")
    Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.05}).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Crawl:
    """What a crawl left behind."""

    data: Path
    status: int
    printed: str

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a query to its database."""
        connection = sqlite3.connect(self.data / "nianbao.db")
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    def states(self) -> dict[str, str]:
        """The states of the portals that were crawled."""
        return dict(self.rows("SELECT portal, state FROM portals WHERE last_run_id IS NOT NULL"))


def crawl(data: Path, *arguments: str, **environment: str) -> Crawl:
    """Runs `nianbao crawl` without delay."""
    done = nianbao("crawl", *arguments, "--delay", "0", "--data", data, **environment)
    return Crawl(data, done.returncode, done.stdout + done.stderr)
