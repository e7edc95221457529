"""A crawl that is killed again and again, at any moment, ends as if nobody had touched it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

from demo.portal import Body
from demo.report import report_html
from tests.nianbao_command import ROOT

KILLS = 50
SEED = 20240131
REPORTS, PER_LIST = 100, 20
NAME = "甲乙县第{}镇人民政府"
PAGE = '<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
ROBOTS = "User-agent: *\nDisallow: /inner/\n"


def page_at(path: str) -> str:
    """What the portal serves at a path, "" for nothing."""
    if path == "/robots.txt":
        return ROBOTS
    if path == "/":
        return PAGE.format(title="甲乙县人民政府", body='<a href="/zfxxgknb/">政府信息公开年报</a>')
    number = int("".join(filter(str.isdigit, path)) or "0")
    if path.startswith("/zfxxgknb/t"):
        name, year = NAME.format(number), 2021 + number % 3
        title = f"{name}{year}年政府信息公开工作年度报告"
        body = Body(f"killed {number}", name, "", {year: "html"})
        return PAGE.format(title=title, body=f"<h1>{title}</h1>{report_html(body, year)}")
    if path.startswith("/zfxxgknb/"):
        lines = "".join(
            f'<li><a href="t{n}.html">{NAME.format(n)}{2021 + n % 3}年政府信息公开工作年度报告</a> 2024-01-31</li>'
            for n in range(number * PER_LIST, (number + 1) * PER_LIST)
        )
        has_next = (number + 1) * PER_LIST < REPORTS
        following = f'<a href="list{number + 1}.html">下一页</a>' if has_next else ""
        return PAGE.format(title="政府信息公开年报", body=f"<ul>{lines}</ul>{following}")
    return ""


@dataclass
class Portal:
    """The portal and the crawl it may kill: `fatal` counts the requests until then, `mode` says when exactly."""

    served: Counter[str] = field(default_factory=Counter)  # whole answers by path
    crawl: int = 0  # process id
    fatal: int = 0
    mode: str = ""
    pause: float = 0.0  # seconds
    killed: Event = field(default_factory=Event)
    counting: Lock = field(default_factory=Lock)

    def is_fatal(self) -> bool:
        """Counts a request; whether it is the one that is to kill the crawl. Requests may come at once."""
        with self.counting:
            self.fatal -= 1
            return self.fatal == 0

    def kill(self) -> None:
        """Kills the crawl, the first time that it is called for it."""
        if not self.killed.is_set():
            os.kill(self.crawl, signal.SIGKILL)
            self.killed.set()


@contextmanager
def serving(portal: Portal) -> Iterator[str]:
    """The home page of the portal while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            mode = portal.mode if portal.is_fatal() else ""
            body = page_at(self.path).encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if mode == "before":
                portal.kill()
                self.close_connection = True
                return
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                if mode == "amid":
                    portal.kill()
                    self.close_connection = True
                    return
                self.wfile.write(body[len(body) // 2 :])
                self.wfile.flush()
            portal.served[self.path] += 1
            if mode == "after":
                time.sleep(portal.pause)  # the crawl reads, archives and stores meanwhile
                portal.kill()

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Prints nothing: a crawl that is killed resets its connections."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class Launcher:
    """Begins crawls in processes of their own."""

    def __init__(self, errors: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.crawl_launcher"]
        self._errors = errors.open("w")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=environment,
            cwd=ROOT,
        )

    def begin(self, data: Path, home: str) -> int:
        """Begins a crawl; returns its process id."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"data": str(data), "home": home}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """The exit status of the crawl, negative for the signal that killed it."""
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        self._errors.close()


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        return connection.execute(query).fetchall()


SAME = (
    "SELECT url, status, payload_digest, kind, found_on, link_text, outcome FROM captures ORDER BY url",
    "SELECT url, title, decision, reason, year, portal, found_on FROM candidates ORDER BY url, found_on",
    "SELECT report_id, title, year, version, is_latest, reading, cells_reported FROM reports ORDER BY report_id",
    "SELECT report_id, table_key, row_key, column_key, raw, state FROM cells ORDER BY 1, 2, 3, 4",
    "SELECT portal, name, cms, state, reports FROM portals WHERE last_run_id IS NOT NULL",
    "SELECT portal, pages, failed, list_pages, reports, reports_new, reports_changed, reports_unchanged FROM visits",
    "SELECT responses, reports_new, reports_changed, reports_unchanged, rejected, blocked, unread, outcome FROM runs",
)


def test_fifty_kills_cost_nothing(tmp_path: Path) -> None:
    random, portal, data = Random(SEED), Portal(), tmp_path / "killed"
    launcher = Launcher(tmp_path / "errors.txt")
    kills = Counter[str]()
    with serving(portal) as home:
        while kills.total() < KILLS:
            portal.fatal, portal.mode = random.randint(1, 3), random.choice(("before", "amid", "after", "after"))
            portal.pause = random.uniform(0, 0.05)
            early = random.uniform(0, 1.5) if random.random() < 0.3 else 600  # while it starts, before it asks anything
            portal.killed.clear()
            portal.crawl = launcher.begin(data, home)
            kills[portal.mode if portal.killed.wait(early) else "early"] += 1
            portal.kill()
            assert launcher.wait() == -signal.SIGKILL, (tmp_path / "errors.txt").read_text()
        portal.fatal = -1
        launcher.begin(data, home)
        assert launcher.wait() == 0, (tmp_path / "errors.txt").read_text()
        served = dict(portal.served)
        portal.served.clear()
        launcher.begin(tmp_path / "undisturbed", home)
        assert launcher.wait() == 0
    launcher.close()
    assert min(kills.values()) >= 5, kills
    assert served.keys() == portal.served.keys()
    for query in SAME:
        assert rows(data, query) == rows(tmp_path / "undisturbed", query), query
    # What the archive had was never asked for again: no address has two captures. Only what was on its way when a kill
    # came was, at most an answer that had come and the one that followed it.
    assert rows(data, "SELECT url, COUNT(*) FROM captures GROUP BY url HAVING COUNT(*) > 1") == []
    again = {path: times - 1 for path, times in served.items() if times > 1}
    assert sum(again.values()) <= 2 * KILLS, again
    files = sorted((data / "archive").glob("*"))
    assert [file.name for file in files if file.suffix == ".open"] == []
    warcs = [str(file) for file in files if file.name.endswith(".warc.gz")]
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *warcs], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
