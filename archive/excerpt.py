"""Which captures belong together when a part of the archive is given out."""

import sqlite3
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is wanted, all conditions at once; "" and 0 stand for any. With none it is the whole archive."""

    report_id: str = ""
    organisation: str = ""
    portal: str = ""  # host, with the port where it is not the scheme's own
    year: int = 0

    @property
    def is_everything(self) -> bool:
        return not (self.is_of_reports or self.portal)

    @property
    def is_of_reports(self) -> bool:
        """Whether it is about reports; else it takes all that a portal served."""
        return bool(self.report_id or self.organisation or self.year)


_EVERYTHING = "INSERT INTO chosen SELECT capture_id FROM captures"
# "0" sorts right after "/": what is between is all that begins with the host.
_PORTAL = """
INSERT OR IGNORE INTO chosen
SELECT capture_id FROM captures
WHERE url >= 'http://' || :portal || '/' AND url < 'http://' || :portal || '0'
    OR url >= 'https://' || :portal || '/' AND url < 'https://' || :portal || '0'
"""
# Every capture of the reports' addresses, revisits and other versions too.
_REPORTS = """
INSERT OR IGNORE INTO chosen
SELECT capture_id FROM captures WHERE url IN (
    SELECT c.url
    FROM reports AS r JOIN captures AS c ON c.capture_id = r.capture_id
    WHERE (:report_id = '' OR r.report_id = :report_id)
        AND (:organisation = '' OR r.organisation = :organisation)
        AND (:portal = '' OR r.portal = :portal)
        AND (:year = 0 OR r.year = :year)
)
"""
# What the same runs fetched around them: the page that led to a report, and the files and pictures of its page.
_AROUND = """
INSERT OR IGNORE INTO chosen
SELECT led.capture_id
FROM chosen JOIN captures AS c ON c.capture_id = chosen.capture_id
JOIN captures AS led ON led.url = c.found_on AND led.run_id = c.run_id
UNION
SELECT part.capture_id
FROM captures AS part
WHERE part.found_on IN (SELECT c.url FROM chosen JOIN captures AS c ON c.capture_id = chosen.capture_id)
"""
# A revisit shows nothing without the record that holds its payload.
_ORIGINALS = """
INSERT OR IGNORE INTO chosen
SELECT held.capture_id
FROM chosen JOIN captures AS c ON c.capture_id = chosen.capture_id
JOIN captures AS held ON held.capture_id = c.refers_to
"""


def choose_captures(connection: sqlite3.Connection, excerpt: Excerpt) -> int:
    """Lists the captures of an excerpt in the temporary table `chosen`; returns how many they are."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (capture_id TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("DELETE FROM chosen")
    if excerpt.is_everything:
        connection.execute(_EVERYTHING)
    else:
        if not excerpt.is_of_reports:
            connection.execute(_PORTAL, asdict(excerpt))
        for statement in (_REPORTS, _AROUND, _ORIGINALS):
            connection.execute(statement, asdict(excerpt))
    (count,) = connection.execute("SELECT COUNT(*) FROM chosen").fetchone()
    return int(count)
