"""Which addresses may be fetched: registered portals, hosts under .gov.cn that a page links, and what the operator named."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from pipelines.source import DEFAULT_PORTS, portal_of


class NotAllowed(IgnoreRequest):
    """Raised for a request that leads out of the boundary; the message is the reason."""


@dataclass(frozen=True)
class Boundary:
    """Portals by host and port: those the operator named, and those of the registry."""

    named: frozenset[str]
    registered: frozenset[str]


def refusal(url: str, boundary: Boundary) -> str:
    """Why an address may not be fetched, "" where it may."""
    try:
        portal, host = portal_of(url), (urlsplit(url).hostname or "").lower()
    except ValueError:
        return "the address is malformed"
    if urlsplit(url).scheme not in DEFAULT_PORTS:
        return "the address is neither http nor https"
    if portal in boundary.named or portal in boundary.registered:
        return ""
    if is_private(host):
        return f"{portal} is an address inside a private network that was not named on the command line"
    if not host.endswith(".gov.cn"):
        return f"{portal} is not in the registry and not under .gov.cn"
    return ""


@lru_cache(maxsize=1024)  # it is asked of every request, several times
def is_private(host: str) -> bool:
    """Whether a host is this machine or an address that no public portal has."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
