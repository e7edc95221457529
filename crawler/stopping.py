"""What is recorded of an address at which the crawl could not go on."""

from collections.abc import Iterator
from datetime import datetime

from archive.run import iso_utc
from crawler.discovery import HUB
from crawler.obstacles import Obstacle
from crawler.trail import Trail
from pipelines.items import Candidate, PortalVisit
from pipelines.source import portal_of


def stopped(
    trail: Trail, url: str, obstacle: Obstacle, is_closed: bool, now: datetime
) -> Iterator[Candidate | PortalVisit]:
    """The decision on the address, and the state of its portal.

    `is_closed` says that the portal of `url` is asked no more in this run. Where nothing but a guess led to the address its
    absence says nothing.
    """
    host = portal_of(url)
    decision = "blocked" if obstacle.blocked else "failed"
    is_column = not trail.is_guess and trail.role != "home"
    if trail.verdict or (is_column and obstacle.code == "robots_disallow"):
        yield trail.candidate(url, decision, obstacle.reason)
    # One of many columns that is missing is a dead link, not the state of the portal.
    is_dead_link = trail.role == HUB and not obstacle.blocked
    if is_closed or obstacle.code == "trap" or (trail.verdict is None and not trail.is_guess and not is_dead_link):
        reason, again = f"{obstacle.reason}: {url}", iso_utc(obstacle.try_again_at(now))
        yield PortalVisit(host, state=obstacle.code, reason=reason, try_again_at=again, closed=is_closed)
        if host != trail.portal:
            yield PortalVisit(trail.portal, state=obstacle.code, reason=reason, try_again_at=again)
