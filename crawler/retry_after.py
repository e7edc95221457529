"""How long a Retry-After header asks to wait (RFC 9110, 10.2.3)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

LONGEST = timedelta(days=30)  # nobody means more; a date in the next century would close a portal for good


def waiting_time(value: str, now: datetime) -> timedelta | None:
    """What a header of seconds or an HTTP date asks for, between nothing and 30 days; None where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST)


def asked_wait(response: Response, now: datetime) -> timedelta | None:
    """How long a response asks to be left alone; only one that refuses for the moment can."""
    if response.status not in (429, 503):
        return None
    return waiting_time((response.headers.get("Retry-After") or b"").decode("latin-1"), now)
