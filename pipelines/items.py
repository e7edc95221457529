"""What a spider hands on: decisions on links, fetched reports, and what it learned of a portal."""

from dataclasses import dataclass, field

from archive.capture import Capture


@dataclass(frozen=True)
class Candidate:
    """A link that might be a report, and what was decided; the fields are columns of the table `candidates`.

    `decision` is "report", "cover" (a page whose attachment is the report), "page" (a further one of the report that
    `found_on` begins), "rejected", "blocked" or "failed".
    """

    url: str
    title: str
    decision: str
    reason: str
    year: int | None
    published_on: str  # ISO 8601 or ""
    adcode: str
    portal: str
    found_on: str


@dataclass(frozen=True)
class FetchedReport:
    """A response taken for a report: where the archive keeps it, and its body with Content-Encoding undone."""

    candidate: Candidate
    capture: Capture
    declared_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class ListPage:
    """A page of a portal's report lists was walked."""

    portal: str


@dataclass(frozen=True)
class PortalVisit:
    """What became known of a portal; the fields but the last are columns of the table `portals`, None where nothing is known."""

    portal: str
    name: str | None = None
    adcode: str | None = None
    home_url: str | None = None
    section_url: str | None = None
    cms: str | None = None
    state: str | None = None  # an obstacle: blocked_412, soft_404, failed, …
    reason: str | None = None
    try_again_at: str | None = None  # UTC; before that it is not worth asking
    closed: bool = False  # no column: whether the portal was asked no more, so that there may be more than was found
