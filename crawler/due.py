"""Which portals are to be crawled now, and in which order."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from archive.portals import Standing
from crawler.registry import Portal

# Reports are due on 31 January, and 31 March for governments; most of the late ones come in April.
SEASON = range(1, 5)  # months
QUARTER = timedelta(days=90)
# Days since the latest report, and after how long the portal is due again: in the season, and in the rest of the year.
RHYTHM = (
    (30, timedelta(days=1), timedelta(days=3)),
    (150, timedelta(days=1), timedelta(days=14)),
    (400, timedelta(days=1), timedelta(days=30)),  # it took part in the last season
    (800, timedelta(days=7), timedelta(days=60)),
)
SELDOM = (timedelta(days=14), QUARTER)  # without reports, or with old ones only
# A timer does not fire to the second, and a run takes hours: what is due a little later is due now.
SLACK = timedelta(hours=6)


def rhythm(last_news_on: date | None, today: date) -> timedelta:
    """After how long a portal with a report of that day is due again; a quarter of a year at most."""
    is_season = today.month in SEASON
    age = (today - last_news_on).days if last_news_on else None
    for days, in_season, else_ in RHYTHM:
        if age is not None and age <= days:
            return in_season if is_season else else_
    return SELDOM[0] if is_season else SELDOM[1]


def due(
    portals: Iterable[Portal], standings: Mapping[str, Standing], now: datetime, run_id: str, most: int
) -> list[Portal]:
    """At most `most` of the portals, those that are to be crawled at `now`; the first of each host and port.

    First what the run itself had begun with before it was interrupted, then what was never crawled, then what has
    waited longest. They are dealt out by city, because the portals of one often stand on one machine.
    """
    waiting: dict[str, tuple[int, datetime, Portal]] = {}
    for portal in portals:
        standing = standings.get(portal.key, Standing(portal.key, "never_crawled"))
        if portal.key not in waiting and (rank := _rank(standing, now, run_id)) is not None:
            waiting[portal.key] = (rank, standing.last_crawled_at or now, portal)
    ordered = sorted(waiting.values(), key=lambda each: each[:2])
    return list(_dealt([portal for _, _, portal in ordered[:most]]))


def _rank(standing: Standing, now: datetime, run_id: str) -> int | None:
    """0, 1 or 2 for a portal that is due, None for one that is not."""
    if standing.last_run_id == run_id:
        return 0
    if standing.last_crawled_at is None:
        return 1
    if standing.try_again_at and standing.try_again_at > standing.last_crawled_at:
        return 2 if now >= standing.try_again_at else None
    waited = now - standing.last_crawled_at + SLACK
    return 2 if waited >= rhythm(standing.last_news_on, now.date()) else None


def _dealt(portals: list[Portal]) -> Iterator[Portal]:
    """The portals, one of each city in turn."""
    cities: dict[str, deque[Portal]] = defaultdict(deque)
    for portal in portals:
        cities[portal.adcode[:4] or portal.key].append(portal)
    while cities:
        for city in list(cities):
            yield cities[city].popleft()
            if not cities[city]:
                del cities[city]
