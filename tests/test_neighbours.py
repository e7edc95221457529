"""Reports are compared group by group: what is held in memory does not grow with their number."""

import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.capture import Capture
from archive.insert import insert_captures
from pipelines.neighbours import neighbourhoods
from pipelines.read import Context, read_report
from pipelines.reference import open_database
from pipelines.report import Report
from pipelines.source import source_of
from pipelines.store import rows_of, store
from pipelines.versions import follow_versions

DOCUMENT = Path(__file__).parent / "documents" / "html_cells_as_paragraphs_2021" / "document.html"
PORTALS = 4


def capture(number: int, url: str) -> Capture:
    return Capture(
        capture_id=f"urn:uuid:{number}",
        url=url,
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        status=200,
        media_type="text/html",
        payload_digest=f"sha1:{number}",
        size=1,
        kind="response",
        warc_file="a.warc.gz",
        warc_offset=number,
        warc_length=1,
        run_id="run",
    )


def database(folder: Path, bodies: int) -> sqlite3.Connection:
    """Every body's report, with numbers of its own, on four portals."""
    read = read_report(DOCUMENT.read_bytes(), Context(url="http://a.gov.cn/1"))
    assert isinstance(read, Report)
    connection = open_database(folder / f"{bodies}.db")
    with connection:
        for number in range(bodies * PORTALS):
            body, portal = divmod(number, PORTALS)
            fetched = capture(number, f"http://p{portal}.gov.cn/{body}.html")
            insert_captures(connection, [fetched])
            source = source_of(fetched)
            figures = [f._replace(value=f.value + body, raw="") if f.value else f for f in read.figures]
            report = replace(read, organisation=f"第{body}局", adcode="410000", figures=tuple(figures))
            store(connection, source, rows_of(source, replace(report, title=f"{read.title}{portal}")))
    return connection


def peak(folder: Path, bodies: int) -> int:
    """The most bytes that following the versions took, after a first time that fills the caches of the program."""
    with closing(database(folder, bodies)) as connection:
        follow_versions(connection)
        tracemalloc.start()
        follow_versions(connection)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        told = connection.execute("SELECT COUNT(*), SUM(is_latest), COUNT(DISTINCT versions_of) FROM reports")
        assert told.fetchone() == (bodies * PORTALS, bodies, bodies)
    return most


def test_memory_does_not_grow_with_the_number_of_reports(tmp_path: Path) -> None:
    assert peak(tmp_path, 24) < 1.5 * peak(tmp_path, 6)


def test_groups_are_chained_by_body_and_by_address(tmp_path: Path) -> None:
    with closing(database(tmp_path, 3)) as connection:
        assert sorted(map(sorted, neighbourhoods(connection))) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
        connection.execute("UPDATE reports SET url = 'http://p0.gov.cn/0.html' WHERE report_no = 12")
        assert sorted(map(sorted, neighbourhoods(connection))) == [[1, 2, 3, 4, 9, 10, 11, 12], [5, 6, 7, 8]]
        connection.execute("UPDATE reports SET year = 1999 WHERE report_no = 12")
        assert sorted(map(sorted, neighbourhoods(connection))) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11], [12]]
