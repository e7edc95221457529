"""Which captures of a run are still to be read as reports."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from pipelines.article_pages import beginning_of_article, is_same_article
from pipelines.source import Source, portal_of
from pipelines.workers import HeldPart, Task

PAGE = 200  # tasks looked up at once

# To be read: what the run decided is a report, and all that an import brought but the pictures of a web archive, which are
# its logos and photographs. Where the capture only revisits a record, that record is what is read. A candidate reached
# from several pages is read with what the first of them says.
_FROM = """
FROM captures AS c
JOIN runs AS u ON u.run_id = c.run_id
JOIN captures AS o ON o.capture_id = COALESCE(c.refers_to, c.capture_id)
LEFT JOIN candidates AS d
    ON d.url = c.url AND d.run_id = c.run_id AND d.decision = 'report'
    AND d.found_on = (
        SELECT MIN(s.found_on) FROM candidates AS s
        WHERE s.url = c.url AND s.run_id = c.run_id AND s.decision = 'report'
    )
WHERE c.run_id = :run_id AND (c.status = 200 OR c.status = 304 AND o.status = 200) AND {state}
    AND (
        d.url IS NOT NULL
        OR u.kind = 'import' AND NOT (o.kind = 'response' AND COALESCE(o.media_type, '') LIKE 'image/%')
    )
"""
_TASKS = """
SELECT
    c.warc_file, c.warc_offset, c.capture_id, o.capture_id, o.url, o.payload_digest, d.portal, c.link_text, d.published_on,
    d.adcode, o.warc_file, o.warc_offset, u.kind = 'import' AND o.kind = 'response'
{tables} AND (c.warc_file, c.warc_offset) > (:file, :offset)
ORDER BY c.warc_file, c.warc_offset
LIMIT {page}
"""
_UNTOUCHED = _FROM.format(state="o.outcome IS NULL")
# A page that was read without the rest of its report: its pictures or the other pages of the article; or without pictures
# that came later, so that it may be read by now.
_AWAITING = _FROM.format(
    state="""(
    o.outcome IN ('awaits_pictures', 'awaits_pages')
    OR o.outcome = 'unread' AND EXISTS (
        SELECT 1 FROM pictures AS p
        WHERE p.capture_id = o.capture_id AND p.outcome = 'missing' AND p.picture_id IS NOT NULL
    )
)"""
)
_PICTURES = """
SELECT p.url, c.capture_id, c.warc_file, c.warc_offset
FROM pictures AS p JOIN captures AS c ON c.capture_id = p.picture_id
WHERE p.capture_id = ? AND p.picture_id <> p.capture_id
ORDER BY p.number
"""

# The first page of an article that was served again as it was before, of which nothing came yet in this run.
_REVISITED = _FROM.format(
    state="""c.refers_to IS NOT NULL AND o.outcome IN ('report', 'unchanged')
    AND EXISTS (SELECT 1 FROM reports AS r JOIN article_pages AS a USING (report_id) WHERE r.url = c.url)
    AND NOT EXISTS (SELECT 1 FROM reports AS r WHERE r.capture_id = c.capture_id)
    AND NOT EXISTS (SELECT 1 FROM copies AS s WHERE s.capture_id = c.capture_id)"""
)
# A page that was served again as it was before, and of whose pictures one is another (`pipelines.found_pictures`).
_SHOWN_OTHERWISE = _FROM.format(
    state="""c.refers_to IS NOT NULL
    AND EXISTS (SELECT 1 FROM pictures AS p WHERE p.capture_id = c.capture_id AND p.outcome = 'awaited')"""
)
_DIGESTS = """
SELECT k.payload_digest FROM pictures AS p LEFT JOIN captures AS k ON k.capture_id = p.picture_id
WHERE p.capture_id = ? ORDER BY p.number
"""
# The further pages that the latest report of an address was read with, up to a run.
_READ_WITH = """
SELECT a.url, k.payload_digest FROM article_pages AS a LEFT JOIN captures AS k ON k.capture_id = a.capture_id
WHERE a.report_id = (
    SELECT r.report_id FROM reports AS r JOIN captures AS c USING (capture_id)
    WHERE r.url = :url AND c.run_id <= :run_id ORDER BY c.run_id DESC, r.report_no DESC LIMIT 1
)
ORDER BY a.number
"""
_PAGES = """
SELECT c.url, o.capture_id, o.warc_file, o.warc_offset, o.payload_digest
FROM captures AS c JOIN captures AS o ON o.capture_id = COALESCE(c.refers_to, c.capture_id)
WHERE c.url >= :first AND c.url < :after AND c.run_id <= :run_id AND (c.status = 200 OR c.status = 304 AND o.status = 200)
ORDER BY c.run_id, c.warc_file, c.warc_offset
"""


def count_outstanding(connection: sqlite3.Connection, run_id: str) -> int:
    """How many captures of a run are still to be read."""
    (count,) = connection.execute(f"SELECT COUNT(*) {_UNTOUCHED}", {"run_id": run_id}).fetchone()
    return int(count)


def outstanding(connection: sqlite3.Connection, folder: Path, run_id: str) -> Iterator[Task]:
    """The captures of a run that are still to be read, in the order of the archive, looked up page by page."""
    for _, task in _tasks(connection, folder, _UNTOUCHED, run_id):
        yield task


def awaiting(connection: sqlite3.Connection, folder: Path, run_id: str) -> Iterator[Task]:
    """The pages of a run that are to be read with the rest of their report, each with what the archive holds of it."""
    for _, task in _tasks(connection, folder, _AWAITING, run_id):
        held = connection.execute(_PICTURES, (task.source.capture_id,)).fetchall()
        pages = _pages(connection, task.source.url, run_id)
        yield replace(task, pictures=tuple(HeldPart(*row) for row in held), pages=tuple(pages))
    for revisit, task in _tasks(connection, folder, _REVISITED, run_id):
        pages = _pages(connection, task.source.url, run_id)
        if changed := _changed(connection, task.source.url, run_id, pages):
            # The revisit is what dates the new version: the record that it refers to is the old one's.
            source = replace(task.source, capture_id=revisit, changed_parts=changed)
            yield replace(task, source=source, pictures=(), pages=tuple(pages))
    for revisit, task in _tasks(connection, folder, _SHOWN_OTHERWISE, run_id):
        held = connection.execute(_PICTURES, (revisit,)).fetchall()
        digests = tuple(digest or "" for (digest,) in connection.execute(_DIGESTS, (revisit,)))
        source = replace(task.source, capture_id=revisit, changed_parts=digests)
        yield replace(task, source=source, pictures=tuple(HeldPart(*row) for row in held))


def _changed(connection: sqlite3.Connection, url: str, run_id: str, pages: Mapping[HeldPart, str]) -> tuple[str, ...]:
    """The digests of an article's further pages where one is another than it was read with; () where none is."""
    now = {unquote(part.url): digest for part, digest in pages.items()}
    read = connection.execute(_READ_WITH, {"url": url, "run_id": run_id}).fetchall()
    if all(now.get(unquote(page)) == digest for page, digest in read):
        return ()
    return tuple(now.get(unquote(page), "") for page, _ in read)


def _pages(connection: sqlite3.Connection, url: str, run_id: str) -> dict[HeldPart, str]:
    """The latest captures, up to a run, at the addresses that differ from this one in the number of a page alone.

    Each has its digest.
    """
    beginning = beginning_of_article(url)
    place = {"first": beginning, "after": f"{beginning}\U0010ffff", "run_id": run_id}
    found = [(HeldPart(*row), str(digest)) for *row, digest in connection.execute(_PAGES, place)]
    return dict({part.url: (part, digest) for part, digest in found if is_same_article(part.url, url)}.values())


def _tasks(connection: sqlite3.Connection, folder: Path, tables: str, run_id: str) -> Iterator[tuple[str, Task]]:
    """The tasks, each with the capture of the run that asks for it."""
    query, place = _TASKS.format(tables=tables, page=PAGE), {"file": "", "offset": -1}
    while rows := connection.execute(query, {"run_id": run_id, **place}).fetchall():
        place = {"file": rows[-1][0], "offset": rows[-1][1]}
        yield from ((row[2], _task(folder, row[3:])) for row in rows)


def _task(folder: Path, row: tuple[str | int | None, ...]) -> Task:
    *told, warc_file, warc_offset, is_foreign = row
    capture_id, url, payload_digest, portal, link_text, published_on, adcode = (str(value or "") for value in told)
    source = Source(capture_id, url, payload_digest, portal or portal_of(url), link_text, published_on, adcode)
    return Task(source, folder, str(warc_file), int(warc_offset or 0), bool(is_foreign))
