"""Which rows of `reports` are versions and copies of one report, and which of them is the latest.

A report is what a body says of a year, wherever it is served. All of this is worked out anew at the end of a run from
what the database holds, so that it does not matter in which order the documents came.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations

from archive.database import complete_for_readers
from archive.insert import Value, insert_copies, insert_revisions
from pipelines.boilerplate import measure_boilerplate
from pipelines.copies import Ties, are_one_report, clusters, copy_row, differing_cells
from pipelines.held_reports import HeldReport, held_reports
from pipelines.neighbours import neighbourhoods
from pipelines.revisions import Course, Follower, follow
from pipelines.sightings import covers_among, links_to, sightings_of

_DAY = 10  # characters of a moment

_FORGET = (
    "DELETE FROM revisions",
    "DELETE FROM copies WHERE relation <> 'same_reading'",
    "DELETE FROM findings WHERE rule = 'captures_disagree'",
    """
UPDATE reports SET versions_of = report_id, version = 1, is_latest = 1, copy_of = NULL, gone_at = NULL
WHERE version <> 1 OR is_latest <> 1 OR copy_of IS NOT NULL OR gone_at IS NOT NULL OR versions_of <> report_id
""",
)
_CONTRADICTIONS = """
UPDATE reports SET contradictions = n.contradictions
FROM (
    SELECT r.report_id, SUM(f.kind IS 'contradiction') AS contradictions
    FROM reports AS r LEFT JOIN findings AS f ON f.report_id = r.report_id
    WHERE r.report_id IN (SELECT value FROM json_each(?))
    GROUP BY r.report_id
) AS n
WHERE n.report_id = reports.report_id
"""


def complete(connection: sqlite3.Connection) -> None:
    """Works out what no single report tells, and makes the database ready for its readers: for the end of a run."""
    with connection:
        follow_versions(connection)
        measure_boilerplate(connection)
    complete_for_readers(connection)


def follow_versions(connection: sqlite3.Connection) -> None:
    """Fills `revisions`, the copies at other addresses, and for every report its place among the versions."""
    doubted = "SELECT DISTINCT report_id FROM findings WHERE rule = 'captures_disagree'"
    disagreeing = {report_id for (report_id,) in connection.execute(doubted)}
    for statement in _FORGET:
        connection.execute(statement)
    for documents in _documents_by_report(connection):
        disagreeing |= _follow(connection, *documents)
    _count_contradictions(connection, disagreeing)


def _documents_by_report(connection: sqlite3.Connection) -> Iterator[tuple[list[HeldReport], Ties]]:
    """The documents of each report, in the order in which they were first fetched, with what ties their addresses."""
    for numbers in neighbourhoods(connection):
        neighbours = held_reports(connection, numbers)
        links = links_to(connection, {report.served_at for report in neighbours})
        ties = Ties(links, covers_among(connection, frozenset(chain.from_iterable(links.values()))))
        found: list[list[HeldReport]] = []
        for report in neighbours:
            joined = [group for group in found if any(_are_one(report, other, ties) for other in group)]
            found = [group for group in found if group not in joined]
            found.append([report, *chain.from_iterable(joined)])
        for group in found:
            yield sorted(group, key=_first_fetched), ties


def _are_one(one: HeldReport, other: HeldReport, ties: Ties) -> bool:
    is_same_body = (one.organisation, one.adcode) == (other.organisation, other.adcode) and bool(one.organisation)
    return one.url == other.url or (is_same_body and are_one_report(one, other, ties))


def _first_fetched(report: HeldReport) -> tuple[str, str, str]:
    return report.fetched_at, report.url, report.report_id


def _follow(connection: sqlite3.Connection, documents: Sequence[HeldReport], ties: Ties) -> set[str]:
    """Stores all that is to be told of one report; returns the ids of its documents that disagree with others."""
    versions = clusters(documents, ties)
    version_of = {held.report_id: number for number, held_alike in enumerate(versions) for held in held_alike}
    follower = Follower({report.report_id: report for report in documents}, version_of, ties)
    revisions, course = follow(follower, sightings_of(connection, documents))
    insert_revisions(connection, revisions)
    served_first = [sorted(alike, key=lambda held: held.url not in course.serving) for alike in versions]
    insert_copies(connection, [copy_row(head, copy, ties) for head, *others in served_first for copy in others])
    latest = _latest(served_first, course, version_of)
    for number, (head, *others) in enumerate(served_first):
        for held in (head, *others):
            gone_at = course.gone[held.url][1] if held.url in course.gone else None
            copy_of = None if held is head else head.report_id
            row = (documents[0].report_id, number + 1, held is latest, copy_of, gone_at, held.report_no)
            connection.execute(_PLACE, row)
    return _store_disagreements(connection, [follower.reports[held] for held in course.serving.values()], version_of)


def _latest(versions: Sequence[Sequence[HeldReport]], course: Course, version_of: dict[str, int]) -> HeldReport:
    """The best document of the version that turned up last, of those that an address serves, or served in the end.

    Of versions that turned up on the same day, as a page and its attachment do, it is the one that was read best.
    """
    current = list(course.serving.values()) or [report_id for report_id, _ in course.gone.values()]
    numbers = sorted({version_of[report_id] for report_id in current}) or range(len(versions))
    heads = [versions[number][0] for number in numbers]
    return max(heads, key=lambda head: (head.fetched_at[:_DAY], head.cells_reported, head.fetched_at))


def _store_disagreements(
    connection: sqlite3.Connection, served: Iterable[HeldReport], version_of: dict[str, int]
) -> set[str]:
    """Lists as findings where documents of one report that are served side by side print different numbers."""
    disagreeing = set()
    for one, other in combinations(sorted(served, key=_first_fetched), 2):
        if version_of[one.report_id] != version_of[other.report_id]:
            rows = [*_disagreements(one, other), *_disagreements(other, one)]
            connection.executemany(_INSERT_FINDING, rows)
            disagreeing |= {str(report_id) for report_id, *_ in rows}
    return disagreeing


_PLACE = """
UPDATE reports SET versions_of = ?, version = ?, is_latest = ?, copy_of = ?, gone_at = ? WHERE report_no = ?
"""
_INSERT_FINDING = """
INSERT INTO findings (report_id, rule, kind, table_key, row_key, column_key, expected, found, message, quote)
VALUES (?, 'captures_disagree', 'contradiction', ?, ?, ?, ?, ?, ?, ?)
"""


def _disagreements(report: HeldReport, other: HeldReport) -> Iterator[tuple[Value, ...]]:
    for key, here, there in differing_cells(report, other):
        printed, theirs = (f"“{cell.raw}”" if cell.raw else "nothing" for cell in (here, there))
        message = f"another document of the same report prints {theirs} where this one prints {printed}: {other.url}"
        yield (report.report_id, *key, there.value, here.value, message, f"{printed} ≠ {theirs} ({other.report_id})")


def _count_contradictions(connection: sqlite3.Connection, report_ids: Iterable[str]) -> None:
    connection.execute(_CONTRADICTIONS, (json.dumps(sorted(report_ids)),))
