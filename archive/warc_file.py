"""A WARC file while it is written."""

import hashlib
import os
from pathlib import Path
from time import monotonic

from archive.captures import OPEN_SUFFIX
from archive.durable import rename_durably, sync_folder
from archive.manifest import note_digests

# What a power cut may take of a file that is still open. At the pace of a polite crawl that is a page or none.
SYNC_INTERVAL = 1.0  # seconds


class WarcFile:
    """Appends whole gzip members; the file bears the suffix .open until `complete` is called."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.offset = 0  # where the next member starts
        self._path = folder / name
        self._open_path = folder / (name + OPEN_SUFFIX)
        self._digest = hashlib.sha256()
        if self._path.exists():
            raise FileExistsError(
                f"{self._path} exists already, and an archive replaces no file; set the machine's clock"
            )
        self._descriptor = os.open(self._open_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        sync_folder(folder)
        self._synced_at = monotonic()

    def append(self, members: bytes) -> None:
        """Writes members straight to the file: a process that dies later cannot lose them.

        A write that fails (a full disk) is taken back, so that no torn member stands in the way of the next.
        """
        rest = memoryview(members)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            os.ftruncate(self._descriptor, self.offset)
            os.lseek(self._descriptor, self.offset, os.SEEK_SET)
            raise
        self.offset += len(members)
        self._digest.update(members)
        if monotonic() - self._synced_at > SYNC_INTERVAL:
            os.fdatasync(self._descriptor)
            self._synced_at = monotonic()

    def complete(self) -> None:
        """Gives the file its name, after its bytes are on the disk, and notes its digest.

        Where that fails (a full disk) it can be tried again; else the next run does it.
        """
        if self._open_path.exists():
            os.fsync(self._descriptor)
            rename_durably(self._open_path, self._path)
        note_digests(self._path.parent, {self.name: self._digest.hexdigest()})
        self.release()

    def release(self) -> None:
        """Lets go of the file, complete or not; what is open is completed by the next run."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
