"""What changed from one version of a report to the next, and when it went away, moved or came back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.copies import Ties
from pipelines.held_reports import HeldReport, Printed
from pipelines.likeness import changed_words, folded
from pipelines.sightings import Sighting, passes


class Revision(NamedTuple):
    """A row of `revisions`."""

    report_id: str
    previous_report_id: str | None
    seen_at: str
    capture_id: str
    kind: str
    table_key: str | None = None
    row_key: str | None = None
    column_key: str | None = None
    section: int | None = None
    before: str | None = None
    after: str | None = None


class Seen(NamedTuple):
    """When and by which capture something was seen."""

    seen_at: str
    capture_id: str


@dataclass
class Course:
    """How far the story of a report has been followed: what each address serves, and what each served before it went."""

    serving: dict[str, str] = field(default_factory=dict)  # report by URL
    gone: dict[str, tuple[str, str]] = field(default_factory=dict)  # report and the moment, by URL
    versions: list[int] = field(default_factory=list)  # in the order in which they turned up


@dataclass(frozen=True)
class Follower:
    """The documents of one report by id, the number of each one's version, and what ties their addresses."""

    reports: Mapping[str, HeldReport]
    version_of: Mapping[str, int]
    ties: Ties


def follow(follower: Follower, sightings: Sequence[Sighting]) -> tuple[list[Revision], Course]:
    """The revisions of one report in the order of time, and how things stand at the end."""
    course, revisions = Course(), list[Revision]()
    for together in passes(sightings):
        revisions += _pass(follower, course, together)
    return revisions, course


def _pass(follower: Follower, course: Course, sightings: Sequence[Sighting]) -> Iterator[Revision]:
    """What one look at all addresses shows. Who is gone is told last: by then it is known where the report is now."""
    before, known = dict(course.serving), list(course.versions)
    gone = dict(course.gone)
    here = [s for s in sightings if s.report_id]
    away = [s for s in sightings if not s.report_id and s.url in before]
    for sighting in here:
        course.serving[sighting.url] = sighting.report_id
        course.gone.pop(sighting.url, None)
        version = follower.version_of[sighting.report_id]
        if version not in course.versions:
            course.versions.append(version)
    for sighting in away:
        course.gone[sighting.url] = (course.serving.pop(sighting.url), sighting.seen_at)
    moved: set[str | None] = set()
    for sighting in here:
        if sighting.url in before:
            yield from _changed(follower, before[sighting.url], sighting)
        elif sighting.url in gone:
            yield from _came_back(follower, gone[sighting.url][0], sighting)
        elif known:
            for revision in _elsewhere(follower, course, sighting, known[-1]):
                moved |= {revision.before} if revision.kind == "moved" else set()
                yield revision
    for sighting in away:
        if sighting.url not in moved:
            seen = (sighting.seen_at, sighting.capture_id)
            yield Revision(before[sighting.url], None, *seen, "disappeared", before=sighting.url, after=sighting.served)


def _changed(follower: Follower, previous: str, sighting: Sighting) -> Iterator[Revision]:
    if previous != sighting.report_id:
        yield from changes(
            follower.reports[previous],
            follower.reports[sighting.report_id],
            Seen(sighting.seen_at, sighting.capture_id),
        )


def _came_back(follower: Follower, previous: str, sighting: Sighting) -> Iterator[Revision]:
    yield Revision(
        sighting.report_id, previous, sighting.seen_at, sighting.capture_id, "reappeared", after=sighting.url
    )
    yield from _changed(follower, previous, sighting)


def _elsewhere(follower: Follower, course: Course, sighting: Sighting, latest: int) -> Iterator[Revision]:
    """What an address shows that had not been known for this report, where another one had."""
    report = follower.reports[sighting.report_id]
    previous = _shown_as(follower, course, latest, sighting)
    if previous is None:
        return
    if previous.url in course.gone:
        seen = (sighting.seen_at, sighting.capture_id)
        yield Revision(report.report_id, previous.report_id, *seen, "moved", before=previous.url, after=sighting.url)
    if follower.version_of[report.report_id] != latest and not follower.ties.are_attached(previous, report):
        yield from changes(previous, report, Seen(sighting.seen_at, sighting.capture_id))


def _shown_as(follower: Follower, course: Course, version: int, sighting: Sighting) -> HeldReport | None:
    """A document of a version that stood at another address, one that is gone before one that still stands."""
    known = [r for r in follower.reports.values() if follower.version_of[r.report_id] == version]
    elsewhere = [report for report in known if report.url != sighting.url and report.fetched_at <= sighting.seen_at]
    return min(
        elsewhere, key=lambda report: (report.url not in course.gone, report.url, report.report_id), default=None
    )


def changes(previous: HeldReport, report: HeldReport, seen: Seen) -> Iterator[Revision]:
    """A row for each cell, section, title and date that differs. Cells that either document leaves unclear say nothing."""
    head = (report.report_id, previous.report_id, *seen)
    for before, after in ((previous.title, report.title), (previous.organisation, report.organisation)):
        if folded(before) != folded(after):
            yield Revision(*head, "title", before=before, after=after)
    for name in ("published_on", "signed_on"):
        first, second = getattr(previous, name), getattr(report, name)
        if first != second:
            yield Revision(*head, "date", column_key=name, before=first, after=second)
    for key in sorted(previous.cells.keys() | report.cells.keys()):
        old, new = previous.cells.get(key), report.cells.get(key)
        if _is_changed(old, new):
            yield Revision(*head, "cell", *key, before=_print(old), after=_print(new))
    for number in sorted(previous.sections.keys() | report.sections.keys()):
        yield from _changed_section(head, previous, report, number)


def _changed_section(
    head: tuple[str, str, str, str], previous: HeldReport, report: HeldReport, number: int
) -> Iterator[Revision]:
    old, new = (held.sections.get(number) for held in (previous, report))
    if old is None or new is None:
        yield Revision(*head, "section", section=number, before=old and old[1], after=new and new[1])
    elif folded("\n".join(old)) != folded("\n".join(new)):
        first, second = changed_words("\n".join(old), "\n".join(new))
        yield Revision(*head, "section", section=number, before=first, after=second)


def _is_changed(old: Printed | None, new: Printed | None) -> bool:
    if (old and old.state == "ambiguous") or (new and new.state == "ambiguous"):
        return False
    first, second = ((cell.said if cell and cell.is_known else None) for cell in (old, new))
    return first != second


def _print(cell: Printed | None) -> str | None:
    return cell.raw if cell and cell.is_known else None
