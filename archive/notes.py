"""What a run decided and counted, kept in the archive beside what it fetched.

A metadata record holds rows of a published table as JSON, {"candidates": [{"url": …}, …]}, so that the database can be
made from the archive alone.
"""

import json
from collections.abc import Mapping, Sequence

from archive.record import Record, packed_record
from archive.run import Run, iso_utc

Row = Mapping[str, str | int | float | None]

ROWS_TYPE = "application/json"
ROWS_URI = "urn:nianbao:"


def packed_rows(table: str, rows: Sequence[Row], record_id: str, date: str, warcinfo_id: str) -> bytes:
    """The gzip member of a metadata record that holds rows of `table`."""
    fields = (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<urn:uuid:{record_id}>"),
        ("WARC-Date", date),
        ("WARC-Target-URI", ROWS_URI + table),
        ("WARC-Warcinfo-ID", f"<urn:uuid:{warcinfo_id}>"),
        ("Content-Type", ROWS_TYPE),
    )
    # Lone surrogates come out of wrongly decoded links, and neither UTF-8 nor the database can hold them.
    text = json.dumps({table: rows}, ensure_ascii=False).encode("utf-8", "replace")
    return packed_record(fields, text)


def rows_in(record: Record) -> tuple[str, list[Row]] | None:
    """The table and the rows that a record holds; None for every other record."""
    if record.kind != "metadata" or not record.field("WARC-Target-URI").startswith(ROWS_URI):
        return None
    ((table, rows),) = json.loads(record.block).items()
    return table, rows


def packed_warcinfo(run: Run, record_id: str, date: str, filename: str) -> bytes:
    """The gzip member of the warcinfo record that opens each file of a run."""
    fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{record_id}>"),
        ("WARC-Date", date),
        ("WARC-Filename", filename),
        ("Content-Type", "application/warc-fields"),
    )
    values = {
        "software": run.software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": run.run_id,
        "run-kind": run.kind,
        "run-arguments": " ".join(run.arguments.split()),
        "run-started": iso_utc(run.started_at),
    }
    values |= {name: " ".join(value.split()) for name, value in run.declared if value}
    if run.job:
        values["run-job"] = " ".join(run.job.split())
    return packed_record(fields, "".join(f"{key}: {value}\r\n" for key, value in values.items()).encode())


def started_row(run: Run) -> Row:
    """The `runs` row of a run that starts."""
    return {
        "run_id": run.run_id,
        "kind": run.kind,
        "arguments": run.arguments,
        "software": run.software,
        "started_at": iso_utc(run.started_at),
        "job": run.job or None,
    }


def run_row(record: Record) -> Row | None:
    """The `runs` row that a warcinfo record of ours opens; None for every other record."""
    if record.kind != "warcinfo":
        return None
    lines = (line.partition(": ") for line in record.block.decode("utf-8").splitlines())
    values = {key: value for key, _, value in lines}
    return {
        "run_id": values["isPartOf"],
        "kind": values["run-kind"],
        "arguments": values["run-arguments"],
        "software": values["software"],
        "started_at": values["run-started"],
        "job": values.get("run-job"),  # an import has none
    }
