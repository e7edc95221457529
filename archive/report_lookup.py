"""One report out of the database, with all that belongs to it."""

import sqlite3
from dataclasses import dataclass

from archive.errors import ArchiveError
from archive.history import CAPTURES, REVISIONS


class NoSuchReport(ArchiveError):
    """Raised where no report, or more than one, goes by a name."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report's row, its cells with the form's labels in the form's order, and the rows of other tables that tell of it.

    `revisions` and `captures` are those of all its versions (archive/history.py).
    """

    report: sqlite3.Row
    cells: list[sqlite3.Row]
    sections: list[sqlite3.Row]
    findings: list[sqlite3.Row]
    identity: list[sqlite3.Row]
    revisions: list[sqlite3.Row]
    captures: list[sqlite3.Row]


_REPORT = """
SELECT r.*, d.full_name AS division, c.fetched_at, c.warc_file, c.warc_offset
FROM reports AS r
LEFT JOIN divisions AS d ON d.adcode = r.adcode
LEFT JOIN captures AS c ON c.capture_id = r.capture_id
WHERE r.report_id BETWEEN :name AND :name || 'g' OR r.url = :name
ORDER BY r.report_id
"""
_CELLS = """
SELECT c.*, f.item, f.table_zh, f.table_en, f.row_zh, f.column_zh
FROM form_cells AS f
JOIN cells AS c
    ON c.form = f.form AND c.table_key = f.table_key AND c.row_key = f.row_key AND c.column_key = f.column_key
WHERE c.report_id = ?
ORDER BY f.item
"""


def find_report(connection: sqlite3.Connection, name: str) -> StoredReport:
    """The report with an id that begins with `name`, or the latest version of the URL `name`.

    Raises NoSuchReport where there is none, or where several ids begin so.
    """
    connection.row_factory = sqlite3.Row
    found = connection.execute(_REPORT, {"name": name}).fetchall()
    matches = [row for row in found if row["url"] != name or row["is_latest"]]
    if not matches:
        raise NoSuchReport(f"No report has the id or URL {name}. `nianbao status` tells what there is.")
    if len(matches) > 1:
        ids = ", ".join(row["report_id"] for row in matches[:5])
        raise NoSuchReport(f"{len(matches)} reports have an id that begins with {name}: {ids}, … Type more of it.")
    report_id = matches[0]["report_id"]

    def rows(query: str) -> list[sqlite3.Row]:
        return connection.execute(query, (report_id,)).fetchall()

    return StoredReport(
        matches[0],
        rows(_CELLS),
        rows("SELECT * FROM sections WHERE report_id = ? ORDER BY number"),
        rows("SELECT * FROM findings WHERE report_id = ?"),
        rows("SELECT * FROM identity WHERE report_id = ? ORDER BY field, is_chosen DESC, source"),
        connection.execute(REVISIONS, {"versions_of": matches[0]["versions_of"]}).fetchall(),
        connection.execute(CAPTURES, {"versions_of": matches[0]["versions_of"]}).fetchall(),
    )
