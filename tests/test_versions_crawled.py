"""A portal that changes between two crawls: what the second one tells, and a rebuild after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from demo.answer import Answer
from demo.portal import load_portals
from demo.portals import handler
from tests.nianbao_command import nianbao

PORTAL = next(portal for portal in load_portals() if portal.key == "wenfeng")
TABLES = ("reports", "cells", "sections", "findings", "revisions", "copies", "boilerplate", "organisations")


def report_path(year: int) -> str:
    """Where the report on a year stands."""
    (entry,) = (entry for entry in PORTAL.entries if entry.body and entry.year == year)
    return f"/gk/nb/{entry.date.year}/{entry.number}.html"


@contextmanager
def served() -> Iterator[tuple[str, dict[str, tuple[bytes, bytes]]]]:
    """The portal's home page, and what is to be replaced by what in the pages served; "" for all pages."""
    changes: dict[str, tuple[bytes, bytes]] = {}

    class Changing(handler(PORTAL)):  # type: ignore[misc]
        def _answer(self, answer: Answer) -> None:
            body = answer.body
            for path in ("", self.path):
                body = body.replace(*changes.get(path, (b"\0", b"")))
            gone = changes.get(self.path) == (b"", b"")
            super()._answer(replace(answer, body=b"gone", status=404) if gone else replace(answer, body=body))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Changing)
    assert issubclass(Changing, BaseHTTPRequestHandler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", changes
    finally:
        server.shutdown()
        server.server_close()


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        return connection.execute(query).fetchall()


def published(data: Path) -> list[list[tuple[object, ...]]]:
    """All rows that tell of reports, but for the numbers that a rebuild may give anew."""
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        found = []
        for table in TABLES:
            names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(name for name in names if name not in ("report_no", "section_no"))
            found.append(sorted(connection.execute(f"SELECT {kept} FROM {table}").fetchall(), key=repr))
    return found


def test_what_changed_between_two_crawls_is_told_and_a_rebuild_tells_the_same(tmp_path: Path) -> None:
    with served() as (home, changes):
        arguments = ("crawl", home, "--delay", "0", "--data", tmp_path)
        assert "4 new, 0 changed, 0 unchanged" in nianbao(*arguments).stdout
        changes[""] = (b"</body>", "<p>浏览次数：17</p></body>".encode("gb18030"))
        changes[report_path(2020)] = ("及时更新".encode("gb18030"), "每周更新".encode("gb18030"))
        changes[report_path(2021)] = (b"", b"")
        changes["/gk/nb/list.html"] = (report_path(2021).encode(), b"/gk/zn.html")  # its link is gone as well
        done = nianbao(*arguments)
    assert "0 new, 1 changed, 2 unchanged" in done.stdout, done.stderr
    told = rows(tmp_path, "SELECT r.year, v.kind, v.section FROM revisions AS v JOIN reports AS r USING (report_id)")
    assert sorted(told, key=str) == [(2020, "section", 1), (2021, "disappeared", None)]
    ((before, after),) = rows(tmp_path, "SELECT before, after FROM revisions WHERE kind = 'section'")
    assert "及时更新" in str(before) and "每周更新" in str(after)
    years = rows(tmp_path, "SELECT year, version, gone_at IS NULL FROM reports WHERE is_latest ORDER BY year")
    assert years == [(2019, 1, 1), (2020, 2, 1), (2021, 1, 0), (2022, 1, 1)]
    assert rows(tmp_path, "SELECT DISTINCT relation FROM copies") == [("same_reading",)]
    assert rows(tmp_path, "SELECT reports FROM organisations") == [(4,)]

    crawled = published(tmp_path)
    assert nianbao("build", "--all", "--data", tmp_path).returncode == 0
    for table, before_rows, after_rows in zip(TABLES, crawled, published(tmp_path), strict=True):
        assert after_rows == before_rows, table
