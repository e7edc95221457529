"""Reads the files in a container, of which one or several are annual reports."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice
from mimetypes import guess_type
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote, urlsplit

from pipelines.blocks import Document
from pipelines.containers import Member, unpack
from pipelines.dates import read_years
from pipelines.readers.unreadable import Unreadable
from pipelines.report import NOT_REPORTS, MemberOutcome, Outcome, Reading, Report, State, Unread

NAMED = 10  # members that a message names
TITLE_WORDS = ("信息公开", "年报", "年度报告")  # a file name with one of them is a title

ReadDocument = Callable[[bytes, str, str, str], Report | Unread]
"""What a document is, from its bytes, its name, its declared media type and the words of the link that led to it."""


def with_pictures_beside(document: Document, data: bytes, name: str) -> Document:
    """The document of a page in a container, with those of its pictures that lie in the container, too."""
    wanted = {picture.source: _beside(name, picture.source) for picture in document.pictures if picture.data is None}
    wanted = {source: beside for source, beside in wanted.items() if beside}
    if not wanted:
        return document
    names = set(wanted.values())
    held = {each.name: each.content for each in unpack(data) if each.name in names and isinstance(each.content, bytes)}
    pictures = tuple(
        # As the address of a member is written.
        picture._replace(source=f"#{quote(beside)}", data=held[beside])
        if (beside := wanted.get(picture.source)) in held
        else picture
        for picture in document.pictures
    )
    return replace(document, pictures=pictures)


def _beside(name: str, source: str) -> str:
    """The name of the file to which a page in a container refers by a path, "" for an address of another kind."""
    parts = urlsplit(source.replace("\\", "/"))
    return "" if parts.scheme or parts.netloc else normpath(join(dirname(name), unquote(parts.path)))


def read_members(data: bytes, link_text: str, read: ReadDocument) -> Reading:
    """The different reports in a container, and what each member is. Nothing in it is passed over in silence.

    The first report is of the year that the link names if there is one, else the one with the most cells read. Another
    file with the same body, year and numbers is a copy; all others are reports of their own.
    """
    try:
        outcomes = list(_read_each(data, link_text, read))
    except Unreadable as error:
        return Reading(unread=Unread(error.reason, error.detail))
    shown = {unquote(urlsplit(p.url).fragment) for _, read_as in outcomes for p in read_as.pictures}
    reports = [(m.name, report) for m, report in outcomes if isinstance(report, Report) and m.name not in shown]
    kept, copies = _part_copies(_ranked(reports, read_years(link_text)))
    members = tuple(
        MemberOutcome(member.name, member.size, Outcome.PICTURE)
        if member.name in shown
        else _outcome_of(member, read_as, copies)
        for member, read_as in outcomes
    )
    placed = tuple((name, _with_member(report, name)) for name, report in kept)
    return Reading(placed, None if kept else _why_none(members), members)


def _read_each(data: bytes, link_text: str, read: ReadDocument) -> Iterator[tuple[Member, Report | Unread]]:
    members = unpack(data)
    first = list(islice(members, 2))
    # What a link says of a container holds for the only file in it, and may be wrong of each where there are several.
    link_text = link_text if len(first) == 1 else ""
    for member in chain(first, members):
        if isinstance(member.content, Unreadable):
            yield member, Unread(member.content.reason, member.content.detail)
        else:
            stem = PurePosixPath(member.name).stem
            title = stem if any(word in stem for word in TITLE_WORDS) else link_text
            declared_type = guess_type(member.name)[0] or ""
            yield member._replace(content=b""), read(member.content, member.name, declared_type, title)


def _ranked(reports: list[tuple[str, Report]], years: list[int]) -> list[tuple[str, Report]]:
    def rank(pair: tuple[str, Report]) -> tuple[bool, bool, int]:
        return pair[1].year in years, pair[1].reading == "complete", pair[1].cells_reported

    return sorted(reports, key=rank, reverse=True)


def _part_copies(ranked: list[tuple[str, Report]]) -> tuple[list[tuple[str, Report]], dict[str, str]]:
    """The reports that differ, and for each other one the name of that which it repeats."""
    kept: list[tuple[str, Report]] = []
    copies: dict[str, str] = {}
    for name, report in ranked:
        original = next((other for other, held in kept if _repeats(report, held)), "")
        if original:
            copies[name] = original
        else:
            kept.append((name, report))
    return kept, copies


def _repeats(report: Report, held: Report) -> bool:
    """Whether it is the same report: of the same body and year, and no number in it contradicts."""
    if (report.organisation, report.year, report.form) != (held.organisation, held.year, held.form):
        return False
    values = {figure.key: figure.value for figure in held.figures if figure.state is State.REPORTED}
    return all(
        values.get(figure.key, figure.value) == figure.value
        for figure in report.figures
        if figure.state is State.REPORTED
    )


def _outcome_of(member: Member, read_as: Report | Unread, copies: dict[str, str]) -> MemberOutcome:
    if isinstance(read_as, Unread):
        outcome = Outcome.NOT_REPORT if read_as.reason in NOT_REPORTS else Outcome.UNREAD
        return MemberOutcome(member.name, member.size, outcome, read_as.reason, read_as.detail)
    if member.name in copies:
        return MemberOutcome(member.name, member.size, Outcome.COPY, same_as=copies[member.name])
    return MemberOutcome(member.name, member.size, Outcome.REPORT)


def _with_member(report: Report, name: str) -> Report:
    figures = (
        figure._replace(place=f"member {name}, {figure.place}") if figure.place else figure for figure in report.figures
    )
    return replace(report, figures=tuple(figures))


def _why_none(members: tuple[MemberOutcome, ...]) -> Unread:
    unread = next((member for member in members if member.outcome is Outcome.UNREAD), None)
    if unread:
        return Unread(unread.reason, f"member {unread.name}: {unread.detail}")
    if not members:
        return Unread("empty", "the container holds no files; if it is one of several volumes, join them first")
    names = ", ".join(member.name for member in members[:NAMED]) + (", …" if len(members) > NAMED else "")
    return Unread("not_a_report", f"none of the {len(members)} files in the container is an annual report: {names}")
