"""The values that reading a document gives."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Key = tuple[str, str, str]  # of table, row and column: what names a cell of a form


class FindingKind(StrEnum):
    """How grave a finding is."""

    CONTRADICTION = "contradiction"  # what is printed can't all be true
    OMISSION = "omission"  # a total or a part of one is left blank, nothing contradicts


class State(StrEnum):
    """What is known of a cell. Only a reported cell has a value."""

    REPORTED = "reported"
    BLANK = "blank"  # printed empty, or as /, — or 无
    TEXT = "text"  # words are printed, no number
    AMBIGUOUS = "ambiguous"  # words and numbers don't line up: not read
    ABSENT = "absent"  # the document has no such row or column


class Figure(NamedTuple):
    """One cell of the form as the report prints it. `value` is in `unit`; `raw` is what is printed."""

    table_key: str
    row_key: str
    column_key: str
    state: State
    value: int | float | None = None
    raw: str = ""
    unit: str | None = None
    place: str = ""
    reason: str = ""  # why it is not read, for ambiguous cells
    confidence: float | None = None  # 0 to 1 where it is recognised in a picture

    @property
    def key(self) -> Key:
        """Table, row and column key."""
        return self.table_key, self.row_key, self.column_key


@dataclass(frozen=True, slots=True)
class Section:
    """One of the form's sections. `number` is its place in the form, `heading` what is printed."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong inside a report. `expected` and `found` are the two sides, `quote` the printed words."""

    rule: str
    table_key: str
    row_key: str
    column_key: str
    expected: float | None
    found: float | None
    message: str
    quote: str
    kind: FindingKind = FindingKind.CONTRADICTION


class Telling(NamedTuple):
    """What one source tells of who reports, on what and when. `reason` says why it was chosen, "" where it was not."""

    field: str  # title, organisation, year, published_on, signed_on
    value: str
    source: str  # printed, declared, link, title, period, account, sheet, signature, publisher, list
    is_chosen: bool
    reason: str


class PictureOutcome(NamedTuple):
    """What became of a picture of a web page that may be a table of its report; `number` counts them from 1."""

    number: int
    url: str
    outcome: str  # awaited, read, no_table, missing, unread
    detail: str = ""
    payload_digest: str = ""  # of its bytes, where the page itself holds them


class PageOutcome(NamedTuple):
    """What became of a further page of an article; the first has number 1."""

    number: int
    url: str
    outcome: str  # read, missing, unread, other (it is another document)
    detail: str = ""
    capture_id: str = ""  # "" where the archive does not hold it


@dataclass(frozen=True, slots=True)
class Report:
    """A document read as an annual report. Dates are ISO 8601 or ""; `adcode` is "" where it can't be told."""

    title: str
    organisation: str
    adcode: str
    year: int
    form: str
    published_on: str
    signed_on: str
    reading: str  # "complete" or "partial"
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    cells_reported: int
    cells_expected: int
    read_by: str = "text"  # "ocr" where a page of it is a picture, "libreoffice" where that converted it
    identity: tuple[Telling, ...] = ()  # where title, organisation, year and dates are from, and what else tells them
    left_unread: str = ""  # what of the document could not be read, besides cells: its tables, where they are no form's
    pictures: tuple[PictureOutcome, ...] = ()  # of a web page
    pages: tuple[PageOutcome, ...] = ()  # of an article that was cut into several, after the first


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that looked like a report and could not be read as one."""

    reason: str  # one of a short list: empty, damaged, unknown_format, not_a_report, no_tables, no_year, crashed, …
    detail: str  # what is wrong, where, and what to do
    members: "tuple[MemberOutcome, ...]" = ()  # of a container
    pictures: tuple[PictureOutcome, ...] = ()  # of a web page


AWAITS_PICTURES = "awaits_pictures"  # the reason of a page that is to be read again, with its pictures
AWAITS_PAGES = "awaits_pages"  # the reason of a page of an article that is to be read again, with the others
FURTHER_PAGE = "further_page"  # the reason of a page of an article that is read with the first

# What is no gap in our reading, where nobody took the document for a report yet.
NOT_REPORTS = frozenset({"not_a_report", "unknown_format", "empty"})


class Outcome(StrEnum):
    """What became of a file in a container."""

    REPORT = "report"
    COPY = "copy"  # of another member: the same report in another file
    UNREAD = "unread"
    NOT_REPORT = "not_report"
    PICTURE = "picture"  # of a page in the container, read with it


class MemberOutcome(NamedTuple):
    """A file in a container and what it is. `reason` and `detail` say why it is unread or no report.

    `same_as` names the member that a copy repeats.
    """

    name: str
    size: int  # bytes, unpacked
    outcome: Outcome
    reason: str = ""
    detail: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document or container was read as: its reports by member name ("" for a document), the best one first.

    `unread` says why there is none. `members` lists all members of a container.
    """

    reports: tuple[tuple[str, Report], ...] = ()
    unread: Unread | None = None
    members: tuple[MemberOutcome, ...] = ()

    @property
    def best(self) -> Report | Unread:
        """The first report, or why there is none. Raises ValueError for a reading of nothing."""
        if self.reports:
            return self.reports[0][1]
        if self.unread is None:
            raise ValueError("a reading holds a report, or says why there is none")
        return self.unread
