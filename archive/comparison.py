"""Compares what an archive's records hold with what the index, the database and the revisits say of them.

Every file must have been verified before (`archive.verify.verify_file`), into the scratch database that these take.
"""

import sqlite3
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from archive.database import check_database
from archive.errors import ForeignDatabase
from archive.index import INDEX_NAME, parse_line
from archive.insert import CAPTURE_COLUMNS
from archive.verify import Problem, Problems, Remedy

_COLUMNS = ", ".join(CAPTURE_COLUMNS)
# What is listed and not held: lost with its file or with a damaged part of it; else the list is wrong.
_NOT_HELD = """
SELECT
    l.capture_id, l.url, l.file,
    NOT EXISTS (SELECT 1 FROM held WHERE warc_file = l.file) OR l.file IN (SELECT file FROM damaged_files)
FROM ({listed}) AS l WHERE l.capture_id NOT IN (SELECT capture_id FROM held)
ORDER BY l.file, l.capture_id
"""
_DANGLING = """
SELECT v.warc_file, v.warc_offset, v.url, v.refers_to, (
    SELECT s.capture_id FROM held AS s WHERE s.payload_digest = v.payload_digest AND s.kind <> 'revisit' LIMIT 1
)
FROM held AS v LEFT JOIN held AS o ON o.capture_id = v.refers_to
WHERE v.kind = 'revisit' AND (o.kind IS NULL OR o.kind = 'revisit' OR o.payload_digest <> v.payload_digest)
"""
_ORPHANS = """
WITH known AS (
    SELECT capture_id FROM held UNION ALL SELECT capture_id FROM published.captures WHERE NOT ({is_settled})
)
SELECT 'report ' || report_id FROM published.reports WHERE capture_id NOT IN (SELECT capture_id FROM known)
UNION ALL
SELECT 'unread ' || url FROM published.unread WHERE capture_id NOT IN (SELECT capture_id FROM known)
UNION ALL
SELECT 'member ' || member FROM published.members WHERE capture_id NOT IN (SELECT capture_id FROM known)
"""


def verify_revisits(scratch: sqlite3.Connection) -> Problems:
    """Revisits whose record is gone, or holds other bytes."""
    for file, offset, url, refers_to, same in scratch.execute(_DANGLING):
        elsewhere = f"; the record {same} holds the same bytes" if same else ""
        yield Problem(
            Remedy.COPY,
            f"{file} at offset {offset}: revisits the record {refers_to} of {url}, which the archive does not hold{elsewhere}",
        )


def verify_index(scratch: sqlite3.Connection, folder: Path, open_runs: Iterable[str]) -> Problems:
    """Where the index and the files differ; runs whose files are open are not in it yet."""
    path = folder / INDEX_NAME
    try:
        with path.open("rb") as file:
            scratch.executemany("INSERT INTO indexed VALUES (?, ?, ?, ?)", map(_index_row, file))
        with path.open("rb") as file:
            if any(line >= following for line, following in pairwise(file)):
                yield Problem(Remedy.REPAIR, f"{INDEX_NAME}: the lines are out of order")
    except (OSError, ValueError, KeyError) as error:
        yield Problem(Remedy.REPAIR, f"{INDEX_NAME} cannot be read ({error})")
        return
    yield from _not_held(scratch, "SELECT capture_id, url, file FROM indexed", INDEX_NAME)
    query = """
        SELECT capture_id, url, file FROM indexed WHERE line NOT IN (SELECT line FROM held)
            AND capture_id IN (SELECT capture_id FROM held)
    """
    for capture_id, url, _ in scratch.execute(query):
        yield Problem(
            Remedy.REPAIR, f"{INDEX_NAME} lists the capture {capture_id} of {url}, and its record says otherwise"
        )
    query = f"SELECT {_COLUMNS} FROM held WHERE line NOT IN (SELECT line FROM indexed) AND {_is_settled(open_runs)}"
    yield from _not_listed(scratch, query, INDEX_NAME)


def _index_row(line: bytes) -> tuple[bytes, str, str, str]:
    entry = parse_line(line)
    return line, entry.capture_id, entry.url, entry.filename


def verify_database(scratch: sqlite3.Connection, path: Path, live_runs: Iterable[str]) -> Problems:
    """Where the database and the files differ, and where the database contradicts itself; live runs are left out."""
    try:
        check_database(path)
    except ForeignDatabase as error:
        yield Problem(Remedy.REPAIR, str(error))
        return
    scratch.commit()
    scratch.execute("ATTACH ? AS published", (f"{path.resolve().as_uri()}?mode=ro",))
    try:
        for (message,) in scratch.execute("PRAGMA published.quick_check(20)"):
            if message != "ok":
                yield Problem(Remedy.REPAIR, f"{path.name} is damaged: {message}")
        yield from _compare_database(scratch, path.name, _is_settled(live_runs))
    except sqlite3.DatabaseError as error:
        yield Problem(Remedy.REPAIR, f"{path.name} is damaged: {error}")


def _compare_database(scratch: sqlite3.Connection, name: str, is_settled: str) -> Problems:
    listed = f"SELECT {_COLUMNS} FROM published.captures WHERE {is_settled}"
    held = f"SELECT {_COLUMNS} FROM held WHERE {is_settled}"
    yield from _not_held(scratch, f"SELECT capture_id, url, warc_file AS file FROM ({listed})", name)
    differing = (
        f"SELECT capture_id, url FROM ({listed} EXCEPT {held}) WHERE capture_id IN (SELECT capture_id FROM held)"
    )
    for capture_id, url in scratch.execute(differing):
        yield Problem(Remedy.REPAIR, f"{name} lists the capture {capture_id} of {url}, and its record says otherwise")
    unlisted = f"SELECT * FROM ({held}) WHERE capture_id NOT IN (SELECT capture_id FROM published.captures)"
    yield from _not_listed(scratch, unlisted, name)
    for (what,) in scratch.execute(_ORPHANS.format(is_settled=is_settled)):
        yield Problem(Remedy.REPAIR, f"{name}: the archive does not hold the document of {what}")
    for first, second, wrong in (
        ("noted_runs", "published.runs", f"{name} does not list the run"),
        ("published.runs", "noted_runs", f"the archive has no file of a run that {name} lists:"),
    ):
        query = f"SELECT run_id FROM {first} WHERE run_id NOT IN (SELECT run_id FROM {second}) AND {is_settled}"
        for (run_id,) in scratch.execute(query):
            yield Problem(Remedy.REPAIR, f"{wrong} {run_id}")


def _not_held(scratch: sqlite3.Connection, listed: str, name: str) -> Problems:
    for capture_id, url, file, is_lost in scratch.execute(_NOT_HELD.format(listed=listed)):
        if is_lost:
            yield Problem(
                Remedy.COPY, f"lost with a part of {file}: the capture {capture_id} of {url}, which {name} lists"
            )
        else:
            yield Problem(Remedy.REPAIR, f"{name} lists the capture {capture_id} of {url}, and no record is like it")


def _not_listed(scratch: sqlite3.Connection, query: str, name: str) -> Problems:
    # After a run that died they are thousands, and one remedy helps them all: the first of each file stands for them.
    query = f"SELECT capture_id, url, warc_file, MIN(warc_offset), COUNT(*) FROM ({query}) GROUP BY warc_file"
    for capture_id, url, file, offset, number in scratch.execute(query):
        others = f", nor {number - 1:,} more of that file" if number > 1 else ""
        yield Problem(
            Remedy.REPAIR,
            f"{name} does not list the capture {capture_id} of {url} as {file} holds it at offset {offset}{others}",
        )


def _is_settled(live_runs: Iterable[str]) -> str:
    """The SQL condition that leaves out runs under way; their ids are made of digits, letters and hyphens."""
    return "run_id NOT IN ({})".format(", ".join(f"'{run_id.replace(chr(39), '')}'" for run_id in live_runs))
