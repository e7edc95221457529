"""Reports as rows of the published database."""

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from urllib.parse import quote, unquote

from archive.insert import (
    ReportRows,
    Value,
    find_same_reading,
    forget_unread,
    insert_copies,
    insert_members,
    insert_pictures,
    insert_report,
    insert_unread,
    set_outcome,
)
from pipelines.forms import FormCell, load_forms
from pipelines.likeness import reading_digest, sentence_hashes, similarity
from pipelines.report import (
    AWAITS_PAGES,
    AWAITS_PICTURES,
    FURTHER_PAGE,
    Figure,
    FindingKind,
    MemberOutcome,
    Outcome,
    PictureOutcome,
    Reading,
    Report,
    State,
    Unread,
)
from pipelines.source import Source

_PLAIN = 3  # columns of a row of `ReportRows.plain_cells`
_PLACE = re.compile(r"table (\d+), row (\d+), column (\d+)(?:, line (\d+))?", re.ASCII)
_LATER = (AWAITS_PICTURES, AWAITS_PAGES, FURTHER_PAGE)  # reasons of pages that are not read by themselves
EXACT_DIGITS = 15  # SQLite prints as many digits of a number
CONFIDENCE_DIGITS = 3
LIKENESS_DIGITS = 3
SAME_READING = "the address served other bytes with the same cells, words, title and dates"


@cache
def form_cells() -> dict[tuple[str, str, str, str], FormCell]:
    """Every cell of every form by form, table key, row key and column key."""
    return {(cell.form, *cell.key): cell for form in load_forms().values() for cell in form.cells}


def rows_of_reading(source: Source, reading: Reading) -> ReportRows | Unread:
    """The rows that a reading becomes, or why there are none. Raises ValueError as `rows_of` does.

    The first report of a container is the source's own; each further one has the URL of its member, and so its own id.
    """
    if not reading.reports:
        return (
            replace(reading.unread, members=reading.members) if reading.unread else Unread("empty", "nothing was read")
        )
    sources = [source, *(source_of_member(source, name) for name, _ in reading.reports[1:])]
    first, *others = [rows_of(own, report) for own, (_, report) in zip(sources, reading.reports, strict=True)]
    ids = {name: own.report_id for own, (name, _) in zip(sources, reading.reports, strict=True)}
    members = [_member_row(member, ids) for member in reading.members]
    return replace(first, others=others, members=members)


def source_of_member(source: Source, name: str) -> Source:
    """The source that a member of a container is: its name stands in the URL as a fragment."""
    return replace(source, url=f"{source.url}#{quote(name)}")


def _member_row(member: MemberOutcome, ids: dict[str, str]) -> tuple[Value, ...]:
    report_id = ids.get(member.same_as or member.name)
    return member.name, member.size, member.outcome.value, member.reason or None, member.detail or None, report_id


def rows_of(source: Source, report: Report) -> ReportRows:
    """The rows that a report becomes. Raises ValueError for a figure that its form does not have, or has read twice."""
    plain, others = _cell_rows(report)
    return ReportRows(
        report=_report_row(source, report),
        plain_cells=plain,
        cells=others,
        sections=[(section.number, section.heading, section.text) for section in report.sections],
        identity=[(t.field, t.value, t.source, int(t.is_chosen), t.reason or None) for t in report.identity],
        findings=[
            (f.rule, f.kind.value, f.table_key, f.row_key, f.column_key, f.expected, f.found, f.message, f.quote)
            for f in report.findings
        ],
        confidences=_confidences(report),
        sentences=sentence_hashes(section.text for section in report.sections),
        left_unread=report.left_unread,
        pictures=_picture_rows(report.pictures),
        pages=[(p.number, p.url, p.capture_id or None, p.outcome, p.detail or None) for p in report.pages],
    )


def _picture_rows(pictures: Sequence[PictureOutcome]) -> list[tuple[Value, ...]]:
    return [(p.number, p.url, p.outcome, p.detail or None, p.payload_digest or None) for p in pictures]


def _store_what_is_left(connection: sqlite3.Connection, source: Source, reports: Sequence[ReportRows]) -> None:
    """Lists as unread what of a report's document could not be read: the prose is kept, its tables are no form's."""
    for rows in reports:
        url = str(rows.report["url"])
        if rows.left_unread:
            member = unquote(url.removeprefix(source.url).removeprefix("#"))
            insert_unread(connection, source.capture_id, url, "tables_unread", rows.left_unread, member)


def store(connection: sqlite3.Connection, source: Source, read: ReportRows | Unread) -> list[str]:
    """Stores what came of reading a source; returns an outcome for each report.

    These are "new", "changed" (a new version of its URL), "unchanged" (other bytes that say the same: the capture is kept
    as a copy) and "unread"; none for a page that awaits the rest of its report, or is a further page of one. The bytes must
    not have been stored yet. One transaction with whatever the connection has open.
    """
    if isinstance(read, Unread) and read.pictures:
        insert_pictures(connection, source.capture_id, _picture_rows(read.pictures))
    if isinstance(read, Unread) and read.reason in _LATER:
        set_outcome(connection, source.capture_id, read.reason)
        return []
    if isinstance(read, Unread):
        members = [_member_row(member, {}) for member in read.members]
        unread = _store_members(connection, source, members)
        if not unread:
            insert_unread(connection, source.capture_id, source.url, read.reason, read.detail)
        set_outcome(connection, source.capture_id, "unread")
        return ["unread"] * max(unread, 1)
    reports = (read, *read.others)
    same = {rows.report["report_id"]: find_same_reading(connection, rows) for rows in reports}
    if read.pictures:
        insert_pictures(connection, source.capture_id, read.pictures)
        forget_unread(connection, source.capture_id)
    fresh = [rows for rows in reports if not same[rows.report["report_id"]]]
    insert_copies(connection, [_copy_row(connection, same, rows) for rows in reports if same[rows.report["report_id"]]])
    versions = [insert_report(connection, rows) for rows in fresh]
    _store_what_is_left(connection, source, fresh)
    members = [(*row, same.get(report_id) or report_id) for *row, report_id in read.members]
    unread = _store_members(connection, source, members)
    set_outcome(connection, source.capture_id, "report" if fresh else "unchanged")
    outcomes = ["new" if version == 1 else "changed" for version in versions]
    return outcomes + ["unchanged"] * (len(reports) - len(fresh)) + ["unread"] * unread


def _copy_row(connection: sqlite3.Connection, same: dict[Value, str | None], rows: ReportRows) -> tuple[Value, ...]:
    """The row of `copies` for other bytes that read as a report that is there."""
    report_id = same[rows.report["report_id"]]
    query = "SELECT text FROM sections WHERE report_id = ? ORDER BY number"
    stored = "\n".join(text for (text,) in connection.execute(query, (report_id,)))
    alike = round(similarity(stored, "\n".join(text for _, _, text in rows.sections)), LIKENESS_DIGITS)
    return report_id, rows.report["capture_id"], "same_reading", alike, SAME_READING


def _store_members(connection: sqlite3.Connection, source: Source, rows: Sequence[tuple[Value, ...]]) -> int:
    """Lists the members of a container, and as unread those that look like a report; returns how many these are."""
    insert_members(connection, source.capture_id, rows)
    unread = [row for row in rows if row[2] == Outcome.UNREAD.value]
    for name, _, _, reason, detail, _ in unread:
        url = source_of_member(source, str(name)).url
        insert_unread(connection, source.capture_id, url, str(reason), str(detail), str(name))
    return len(unread)


def _report_row(source: Source, report: Report) -> dict[str, Value]:
    return {
        "report_id": source.report_id,
        "organisation": report.organisation,
        "adcode": report.adcode or None,
        "year": report.year,
        "form": report.form,
        "title": report.title,
        "published_on": report.published_on or None,
        "signed_on": report.signed_on or None,
        "url": source.url,
        "portal": source.portal or None,
        "capture_id": source.capture_id,
        "payload_digest": source.payload_digest,
        "reading_digest": reading_digest(report),
        "reading": report.reading,
        "cells_reported": report.cells_reported,
        "cells_expected": report.cells_expected,
        "cells_ambiguous": [figure.state for figure in report.figures].count(State.AMBIGUOUS),
        "contradictions": sum(finding.kind is FindingKind.CONTRADICTION for finding in report.findings),
        "omissions": sum(finding.kind is FindingKind.OMISSION for finding in report.findings),
        "read_by": report.read_by,
    }


def _cell_rows(report: Report) -> tuple[Sequence[tuple[Value, ...]], Sequence[tuple[Value, ...]]]:
    """The rows of plain cells and those of all others, as `ReportRows` holds them."""
    cells, form = form_cells(), report.form
    rows: dict[int, tuple[Value, ...]] = {}
    for figure in report.figures:
        table_key, row_key, column_key, _, value, raw, unit, place, reason, _ = (
            figure  # each of 200 once, as quick as can be
        )
        cell = cells.get((form, table_key, row_key, column_key))
        if cell is None:
            raise ValueError(f"form {form} has no cell {'.'.join(figure.key)}; add it to the form's file")
        if value.__class__ is int and raw == str(value) and unit == cell.unit and not reason:
            rows[cell.item] = cell.item, value, compact_place(place)
        else:
            rows[cell.item] = _cell_row(cell, figure)
    if len(rows) < len(report.figures):
        found = Counter(figure.key for figure in report.figures)
        twice = next(key for key, times in found.items() if times > 1)
        raise ValueError(f"cell {'.'.join(twice)} is read twice: {[f for f in report.figures if f.key == twice]}")
    in_order = [rows[item] for item in sorted(rows)]
    return [row for row in in_order if len(row) == _PLAIN], [row for row in in_order if len(row) > _PLAIN]


def _confidences(report: Report) -> Sequence[tuple[int, float]]:
    """Item and confidence of the cells that are recognised in pictures."""
    if report.read_by == "text":
        return ()
    cells = form_cells()
    items = [(cells[(report.form, *figure.key)].item, figure.confidence) for figure in report.figures]
    return [(item, round(confidence, CONFIDENCE_DIGITS)) for item, confidence in items if confidence is not None]


def _cell_row(cell: FormCell, figure: Figure) -> tuple[Value, ...]:
    """The row of a cell that is not plain; what its view spells out by itself is left out (see schema.sql)."""
    return (
        cell.item,
        figure.value,
        None if figure.state is State.REPORTED else figure.state.value,
        None if figure.raw == _raw_by_itself(figure) else figure.raw,
        None if figure.unit == (cell.unit or None) else (figure.unit or ""),
        compact_place(figure.place),
        figure.reason or None,
    )


def _raw_by_itself(figure: Figure) -> str | None:
    """What the view gives for a cell without `raw`; None where SQLite's print of the value cannot be foreseen."""
    if figure.state is not State.REPORTED:
        return ""
    value = figure.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # the column has numeric affinity: 53.0 is stored and printed as 53
    printed = str(value)
    return printed if len(printed.lstrip("-").replace(".", "")) <= EXACT_DIGITS and "e" not in printed else None


@lru_cache(maxsize=16384)
def compact_place(place: str) -> Value:
    """The number that stands for "table 3, row 7, column 4[, line 9]" (see schema.sql), any other place as it is."""
    match = _PLACE.fullmatch(place)
    if match is None:
        return place or None
    table, row, column, line = (int(number or "0") for number in match.groups())
    packed = line * 10**10 + table * 10**7 + row * 10**3 + column
    return packed if _place_in_words(packed) == place else place


def _place_in_words(packed: int) -> str:
    """What the view `cells` makes of a packed place."""
    line, rest = divmod(packed, 10**10)
    place = f"table {rest // 10**7}, row {rest // 10**3 % 10**4}, column {rest % 10**3}"
    return f"{place}, line {line}" if line else place
