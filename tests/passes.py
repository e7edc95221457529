"""Looks at a portal, one after another, archived, read and stored for real, without a crawl."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from archive.database import DATABASE_NAME
from archive.insert import has_report, insert_candidates, insert_captures, insert_run
from archive.notes import started_row
from archive.opening import open_archive
from pipelines.read_source import read_source
from pipelines.reference import open_database
from pipelines.sightings import note_missing
from pipelines.source import source_of
from pipelines.store import store
from pipelines.versions import complete
from tests.archives import START, exchange, run

HOST = "http://www.wenfeng.gov.cn"
LIST = f"{HOST}/nb/"


class Served(NamedTuple):
    """What an address answers. `decision` is what the crawl decides on it."""

    url: str
    body: str | bytes = ""
    status: int = 200
    decision: str = "report"
    found_on: str = LIST


class Portal:
    """A data folder into which one look after another is put."""

    def __init__(self, data: Path, connection: sqlite3.Connection) -> None:
        self.data = data
        self.connection = connection
        self.runs = 0

    def look(self, *answers: Served) -> list[str]:
        """Fetches these answers in a run of their own, a day after the one before; returns the outcomes."""
        self.runs += 1
        outcomes: list[str] = []
        with open_archive(self.data / "archive", run(self.runs)) as writer, self.connection:
            insert_run(self.connection, started_row(writer.run))
            for number, served in enumerate(answers):
                outcomes += self._take(writer, served, number)
            note_missing(self.connection, writer.run.run_id)
            writer.finish("finished", {})
        complete(self.connection)
        return outcomes

    def _take(self, writer: object, served: Served, number: int) -> list[str]:
        body = served.body.encode() if isinstance(served.body, str) else served.body
        at = START + timedelta(days=self.runs, seconds=number)
        made = exchange(served.url, body, at, status=served.status, found_on=served.found_on)
        capture = writer.write(made)  # type: ignore[attr-defined]
        insert_captures(self.connection, [capture])
        row = {"url": served.url, "decision": served.decision, "reason": "", "portal": "p", "found_on": served.found_on}
        told = {**row, "run_id": capture.run_id}
        writer.write_rows("candidates", [told])  # type: ignore[attr-defined]
        insert_candidates(self.connection, [told])
        source = source_of(capture)
        if served.status != 200 or served.decision != "report":
            return []
        if has_report(self.connection, source.report_id, source.capture_id):
            return ["unchanged"]
        return store(self.connection, source, read_source(source, body, "text/html; charset=utf-8"))

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What a query gives."""
        return self.connection.execute(query, values).fetchall()


@contextmanager
def watched(data: Path) -> Iterator[Portal]:
    """A portal of which nothing is known yet."""
    connection = open_database(data / DATABASE_NAME)
    try:
        yield Portal(data, connection)
    finally:
        connection.close()
