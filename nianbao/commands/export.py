"""`nianbao export`."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from archive.database import open_for_reading
from archive.excerpt import Excerpt, choose_captures
from archive.export import PACKAGE_NAME, export_table, published_tables, write_package
from archive.report_lookup import find_report
from archive.wacz import Description, write_wacz
from archive.warc import utc_now
from nianbao.options import archive_folder, counted, data_option, database_path, portal_named, software, track


@click.command()
@click.option(
    "--to", "target", required=True, type=click.Path(path_type=Path), help="Target folder; for wacz the file."
)
@click.option(
    "--format", "file_format", default="csv", show_default=True, type=click.Choice(["csv", "jsonl", "parquet", "wacz"])
)
@click.option("--report", default="", metavar="REPORT", help="wacz: of this report alone, named as for `show`.")
@click.option("--organisation", default="", metavar="NAME", help="wacz: of the reports of this body.")
@click.option(
    "--portal", default="", metavar="HOST|URL", help="wacz: all that this portal served, or its reports of a year."
)
@click.option("--year", default=0, metavar="YEAR", help="wacz: of the reports on this year.")
@data_option
def command(target: Path, file_format: str, report: str, organisation: str, portal: str, year: int, data: Path) -> None:
    """Write every published table as a file, with a data package that holds row counts and SHA-256 checksums.

    With --format wacz, write the archived pages themselves as one file that ReplayWeb.page shows: the whole archive, or
    what --report, --organisation, --portal and --year leave of it.
    """
    excerpt = Excerpt(report, organisation, portal_named(portal), year)
    if file_format == "wacz":
        _export_pages(target, excerpt, data)
    elif not excerpt.is_everything:
        raise click.UsageError("--report, --organisation, --portal and --year go with --format wacz. Tables are whole.")
    else:
        _export_tables(target, file_format, data)


def _export_tables(folder: Path, file_format: str, data: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise click.ClickException(f"{folder} is a file. Name a folder with --to.")
    if file_format == "parquet":
        raise click.ClickException(
            "Parquet files need the package pyarrow, which nianbao does not bring. Export csv or jsonl, which pyarrow"
            " and DuckDB turn into Parquet."
        )
    with closing(open_for_reading(database_path(data))) as connection:
        connection.execute("BEGIN")  # all tables as of one moment, also while a crawl writes
        names = published_tables(connection)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PACKAGE_NAME).unlink(missing_ok=True)
        tables = [export_table(connection, name, folder, file_format) for name in track(names, len(names), "exporting")]
    write_package(folder, tables, utc_now())
    rows = counted(sum(table.rows for table in tables), "row")
    click.echo(f"{counted(len(tables), 'table')}, {rows} in {folder}, described by {PACKAGE_NAME}")


def _export_pages(target: Path, excerpt: Excerpt, data: Path) -> None:
    if target.is_dir():
        raise click.ClickException(f"{target} is a folder. Name a file with --to, such as {target / 'nianbao.wacz'}.")
    with closing(open_for_reading(database_path(data))) as connection:
        if excerpt.report_id:
            found = find_report(connection, excerpt.report_id).report
            excerpt = replace(excerpt, report_id=found["report_id"])
        chosen = choose_captures(connection, excerpt)
        if not chosen:
            raise click.ClickException("The archive holds nothing of that. `nianbao status` tells what there is.")
        target.parent.mkdir(parents=True, exist_ok=True)
        description = Description(_title(excerpt), software(), utc_now())
        written = write_wacz(
            connection, archive_folder(data), target, description, lambda items: track(items, chosen, "exporting")
        )
    click.echo(
        f"{counted(written.captures, 'capture')}, {counted(written.pages, 'report')} in {target}"
        f" ({written.size / 1e6:,.1f} MB)"
    )


def _title(excerpt: Excerpt) -> str:
    wanted = (excerpt.organisation, excerpt.portal, str(excerpt.year or ""), excerpt.report_id[:12])
    return " ".join(["政府信息公开工作年度报告", *filter(None, wanted)])
