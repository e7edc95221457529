"""`nianbao export`."""

from contextlib import closing
from pathlib import Path

import click

from archive.database import open_for_reading
from archive.export import PACKAGE_NAME, export_table, published_tables, write_package
from archive.warc import utc_now
from nianbao.options import counted, data_option, database_path, track


@click.command()
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Target folder.")
@click.option(
    "--format", "file_format", default="csv", show_default=True, type=click.Choice(["csv", "jsonl", "parquet"])
)
@data_option
def command(folder: Path, file_format: str, data: Path) -> None:
    """Write every published table as a file, with a data package that holds row counts and SHA-256 checksums."""
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
