"""Opens an archive folder for a run."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from archive.captures import OPEN_SUFFIX, run_id_of
from archive.durable import rename_durably
from archive.index import refresh_index
from archive.lock import locked_for_writing
from archive.manifest import MANIFEST_NAME, complete_manifest
from archive.notes import packed_rows, rows_in
from archive.record import iterate_records
from archive.run import Run
from archive.warc import ROTATE_AT, WarcWriter, utc_now

LOG = logging.getLogger(__name__)


@contextmanager
def open_archive(
    folder: Path,
    run: Run,
    now: Callable[[], datetime] = utc_now,
    new_id: Callable[[], UUID] = uuid4,
    rotate_at: int = ROTATE_AT,
) -> Iterator[WarcWriter]:
    """The writer of a folder, which is made if it is not there; files that a dead run left open are completed first.

    Raises ArchiveBusy while another process writes the folder.
    """
    with locked_for_writing(folder, f"{run.kind} {run.run_id}"):
        complete_torn_files(folder, new_id)
        with WarcWriter(folder, run, now, new_id, rotate_at) as writer:
            yield writer


def complete_torn_files(folder: Path, new_id: Callable[[], UUID] = uuid4) -> None:
    """Completes the files that dead runs left open; brings index and manifest in line. Only for who holds the write lock."""
    for path in sorted(folder.glob("*.warc.gz" + OPEN_SUFFIX)):
        complete_torn_file(path, str(new_id()))
    for name in complete_manifest(folder):
        LOG.warning("%s: noted the digest of %s, which it did not list", folder / MANIFEST_NAME, name)
    refresh_index(folder)


def complete_torn_file(path: Path, record_id: str) -> None:
    """Completes the file of a run that died: cuts off a torn record at its end, keeps every whole one.

    A run that left no closing figures gets a closing row that says so, dated by the last record it wrote.
    """
    end, last, warcinfo_id, has_closing_row = 0, None, "", False
    for record in iterate_records(path, on_damage=lambda damage: None):
        end, last = record.offset + record.length, record
        warcinfo_id = record.record_id if record.kind == "warcinfo" else warcinfo_id
        noted = rows_in(record)
        has_closing_row = has_closing_row or (noted is not None and noted[0] == "runs")
    torn = path.stat().st_size - end
    if last is None:
        LOG.warning("%s: removed; its run died before it had written one whole record (%d bytes)", path, torn)
        path.unlink()
        return
    if torn:
        LOG.warning(
            "%s: cut off %d bytes at offset %d, a record that its run died in; what stands before is whole",
            path,
            torn,
            end,
        )
    with path.open("r+b") as file:
        file.truncate(end)
        if not has_closing_row:
            file.seek(end)
            date = last.field("WARC-Date")
            row = {"run_id": run_id_of(path.name), "finished_at": date, "outcome": "interrupted"}
            file.write(packed_rows("runs", [row], record_id, date, warcinfo_id))
        file.flush()
        os.fsync(file.fileno())
    rename_durably(path, path.with_name(path.name.removesuffix(OPEN_SUFFIX)))
    LOG.warning(
        "%s: completed; its run died. The next crawl reads what it had fetched, and so does `nianbao build`", path.name
    )
