"""Which documents may be of one report, one group after another: of millions of reports only one group is held at a time."""

import sqlite3
from array import array
from collections.abc import Iterator

# Reports that something may be told of: with another document of the same body and year, with another version at the same
# address, or with an address (that of the container, for a file in one) where something else was served.
_TOGETHER = """
SELECT r.report_no FROM (
    SELECT report_no FROM reports AS r
    JOIN (
        SELECT organisation, year, adcode FROM reports WHERE organisation <> ''
        GROUP BY organisation, year, adcode HAVING COUNT(*) > 1
    ) AS g ON g.organisation = r.organisation AND g.year = r.year AND g.adcode IS r.adcode
    UNION
    SELECT report_no FROM reports WHERE url IN (SELECT url FROM reports GROUP BY url HAVING COUNT(*) > 1)
    UNION
    SELECT r.report_no FROM captures AS c JOIN reports AS r ON r.url = c.url
    WHERE c.status NOT IN (200, 304) OR c.outcome = 'missing'
    UNION
    SELECT r.report_no FROM captures AS c JOIN reports AS r ON r.url > c.url || '#' AND r.url < c.url || '$'
    WHERE c.status NOT IN (200, 304) OR c.outcome = 'missing'
) AS t
JOIN reports AS r ON r.report_no = t.report_no LEFT JOIN captures AS c ON c.capture_id = r.capture_id
ORDER BY COALESCE(c.fetched_at, ''), r.url, r.report_id
"""
# Those beside a report: of its body and year, or of its address and year.
_BESIDE = """
SELECT o.report_no FROM reports AS r
JOIN reports AS o ON o.organisation = r.organisation AND o.year = r.year AND o.adcode IS r.adcode
WHERE r.report_no = :number AND r.organisation <> ''
UNION
SELECT o.report_no FROM reports AS r JOIN reports AS o ON o.url = r.url AND o.year = r.year WHERE r.report_no = :number
"""


def neighbourhoods(connection: sqlite3.Connection) -> Iterator[list[int]]:
    """The numbers of the reports that may be one report: chained by body and year, or by address and year.

    Groups come in the order in which their first documents were fetched. Between two of them the reports may be changed,
    but for what they are found by.
    """
    numbers = array("q", (number for (number,) in connection.execute(_TOGETHER)))  # 8 bytes each, before any is changed
    is_told = bytearray(max(numbers, default=0) + 1)
    for number in numbers:
        if not is_told[number]:
            group = _chained(connection, number)
            for other in group:
                is_told[other] = 1
            yield group


def _chained(connection: sqlite3.Connection, number: int) -> list[int]:
    found, waiting = {number}, [number]
    while waiting:
        beside = {other for (other,) in connection.execute(_BESIDE, {"number": waiting.pop()})} - found
        found |= beside
        waiting.extend(beside)
    return list(found)
