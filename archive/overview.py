"""What the database says of itself: runs, portals, coverage, gaps."""

import sqlite3
from dataclasses import dataclass

_RUNS = """
SELECT run_id AS run, COALESCE(outcome, 'not ended') AS outcome, finished_at AS finished, responses, revisits,
    reports_new AS new, reports_changed AS changed, reports_unchanged AS unchanged, rejected, blocked, unread,
    resumed, seconds, peak_mb
FROM runs ORDER BY run_id DESC LIMIT 10
"""
_PORTAL_STATES = """
SELECT COALESCE(state, 'never_crawled') AS state, COUNT(*) AS portals, SUM(reports) AS reports,
    MAX(last_crawled_at) AS last_crawled
FROM portals GROUP BY 1 ORDER BY 2 DESC
"""
_PROVINCES = """
SELECT d.adcode, d.name AS province, COUNT(*) AS portals, SUM(p.state = 'ok') AS ok,
    SUM(p.state = 'no_reports') AS none, SUM(p.state NOT IN ('ok', 'no_reports', 'never_crawled')) AS obstacle,
    SUM(p.state = 'never_crawled') AS never_crawled, SUM(p.reports) AS reports
FROM portals AS p
JOIN divisions AS d ON d.adcode = substr(p.adcode, 1, 2) || '0000'
GROUP BY d.adcode HAVING SUM(p.last_crawled_at IS NOT NULL) ORDER BY d.adcode
"""
_PORTAL = """
SELECT portal, name, adcode, COALESCE(state, '') AS state, reason, try_again_at, cms, home_url, section_url,
    last_crawled_at, last_news_on, reports
FROM portals WHERE portal = ?
"""
_VISITS = """
SELECT run_id AS run, state, pages, failed, list_pages, reports, reports_new AS new, reports_changed AS changed,
    reports_unchanged AS unchanged, rejected, blocked, unread
FROM visits WHERE portal = ? ORDER BY run_id DESC LIMIT 20
"""
_LEFT = """
SELECT decision, rtrim(substr(reason, 1, instr(reason || ' http', ' http') - 1), ' :') AS why, COUNT(*) AS links,
    MIN(url) AS example
FROM candidates WHERE portal = ? GROUP BY decision, why ORDER BY 1, 3 DESC, 2
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
    "Portals by province, where one was crawled": _PROVINCES,
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


def read_portal(connection: sqlite3.Connection, portal: str) -> list[Listing]:
    """What is known of one portal; nothing where there is no such portal."""
    known = _listing(connection, portal, _PORTAL, portal)
    if not known.rows:
        return []
    facts = Listing(portal, ("", ""), [(name, value) for name, value in zip(known.columns, known.rows[0], strict=True)])
    visits = _listing(connection, "Visits, the last twenty", _VISITS, portal)
    links = _listing(connection, "Links by decision", _LEFT, portal)
    return [facts, *(listing for listing in (visits, links) if listing.rows)]


def open_runs(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The runs of which the database knows no end, each with its kind: one may be under way, the others died."""
    return connection.execute("SELECT run_id, kind FROM runs WHERE outcome IS NULL ORDER BY run_id").fetchall()


def failed_portals(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The portals that the last run could not crawl: host, state, and the reason in words."""
    return connection.execute(_FAILED).fetchall()


def _listing(connection: sqlite3.Connection, title: str, query: str, *values: str) -> Listing:
    cursor = connection.execute(query, values)
    return Listing(title, tuple(name for name, *_ in cursor.description), cursor.fetchall())
