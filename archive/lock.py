"""One writer at a time for an archive folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveBusy

LOCK_NAME = "writer.lock"


@contextmanager
def locked_for_writing(folder: Path, holder: str, lock_name: str = LOCK_NAME) -> Iterator[None]:
    """Holds the folder's write lock, or another of its locks; `holder` is told to whoever comes second.

    The kernel drops the lock with the process, however it dies, so a lock file that is left over locks nothing.
    Raises ArchiveBusy when another process holds it.
    """
    doing = "written" if lock_name == LOCK_NAME else "uploaded"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / lock_name).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise ArchiveBusy(
                f"{folder} is being {doing} by {file.read().strip() or 'another process'}. "
                "Wait until it ends or stop it, or name another folder with --data."
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}: {holder}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def is_being_written(folder: Path) -> bool:
    """Whether a process holds the folder's write lock. Nothing is written, so that it works on a read-only disk."""
    path = folder / LOCK_NAME
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
