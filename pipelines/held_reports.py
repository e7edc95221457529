"""Reports as the database holds them, for comparing one with another."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipelines.likeness import folded
from pipelines.report import Key


class Printed(NamedTuple):
    """A cell as a report prints it. `state` is that of `cells`, `value` in `unit`."""

    state: str
    value: int | float | None
    raw: str
    unit: str | None

    @property
    def is_known(self) -> bool:
        """Whether we know what the document prints here, a blank or words included."""
        return self.state not in ("ambiguous", "absent")

    @property
    def said(self) -> tuple[str, int | float | None, str, str | None]:
        """What counts when it is compared: of a number the value, of other print the characters."""
        raw = "" if self.state == "reported" else folded(self.raw)
        return self.state, self.value, raw, self.unit


@dataclass(frozen=True)
class HeldReport:
    """A row of `reports`; what else is stored of it is looked up when it is asked for."""

    connection: sqlite3.Connection
    report_no: int
    report_id: str
    organisation: str
    adcode: str | None
    year: int
    title: str
    published_on: str | None
    signed_on: str | None
    url: str
    portal: str | None
    capture_id: str
    payload_digest: str
    reading_digest: str
    cells_reported: int
    cells_ambiguous: int
    served_at: str  # the URL of the capture, which in a container is not the report's own
    found_on: str
    fetched_at: str

    @cached_property
    def cells(self) -> dict[Key, Printed]:
        """The report's cells by table, row and column key."""
        query = """
            SELECT f.table_key, f.row_key, f.column_key, COALESCE(v.state, 'reported'), v.value,
                COALESCE(v.raw, CASE WHEN v.state IS NULL THEN CAST(v.value AS TEXT) END, ''),
                CASE WHEN v.unit IS NULL THEN f.unit ELSE NULLIF(v.unit, '') END
            FROM cell_values AS v JOIN form_cells AS f ON f.item = v.item
            WHERE v.report_no = ?
        """
        return {(t, r, c): Printed(*rest) for t, r, c, *rest in self.connection.execute(query, (self.report_no,))}

    @cached_property
    def sections(self) -> dict[int, tuple[str, str]]:
        """Heading and text of the report's sections by number."""
        query = "SELECT number, heading, text FROM sections WHERE report_id = ? ORDER BY number"
        return {number: (heading, text) for number, heading, text in self.connection.execute(query, (self.report_id,))}

    @property
    def prose(self) -> str:
        """The words of all sections."""
        return "\n".join(text for _, text in self.sections.values())


_HELD = """
SELECT r.report_no, r.report_id, r.organisation, r.adcode, r.year, r.title, r.published_on, r.signed_on, r.url, r.portal,
    r.capture_id, r.payload_digest, r.reading_digest, r.cells_reported, r.cells_ambiguous,
    COALESCE(c.url, r.url), COALESCE(c.found_on, ''), COALESCE(c.fetched_at, '')
FROM reports AS r LEFT JOIN captures AS c ON c.capture_id = r.capture_id
WHERE r.report_no = ?
"""


def held_reports(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[HeldReport]:
    """The reports with these numbers, in the order in which they were first fetched."""
    rows = [connection.execute(_HELD, (number,)).fetchone() for number in numbers]
    found = [HeldReport(connection, *row) for row in rows]
    return sorted(found, key=lambda report: (report.fetched_at, report.url, report.report_id))
