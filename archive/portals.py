"""The portals of the registry in the database, and what is known of them when the next crawl is planned."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from archive.notes import Row
from archive.run import from_iso

_REGISTER = """
INSERT INTO portals (portal, name, adcode, home_url, section_url, state)
VALUES (:portal, :name, :adcode, :home_url, :section_url, 'never_crawled')
ON CONFLICT (portal) DO UPDATE
SET name = excluded.name, adcode = excluded.adcode, home_url = excluded.home_url, section_url = excluded.section_url
WHERE state = 'never_crawled'
"""
_STANDINGS = "SELECT portal, state, last_run_id, last_crawled_at, last_news_on, try_again_at FROM portals"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last crawls of a portal left: moments are aware, None where there was no such thing."""

    portal: str
    state: str
    last_run_id: str = ""
    last_crawled_at: datetime | None = None
    last_news_on: date | None = None  # the day of its latest report
    try_again_at: datetime | None = None  # when an obstacle may be gone


def register_portals(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Lists the registry's portals as never crawled, as far as they are new; drops those that it has no more.

    What a crawl learned of a portal stays. `rows` have the columns portal, name, adcode, home_url and section_url.
    """
    rows = list(rows)
    with connection:
        known = {portal for (portal,) in connection.execute("SELECT portal FROM portals WHERE state = 'never_crawled'")}
        gone = known - {str(row["portal"]) for row in rows}
        connection.executemany("DELETE FROM portals WHERE portal = ?", [(portal,) for portal in gone])
        connection.executemany(_REGISTER, [dict(row) for row in rows])


def standings(connection: sqlite3.Connection) -> dict[str, Standing]:
    """Every portal of the database by its host and port."""
    return {row[0]: _standing(*row) for row in connection.execute(_STANDINGS)}


def _standing(
    portal: str, state: str | None, run_id: str | None, crawled: str | None, news: str | None, again: str | None
) -> Standing:
    return Standing(
        portal,
        state or "",
        run_id or "",
        from_iso(crawled) if crawled else None,
        date.fromisoformat(news) if news else None,
        from_iso(again) if again else None,
    )
