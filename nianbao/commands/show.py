"""`nianbao show`."""

from contextlib import closing
from itertools import groupby
from pathlib import Path
from sqlite3 import Row

import click

from archive.database import open_for_reading
from archive.report_lookup import StoredReport, find_report
from nianbao.options import counted, data_option, database_path
from nianbao.tables import aligned

# How a cell without a number is shown.
MARKS = {"blank": "□", "absent": "·", "ambiguous": "?"}
HEAD = (
    "report_id",
    "organisation",
    "adcode",
    "division",
    "year",
    "form",
    "published_on",
    "signed_on",
    "url",
    "version",
    "is_latest",
    "copy_of",
    "gone_at",
    "reading",
    "read_by",
    "fetched_at",
    "capture_id",
    "warc_file",
    "warc_offset",
)


@click.command()
@click.argument("report")
@data_option
def command(report: str, data: Path) -> None:
    """Show one report: its tables, its contradictions, and where each number stands.

    REPORT is an id, as many of its first characters as it takes, or a URL.
    """
    with closing(open_for_reading(database_path(data))) as connection:
        stored = find_report(connection, report)
    head = stored.report
    click.echo(head["title"])
    click.echo(aligned([(name, "" if head[name] is None else str(head[name])) for name in HEAD]))
    click.echo("\nWhere title, organisation, year and dates are from (= taken)")
    click.echo(aligned([_telling(telling) for telling in stored.identity]))
    for _, cells in groupby(stored.cells, key=lambda cell: cell["table_key"]):
        click.echo("\n" + _table(list(cells)))
    click.echo("\n" + aligned([(mark, state) for state, mark in MARKS.items()]))
    _echo_sections(stored)
    _echo_findings(stored)
    _echo_history(stored)
    click.echo("\nWhere each number stands")
    click.echo(aligned([_place(cell) for cell in stored.cells if cell["place"]]))
    click.echo(
        f"\n{head['cells_reported']} of {head['cells_expected']} cells reported,"
        f" {head['cells_ambiguous']} ambiguous, {counted(head['contradictions'], 'contradiction')},"
        f" {counted(head['omissions'], 'omission')}"
    )


def _table(cells: list[Row]) -> str:
    """A table of the form with a row for each of its rows; a line of headings wherever they change."""
    lines: list[tuple[str, ...]] = []
    headings: list[str] = []
    for _, group in groupby(cells, key=lambda cell: cell["row_key"]):
        row = list(group)
        if headings != (headings := [cell["column_zh"] for cell in row]):
            lines.append(("", *(heading.rpartition("/")[2] for heading in headings)))
        lines.append((row[0]["row_zh"], *map(_printed, row)))
    width = max(map(len, lines))
    padded = [line + ("",) * (width - len(line)) for line in lines]
    return f"{cells[0]['table_zh']} {cells[0]['table_en']}\n{aligned(padded)}"


def _printed(cell: Row) -> str:
    if cell["state"] == "reported":
        return str(cell["value"])
    return MARKS.get(cell["state"]) or f"“{cell['raw']}”"


def _telling(telling: Row) -> tuple[str, str, str, str, str]:
    mark = "=" if telling["is_chosen"] else ""
    return telling["field"], mark, telling["value"], telling["source"], telling["reason"] or ""


def _echo_sections(stored: StoredReport) -> None:
    for section in stored.sections:
        click.echo(f"\n{section['heading']}\n{section['text']}")


def _echo_findings(stored: StoredReport) -> None:
    if stored.findings:
        click.echo("\nContradictions and omissions in the report itself")
    for finding in stored.findings:
        click.echo(f"{finding['kind']}: {finding['message']} [{finding['rule']}: {finding['quote']}]")


def _echo_history(stored: StoredReport) -> None:
    if stored.revisions:
        click.echo("\nWhat changed after publication")
        click.echo(aligned([_revision(revision) for revision in stored.revisions]))
    click.echo("\nEvery capture of it")
    click.echo(aligned([_capture(capture) for capture in stored.captures]))


def _revision(revision: Row) -> tuple[str, ...]:
    names = ("table_key", "row_key", "column_key", "section")
    where = ".".join(str(revision[name]) for name in names if revision[name] is not None)
    before, after = ("(none)" if revision[side] is None else f"“{revision[side]}”" for side in ("before", "after"))
    return revision["seen_at"], f"version {revision['version']}", revision["kind"], where, f"{before} → {after}"


def _capture(capture: Row) -> tuple[str, ...]:
    version = f"version {capture['version']}" if capture["version"] else ""
    alike = f"{capture['similarity']:.0%} alike: {capture['reason']}" if capture["relation"] else ""
    what = capture["relation"] or (capture["kind"] if version else capture["outcome"]) or ""
    return capture["fetched_at"], capture["capture_id"], str(capture["status"]), version, what, alike, capture["url"]


def _place(cell: Row) -> tuple[str, str, str, str]:
    key = ".".join((cell["table_key"], cell["row_key"], cell["column_key"]))
    return key, cell["raw"], cell["state"] + (f" ({cell['reason']})" if cell["reason"] else ""), cell["place"]
