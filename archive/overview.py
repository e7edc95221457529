"""What the database says of itself: runs, portals, coverage, gaps."""

import sqlite3
from dataclasses import dataclass

_RUNS = """
SELECT run_id AS run, COALESCE(outcome, 'under way') AS outcome, finished_at AS finished, responses, revisits,
    reports_new AS new, reports_changed AS changed, reports_unchanged AS unchanged, rejected, blocked, unread
FROM runs ORDER BY run_id DESC LIMIT 10
"""
_PORTAL_STATES = """
SELECT COALESCE(state, 'never_crawled') AS state, COUNT(*) AS portals, SUM(reports) AS reports,
    MAX(last_crawled_at) AS last_crawled
FROM portals GROUP BY 1 ORDER BY 2 DESC
"""
_TROUBLED = """
SELECT portal, name, state, reason, last_crawled_at AS last_crawled FROM portals
WHERE state NOT IN ('ok', 'never_crawled') ORDER BY last_crawled_at DESC, portal LIMIT 20
"""
_FAILED = """
SELECT portal, state, COALESCE(reason, '') FROM portals
WHERE last_run_id = (SELECT MAX(run_id) FROM runs WHERE kind = 'crawl') AND state NOT IN ('ok', 'no_reports')
ORDER BY portal
"""
_YEARS = """
SELECT year, COUNT(*) AS reports, COUNT(DISTINCT organisation || COALESCE(adcode, '')) AS bodies,
    SUM(reading = 'complete') AS complete, SUM(reading = 'partial') AS partial, SUM(cells_reported) AS cells_reported,
    SUM(cells_ambiguous) AS cells_ambiguous, SUM(contradictions > 0) AS contradict_themselves
FROM reports WHERE is_latest GROUP BY year ORDER BY year
"""
# SQLite takes `detail` from the row that has the least URL.
_UNREAD = """
SELECT reason, COUNT(*) AS documents, MIN(url) AS example, detail
FROM unread GROUP BY reason ORDER BY 2 DESC, 1
"""
_TITLES = {
    "Runs, the last ten": _RUNS,
    "Portals by state": _PORTAL_STATES,
    "Portals with an obstacle, the last twenty": _TROUBLED,
    "Reports by year reported on, latest versions": _YEARS,
    "Unread by reason": _UNREAD,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A table for people."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str | int | float | None, ...]]


def read_overview(connection: sqlite3.Connection) -> list[Listing]:
    """The listings that have rows."""
    listings = [_listing(connection, title, query) for title, query in _TITLES.items()]
    return [listing for listing in listings if listing.rows]


def failed_portals(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The portals that the last run could not crawl: host, state, and the reason in words."""
    return connection.execute(_FAILED).fetchall()


def _listing(connection: sqlite3.Connection, title: str, query: str) -> Listing:
    cursor = connection.execute(query)
    return Listing(title, tuple(name for name, *_ in cursor.description), cursor.fetchall())
