"""What an address served, time after time: a report, or the word that it is gone."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urldefrag

from pipelines.held_reports import HeldReport

# Of a run's captures, those that say with status 200 that the report is not there: the run looked and found no report.
_NOTE_MISSING = """
UPDATE captures SET outcome = 'missing'
WHERE run_id = :run_id AND status = 200 AND outcome IS NULL
    AND EXISTS (
        SELECT 1 FROM candidates AS d WHERE d.url = captures.url AND d.run_id = :run_id AND d.decision = 'failed'
    )
"""
_CAPTURES = """
SELECT capture_id, fetched_at, status, payload_digest, refers_to, outcome, run_id FROM captures
WHERE url = ? ORDER BY fetched_at, warc_file, warc_offset
"""
_SAME_READINGS = """
SELECT p.capture_id, p.report_id FROM copies AS p
WHERE p.relation = 'same_reading' AND p.report_id IN (SELECT report_id FROM reports WHERE url = ?)
"""
_GONE = (404, 410)
_REDIRECTS = (301, 302, 303, 307, 308)


class Sighting(NamedTuple):
    """What an address served at a moment: the report, "" where it was gone, which `served` then explains."""

    seen_at: str
    run_id: str
    url: str
    capture_id: str
    report_id: str
    served: str


def note_missing(connection: sqlite3.Connection, run_id: str) -> None:
    """Marks the captures of a run whose page says that the report is missing. A later run's decision takes their place."""
    connection.execute(_NOTE_MISSING, {"run_id": run_id})


def sightings_of(connection: sqlite3.Connection, reports: Sequence[HeldReport]) -> list[Sighting]:
    """The sightings of all addresses of some reports in the order of time, those of a pass together."""
    found = [
        sighting
        for url, served_at in sorted({(report.url, report.served_at) for report in reports})
        for sighting in _sightings(connection, url, served_at, {r.report_id for r in reports})
    ]
    return sorted(found)


def _sightings(connection: sqlite3.Connection, url: str, served_at: str, ids: set[str]) -> Iterator[Sighting]:
    # Two reports have one digest where the further pages of an article changed while the first did not.
    query = "SELECT payload_digest, report_id, capture_id FROM reports WHERE url = ? ORDER BY report_no"
    reports = connection.execute(query, (url,)).fetchall()
    by_digest = {digest: report_id for digest, report_id, _ in reports}
    by_capture = {capture_id: report_id for _, report_id, capture_id in reports}
    by_capture |= dict(connection.execute(_SAME_READINGS, (url,)).fetchall())
    for capture_id, at, status, digest, refers_to, outcome, run_id in connection.execute(_CAPTURES, (served_at,)):
        report = by_capture.get(capture_id) or by_digest.get(digest) or by_capture.get(refers_to, "")
        if report and status in (200, 304):
            served = "" if report in ids else "the address serves another report"
            yield Sighting(at, run_id, url, capture_id, report if report in ids else "", served)
        elif status in _GONE or outcome == "missing":
            words = f"status {status}" if status in _GONE else "a page that says that it is missing"
            yield Sighting(at, run_id, url, capture_id, "", words)
        elif status in _REDIRECTS:
            yield Sighting(at, run_id, url, capture_id, "", f"a redirect (status {status})")


def passes(sightings: Iterable[Sighting]) -> Iterator[list[Sighting]]:
    """Sightings by pass: those of one run, up to the moment when an address comes a second time."""
    current: list[Sighting] = []
    for sighting in sightings:
        if current and (sighting.run_id != current[0].run_id or any(s.url == sighting.url for s in current)):
            yield current
            current = []
        current.append(sighting)
    if current:
        yield current


def links_to(connection: sqlite3.Connection, urls: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The pages on which the links to some addresses stood, in any run."""
    query = "SELECT DISTINCT found_on FROM captures WHERE url = ? AND found_on IS NOT NULL"
    return {
        url: frozenset(urldefrag(found_on).url for (found_on,) in connection.execute(query, (url,))) for url in urls
    }


def covers_among(connection: sqlite3.Connection, pages: Iterable[str]) -> set[str]:
    """Those of some pages that only carry reports as attachments."""
    query = "SELECT 1 FROM candidates WHERE url = ? AND decision = 'cover' LIMIT 1"
    return {page for page in pages if connection.execute(query, (page,)).fetchone()}
