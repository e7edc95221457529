"""Makes a database beside the old one and puts it in its place when it is complete."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.database import check_is_ours
from archive.durable import sync_file, sync_folder

SIDE_FILES = ("-wal", "-shm", "-journal")


@contextmanager
def replacement_of(path: Path) -> Iterator[Path]:
    """The place of a new file that becomes `path` at the end; where the block fails the old file stays.

    Raises ForeignDatabase where the file at `path` is not ours to replace.
    """
    if path.exists():
        check_is_ours(path)
    fresh = path.with_name(path.name + ".new")
    _remove(fresh)
    try:
        yield fresh
        _empty_log(path)
        sync_file(fresh)
        fresh.replace(path)
        sync_folder(path.parent)
    finally:
        _remove(fresh)


def _empty_log(path: Path) -> None:
    """Removes the old file's write-ahead log, which SQLite would otherwise replay into the new file."""
    if path.exists():
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    for suffix in SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for suffix in ("", *SIDE_FILES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
