"""Opens an archive folder for a run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from archive.captures import OPEN_SUFFIX, run_id_of
from archive.index import refresh_index
from archive.lock import locked_for_writing
from archive.notes import packed_rows, rows_in
from archive.record import iterate_records
from archive.run import Run
from archive.warc import ROTATE_AT, WarcWriter, utc_now


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
    """Completes the files that dead runs left open and brings the index in line. Only for who holds the write lock."""
    for path in sorted(folder.glob("*.warc.gz" + OPEN_SUFFIX)):
        complete_torn_file(path, str(new_id()))
    refresh_index(folder)


def complete_torn_file(path: Path, record_id: str) -> None:
    """Completes the file of a run that died: cuts off a torn record at its end, keeps every whole one.

    A run that left no closing figures gets a closing row that says so, dated by the last record it wrote.
    """
    end, last_date, warcinfo_id, has_closing_row = 0, "", "", False
    for record in iterate_records(path, on_damage=lambda damage: None):
        end = record.offset + record.length
        last_date = record.field("WARC-Date")
        warcinfo_id = record.record_id if record.kind == "warcinfo" else warcinfo_id
        noted = rows_in(record)
        has_closing_row = has_closing_row or (noted is not None and noted[0] == "runs")
    if end == 0:
        path.unlink()
        return
    with path.open("r+b") as file:
        file.truncate(end)
        if not has_closing_row:
            file.seek(end)
            row = {"run_id": run_id_of(path.name), "finished_at": last_date, "outcome": "interrupted"}
            file.write(packed_rows("runs", [row], record_id, last_date, warcinfo_id))
    path.rename(path.with_name(path.name.removesuffix(OPEN_SUFFIX)))
