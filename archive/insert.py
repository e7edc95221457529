"""Puts rows into the published database. Nothing here commits; the caller's transaction holds what belongs together."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.capture import Capture
from archive.notes import Row
from archive.run import iso_utc
from archive.search import spaced

if TYPE_CHECKING:
    from sqlite_utils.db import Table

Value = str | int | float | None

CAPTURE_COLUMNS = (
    "capture_id",
    "url",
    "fetched_at",
    "status",
    "media_type",
    "payload_digest",
    "size",
    "kind",
    "refers_to",
    "warc_file",
    "warc_offset",
    "warc_length",
    "run_id",
    "found_on",
    "link_text",
)

CANDIDATE_COLUMNS = (
    "url",
    "title",
    "decision",
    "reason",
    "year",
    "published_on",
    "adcode",
    "portal",
    "found_on",
    "run_id",
)

# Reports come by the hundred a second while a database is built, so they are inserted without looking columns up.
_INSERT_REPORT = """
INSERT INTO reports (
    report_id, organisation, adcode, year, form, title, published_on, signed_on, url, portal, capture_id, payload_digest,
    reading_digest, versions_of, version, is_latest, reading, cells_reported, cells_expected, cells_ambiguous, contradictions,
    omissions, read_by
) VALUES (
    :report_id, :organisation, :adcode, :year, :form, :title, :published_on, :signed_on, :url, :portal, :capture_id,
    :payload_digest, :reading_digest, :report_id, :version, 1, :reading, :cells_reported, :cells_expected, :cells_ambiguous,
    :contradictions, :omissions,
    :read_by
)
"""


@dataclass(frozen=True, slots=True)
class ReportRows:
    """One report as rows: `report` by column name, all but report_no and what is worked out at the end of a run.

    `plain_cells` are (item, value, place) of those cells of which `cell_values` holds nothing else, as of nearly all, and
    `cells` (item, value, state, raw, unit, place, reason) of the others; `sections` (number, heading, text), `findings` the
    columns of that table after report_id, in its order. Where the document is a container, `members` are the columns of
    that table after capture_id, and `others` the further reports in it.
    """

    report: Row
    plain_cells: Sequence[tuple[Value, ...]]
    cells: Sequence[tuple[Value, ...]]
    sections: Sequence[tuple[int, str, str]]
    findings: Sequence[tuple[Value, ...]]
    confidences: Sequence[tuple[int, float]] = ()  # item and confidence of recognised cells
    members: Sequence[tuple[Value, ...]] = ()
    others: Sequence["ReportRows"] = ()
    identity: Sequence[tuple[Value, ...]] = ()  # the columns of that table after report_id
    sentences: bytes = b""  # their hashes, as `sentence_hashes` holds them
    left_unread: str = ""  # what of the document is none of these rows, in words
    pictures: Sequence[tuple[Value, ...]] = ()  # of a web page, as `insert_pictures` takes them
    pages: Sequence[tuple[Value, ...]] = ()  # the columns of `article_pages` after report_id


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Inserts rows given by column name; a row with a key that is there replaces it.

    Raises sqlite3.OperationalError for a column that the table does not have.
    """
    _table(connection, table).insert_all(map(dict, rows), replace=True)


def _table(connection: sqlite3.Connection, name: str) -> "Table":
    # It takes half a second to import where pandas is installed; the processes that read need none of it.
    from sqlite_utils import Database

    return Database(connection).table(name)


def insert_candidates(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Inserts decisions on links; a later decision on the same link replaces the earlier."""
    names = ", ".join(CANDIDATE_COLUMNS)
    marks = ", ".join(f":{name}" for name in CANDIDATE_COLUMNS)
    nothing = dict.fromkeys(CANDIDATE_COLUMNS)
    connection.executemany(
        f"INSERT OR REPLACE INTO candidates ({names}) VALUES ({marks})",
        # SQL takes two nulls in a key for different; a link that stood nowhere has one row all the same.
        [{**nothing, **row, "found_on": row.get("found_on") or ""} for row in rows],
    )


def upsert_portals(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Inserts portals; of one that is there the columns that are given and not None are set, the others stay."""
    portals = _table(connection, "portals")
    for row in rows:
        portals.upsert({name: value for name, value in row.items() if value is not None}, pk="portal")


def insert_run(connection: sqlite3.Connection, row: Row) -> None:
    """Inserts a run that starts; one that is there stays as it is."""
    _table(connection, "runs").insert(dict(row), ignore=True)


def update_run(connection: sqlite3.Connection, row: Row) -> None:
    """Sets the columns of the run that `row` names by its run_id."""
    _table(connection, "runs").update(str(row["run_id"]), dict(row))


def insert_captures(connection: sqlite3.Connection, captures: Iterable[Capture]) -> None:
    """Inserts captures; one that is there already stays as it is."""
    names = ", ".join(CAPTURE_COLUMNS)
    marks = ", ".join("?" * len(CAPTURE_COLUMNS))
    connection.executemany(
        f"INSERT OR IGNORE INTO captures ({names}) VALUES ({marks})",
        map(capture_row, captures),
    )


def capture_row(capture: Capture) -> tuple[Value, ...]:
    """The row of the table `captures`, in the order of CAPTURE_COLUMNS."""
    return (
        capture.capture_id,
        capture.url,
        iso_utc(capture.fetched_at),
        capture.status,
        capture.media_type or None,
        capture.payload_digest,
        capture.size,
        capture.kind,
        capture.refers_to or None,
        capture.warc_file,
        capture.warc_offset,
        capture.warc_length,
        capture.run_id,
        capture.found_on or None,
        capture.link_text or None,
    )


def has_report(connection: sqlite3.Connection, report_id: str, capture_id: str) -> bool:
    """Whether this version of this URL has been read as a report, or the capture as the same as one that has."""
    query = """
        SELECT 1 FROM reports WHERE report_id = ?
        UNION ALL SELECT 1 FROM copies WHERE capture_id = ? AND relation = 'same_reading'
    """
    return connection.execute(query, (report_id, capture_id)).fetchone() is not None


def find_same_reading(connection: sqlite3.Connection, rows: ReportRows) -> str | None:
    """The report of the same URL that says the same as `rows`, which came as other bytes."""
    query = "SELECT report_id FROM reports WHERE url = ? AND reading_digest = ? ORDER BY report_no"
    found = connection.execute(query, (rows.report["url"], rows.report["reading_digest"])).fetchone()
    return str(found[0]) if found else None


def insert_revisions(connection: sqlite3.Connection, rows: Iterable[tuple[Value, ...]]) -> None:
    """Inserts rows of `revisions`, in the order of its columns."""
    connection.executemany("INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def insert_copies(connection: sqlite3.Connection, rows: Iterable[tuple[Value, ...]]) -> None:
    """Inserts rows of `copies`, in the order of its columns; one that is there is replaced."""
    connection.executemany(
        "INSERT OR REPLACE INTO copies (report_id, capture_id, relation, similarity, reason) VALUES (?, ?, ?, ?, ?)",
        rows,
    )


def insert_report(connection: sqlite3.Connection, rows: ReportRows) -> int:
    """Inserts a report that is not there yet, as the latest version of its URL; returns its version."""
    url = rows.report["url"]
    (version,) = connection.execute("SELECT COUNT(*) + 1 FROM reports WHERE url = ?", (url,)).fetchone()
    if version > 1:  # an update opens a journal of its own, whether it finds a row or not
        connection.execute("UPDATE reports SET is_latest = 0 WHERE url = ?", (url,))
    report_no = connection.execute(_INSERT_REPORT, {**rows.report, "version": version}).lastrowid
    report_id = rows.report["report_id"]
    _insert_cells(connection, report_no, rows)
    connection.executemany(
        "INSERT INTO findings (report_id, rule, kind, table_key, row_key, column_key, expected, found, message, quote)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(report_id, *finding) for finding in rows.findings],
    )
    connection.executemany(
        "INSERT INTO identity (report_id, field, value, source, is_chosen, reason) VALUES (?, ?, ?, ?, ?, ?)",
        [(report_id, *telling) for telling in rows.identity],
    )
    connection.execute(
        "INSERT INTO reports_search (rowid, title, organisation) VALUES (?, ?, ?)",
        (
            report_no,
            spaced(str(rows.report["title"])),
            spaced(str(rows.report["organisation"])),
        ),
    )
    if rows.pages:
        pages = [(report_id, *page) for page in rows.pages]
        connection.executemany("INSERT INTO article_pages VALUES (?, ?, ?, ?, ?, ?)", pages)
    for section in rows.sections:
        _insert_section(connection, str(report_id), section)
    connection.execute("INSERT INTO sentence_hashes (report_no, hashes) VALUES (?, ?)", (report_no, rows.sentences))
    return int(version)


def _insert_cells(connection: sqlite3.Connection, report_no: int | None, rows: ReportRows) -> None:
    # To bind a null takes longer than to bind a number: four for each of 200 cells are half of the time of inserting them.
    connection.executemany(
        "INSERT INTO cell_values (report_no, item, value, place) VALUES (?, ?, ?, ?)",
        [(report_no, *cell) for cell in rows.plain_cells],
    )
    connection.executemany(
        "INSERT INTO cell_values (report_no, item, value, state, raw, unit, place, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(report_no, *cell) for cell in rows.cells],
    )
    if rows.confidences:
        connection.executemany(
            "INSERT INTO cell_confidences (report_no, item, confidence) VALUES (?, ?, ?)",
            [(report_no, *confidence) for confidence in rows.confidences],
        )


def _insert_section(connection: sqlite3.Connection, report_id: str, section: tuple[int, str, str]) -> None:
    number, heading, text = section
    inserted = connection.execute(
        "INSERT INTO sections (report_id, number, heading, text) VALUES (?, ?, ?, ?)",
        (report_id, number, heading, text),
    )
    connection.execute(
        "INSERT INTO sections_search (rowid, heading, text) VALUES (?, ?, ?)",
        (inserted.lastrowid, spaced(heading), spaced(text)),
    )


def insert_members(connection: sqlite3.Connection, capture_id: str, rows: Iterable[tuple[Value, ...]]) -> None:
    """Lists the files in a container, in place of an earlier list; `rows` as in `ReportRows.members`."""
    connection.executemany(
        "INSERT OR REPLACE INTO members (capture_id, member, size, outcome, reason, detail, report_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(capture_id, *row) for row in rows],
    )


def insert_unread(
    connection: sqlite3.Connection, capture_id: str, url: str, reason: str, detail: str, member: str = ""
) -> None:
    """Lists a capture, or a member of the container that it is, as unread, in place of an earlier reason."""
    row = {"capture_id": capture_id, "member": member, "url": url, "reason": reason, "detail": detail}
    insert_rows(connection, "unread", [row])


def insert_pictures(connection: sqlite3.Connection, capture_id: str, rows: Iterable[tuple[Value, ...]]) -> None:
    """Lists the pictures of a web page, in place of what was known of them; which captures hold them stays.

    `rows` are number, url, outcome, detail and payload_digest; a picture with a digest is in the page's own bytes.
    """
    connection.executemany(_INSERT_PICTURE, [(capture_id, *row, capture_id if row[-1] else None) for row in rows])


_INSERT_PICTURE = """
INSERT INTO pictures (capture_id, number, url, outcome, detail, payload_digest, picture_id) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail
"""


def forget_pictures(connection: sqlite3.Connection, capture_id: str) -> None:
    """Takes the pictures of a page off the list: it turned out to be no report."""
    connection.execute("DELETE FROM pictures WHERE capture_id = ?", (capture_id,))


def forget_unread(connection: sqlite3.Connection, capture_id: str) -> None:
    """Takes a capture off the list of those that could not be read."""
    connection.execute("DELETE FROM unread WHERE capture_id = ?", (capture_id,))


def set_outcome(connection: sqlite3.Connection, capture_id: str, outcome: str) -> None:
    """Notes what came of reading a capture, as the schema lists it."""
    connection.execute("UPDATE captures SET outcome = ? WHERE capture_id = ?", (outcome, capture_id))
