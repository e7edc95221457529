"""Where the reports of a portal stood when they were last seen."""

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class KnownReport(NamedTuple):
    """The address of a report, and what had been told of it beside its bytes; "" where nothing was."""

    url: str
    portal: str
    year: int
    title: str
    adcode: str
    published_on: str
    found_on: str
    link_text: str


_KNOWN = """
SELECT c.url, r.portal, r.year, COALESCE(d.title, r.title), COALESCE(d.adcode, ''), COALESCE(d.published_on, ''),
    COALESCE(c.found_on, ''), COALESCE(c.link_text, '')
FROM reports AS r JOIN captures AS c ON c.capture_id = r.capture_id
LEFT JOIN candidates AS d ON d.url = c.url AND d.found_on = COALESCE(c.found_on, '')
WHERE r.is_latest AND r.portal IN (SELECT value FROM json_each(?))
GROUP BY c.url
ORDER BY c.url
"""


def known_reports(connection: sqlite3.Connection, portals: Iterable[str]) -> list[KnownReport]:
    """The addresses of the latest versions of all reports of some portals, those that are gone too."""
    return [KnownReport(*row) for row in connection.execute(_KNOWN, (json.dumps(sorted(portals)),))]
