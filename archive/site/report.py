"""What the page of one report shows, from the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import NamedTuple

from datasette.database import Database

from archive.history import CAPTURES, REVISIONS, VERSIONS
from archive.site.layout import Box, FormCell, Label, lay_out, path_of

_REPORT = """
SELECT r.*, d.full_name AS division, c.fetched_at
FROM reports AS r LEFT JOIN divisions AS d ON d.adcode = r.adcode JOIN captures AS c ON c.capture_id = r.capture_id
WHERE r.report_id = :report_id
"""
_FORM = "SELECT * FROM form_cells WHERE form = :form ORDER BY item"
_CELLS = "SELECT * FROM cells WHERE report_id = :report_id"
_CONTRADICTIONS = "SELECT * FROM findings WHERE report_id = :report_id AND kind = 'contradiction' ORDER BY rowid"
_OMISSIONS = "SELECT * FROM findings WHERE report_id = :report_id AND kind = 'omission' ORDER BY rowid"
_PICTURES = "SELECT * FROM pictures WHERE capture_id = :capture_id ORDER BY number"
_PAGES = "SELECT * FROM article_pages WHERE report_id = :report_id ORDER BY number"
_SECTIONS = "SELECT * FROM sections WHERE report_id = :report_id ORDER BY number"
_IDENTITY = "SELECT * FROM identity WHERE report_id = :report_id ORDER BY field, is_chosen DESC, source"
_OTHER_YEARS = """
SELECT report_id, year, title, url FROM reports
WHERE organisation = :organisation AND adcode IS :adcode AND is_latest AND report_id <> :report_id
ORDER BY year
"""


_SHORT = 8  # characters of an ambiguous cell that its box in the table has room for


@dataclass(frozen=True, slots=True)
class Number:
    """A cell as the page shows it.

    `contradictions` and `omissions` are the places, from 1, of those that are about it; `is_operand` says that its number
    stands on one side of a contradiction.
    """

    text: str
    state: str
    href: str
    hint: str
    contradictions: tuple[int, ...]
    omissions: tuple[int, ...]
    is_operand: bool
    confidence: float | None = None  # where it is recognised in a picture


@dataclass(frozen=True, slots=True)
class StatutoryTable:
    """One of the form's tables: its name, its rows, and what stands in each cell."""

    key: str
    name: Label
    rows: list[list[Box]]
    numbers: dict[int, Number]  # by item


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the page of one report shows."""

    report: Row
    tables: tuple[StatutoryTable, ...]
    contradictions: tuple[Row, ...]
    omissions: tuple[Row, ...]
    pictures: tuple[Row, ...]
    pages: tuple[Row, ...]
    sections: tuple[Row, ...]
    identity: tuple[Row, ...]
    versions: tuple[Row, ...]
    revisions: tuple[Row, ...]
    captures: tuple[Row, ...]
    other_years: tuple[Row, ...]


class _Findings(NamedTuple):
    contradictions: tuple[Row, ...]
    omissions: tuple[Row, ...]


async def read_report_page(database: Database, report_id: str) -> ReportPage | None:
    """The page of a report, None where there is no such report."""
    report = (await database.execute(_REPORT, {"report_id": report_id})).first()
    if report is None:
        return None

    async def rows(sql: str) -> tuple[Row, ...]:
        return tuple((await database.execute(sql, dict(report))).rows)

    cells = {_key(cell): cell for cell in await rows(_CELLS)}
    findings = _Findings(await rows(_CONTRADICTIONS), await rows(_OMISSIONS))
    return ReportPage(
        report=report,
        tables=tuple(_tables(await rows(_FORM), cells, findings)),
        contradictions=findings.contradictions,
        omissions=findings.omissions,
        pictures=await rows(_PICTURES),
        pages=await rows(_PAGES),
        sections=await rows(_SECTIONS),
        identity=await rows(_IDENTITY),
        versions=await rows(VERSIONS),
        revisions=await rows(REVISIONS),
        captures=await rows(CAPTURES),
        other_years=await rows(_OTHER_YEARS),
    )


def _tables(form: Sequence[Row], cells: dict[str, Row], findings: _Findings) -> Iterable[StatutoryTable]:
    by_table: dict[str, list[Row]] = {}
    for row in form:
        by_table.setdefault(row["table_key"], []).append(row)
    for key, rows in by_table.items():
        numbers = {row["item"]: _number(row, cells.get(_key(row)), findings) for row in rows}
        printed = {item for item, number in numbers.items() if number.state != "absent"}
        name = (rows[0]["table_zh"], rows[0]["table_en"])
        yield StatutoryTable(key, name, lay_out([_form_cell(row) for row in rows], printed), numbers)


def _key(row: Row) -> str:
    return f"{row['table_key']}.{row['row_key']}.{row['column_key']}"


def _form_cell(row: Row) -> FormCell:
    return FormCell(
        item=row["item"],
        table_key=row["table_key"],
        row_key=row["row_key"],
        column_key=row["column_key"],
        row=path_of(row["row_zh"], row["row_en"]),
        column=path_of(row["column_zh"], row["column_en"]),
        article=row["article"] or "",
        unit=row["unit"] or "",
        is_variant=bool(row["is_variant"]),
    )


def _number(form_cell: Row, cell: Row | None, findings: _Findings) -> Number:
    contradictions, omissions = (_marks(of_kind, form_cell) for of_kind in findings)
    is_operand = any(_quotes(finding, form_cell) for finding in findings.contradictions)
    marks = (contradictions, omissions, is_operand)
    if cell is None:
        return Number("", "absent", "", _hint(form_cell, "absent", "", ""), *marks)
    href = f"/report/{cell['report_id']}/place/{_key(cell)}#the-number" if cell["place"] else ""
    raw = cell["raw"] or ""
    sure = "" if cell["confidence"] is None else f"图片识别 recognised: {cell['confidence']:.0%}"
    hint = _hint(form_cell, cell["state"], cell["unit"] or "", "\n".join(filter(None, (raw, cell["reason"], sure))))
    # What is printed on a row that doesn't line up is the whole row: too long for the table, it stands in the hint.
    text = raw if cell["state"] != "ambiguous" or len(raw) <= _SHORT else ""
    return Number(text, cell["state"], href, hint, *marks, cell["confidence"])


def _marks(findings: Sequence[Row], cell: Row) -> tuple[int, ...]:
    return tuple(at for at, finding in enumerate(findings, 1) if _concerns(finding, cell))


def _concerns(finding: Row, cell: Row) -> bool:
    """Whether a finding is about a cell; a finding that names no row is about the whole column, and so on."""
    keys = ("row_key", "column_key")
    if finding["table_key"] != cell["table_key"] or not any(finding[key] for key in keys):
        return False
    return all(finding[key] in ("", cell[key]) for key in keys)


def _quotes(finding: Row, cell: Row) -> bool:
    """Whether a finding quotes a cell: its quote lists "row · column number", the last headings of each, by ";"."""
    if finding["table_key"] != cell["table_key"]:
        return False
    name = f"{cell['row_zh'].rpartition('/')[2]} · {cell['column_zh'].rpartition('/')[2]} "
    return any(part.startswith(name) for part in finding["quote"].split("; "))


def _hint(cell: Row, state: str, unit: str, reason: str) -> str:
    names = f"{cell['row_zh']} · {cell['column_zh']} — {cell['row_en']} · {cell['column_en']}"
    return "\n".join(part for part in (names, state + (f", {unit}" if unit else ""), reason) if part)
