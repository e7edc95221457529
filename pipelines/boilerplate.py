"""How much of a report's prose is copied: from the body's report of the year before, or from others of its division."""

import sqlite3
from collections import Counter
from typing import NamedTuple

from pipelines.likeness import hashes_in

SHARE_DIGITS = 3

# What a new report is compared with, and what is compared with it: its division's reports of the year and of the next.
# Without a division there are no others to compare with, and only the body's own name to find it by. The list stands in a
# temporary table: it is as long as there are reports, and the reports in it are changed while it is gone through.
_LIST_STALE = """
CREATE TEMP TABLE stale AS
SELECT DISTINCT CASE WHEN r.adcode IS NULL THEN r.organisation ELSE '' END AS organisation, r.adcode, r.year + n.next AS year
FROM reports AS r
JOIN (SELECT 0 AS next UNION ALL SELECT 1) AS n
LEFT JOIN boilerplate AS b ON b.report_id = r.report_id
WHERE b.report_id IS NULL
"""
_OF_DIVISION = """
SELECT r.report_id, r.organisation, h.hashes FROM reports AS r JOIN sentence_hashes AS h ON h.report_no = r.report_no
WHERE r.adcode = ? AND r.year = ? ORDER BY r.report_id
"""
# "+": found by the body's name; all bodies without a division are many.
_OF_BODY = """
SELECT r.report_id, r.organisation, h.hashes FROM reports AS r JOIN sentence_hashes AS h ON h.report_no = r.report_no
WHERE r.organisation = ? AND +r.adcode IS NULL AND r.year = ? ORDER BY r.report_id
"""


class Prose(NamedTuple):
    """The hashes of the sentences of one report."""

    report_id: str
    organisation: str
    hashes: frozenset[bytes]


def measure_boilerplate(connection: sqlite3.Connection) -> None:
    """Fills `boilerplate` for the reports that are not in it, and anew for those that are compared with them."""
    connection.execute(_LIST_STALE)
    for organisation, adcode, year in connection.execute("SELECT organisation, adcode, year FROM stale"):
        this = _prose(connection, organisation, adcode, year)
        if not this:  # the year after a report mostly has none yet
            continue
        before = _prose(connection, organisation, adcode, year - 1)
        connection.executemany(
            "INSERT OR REPLACE INTO boilerplate (report_id, sentences, as_last_year, as_others) VALUES (?, ?, ?, ?)",
            _rows(this, before, has_others=adcode is not None),
        )
    connection.execute("DROP TABLE stale")


def _prose(connection: sqlite3.Connection, organisation: str, adcode: str | None, year: int) -> list[Prose]:
    found = (
        connection.execute(_OF_DIVISION, (adcode, year))
        if adcode
        else connection.execute(_OF_BODY, (organisation, year))
    )
    return [Prose(report_id, body, hashes_in(hashes)) for report_id, body, hashes in found]


def _rows(
    this: list[Prose], before: list[Prose], has_others: bool
) -> list[tuple[str, int, float | None, float | None]]:
    """Versions and copies of a report count once, and are no others."""
    by_body: dict[str, frozenset[bytes]] = {}
    for prose in this:
        by_body[prose.organisation] = by_body.get(prose.organisation, frozenset()) | prose.hashes
    bodies = Counter(sentence for hashes in by_body.values() for sentence in hashes)
    last_year: dict[str, frozenset[bytes]] = {}
    for prose in before:
        last_year[prose.organisation] = last_year.get(prose.organisation, frozenset()) | prose.hashes
    rows = []
    for prose in this:
        shared = sum(bodies[sentence] > 1 for sentence in prose.hashes)
        earlier = last_year.get(prose.organisation)
        as_last_year = None if earlier is None else _share(len(prose.hashes & earlier), prose)
        as_others = _share(shared, prose) if has_others and len(by_body) > 1 else None
        rows.append((prose.report_id, len(prose.hashes), as_last_year, as_others))
    return rows


def _share(part: int, prose: Prose) -> float | None:
    return round(part / len(prose.hashes), SHARE_DIGITS) if prose.hashes else None
