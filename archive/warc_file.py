"""A WARC file while it is written."""

import os
from pathlib import Path

from archive.captures import OPEN_SUFFIX


class WarcFile:
    """Appends whole gzip members; the file bears the suffix .open until `complete` is called."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.offset = 0  # where the next member starts
        self._path = folder / name
        self._open_path = folder / (name + OPEN_SUFFIX)
        self._descriptor = os.open(self._open_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)

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

    def complete(self) -> None:
        """Gives the file its name, after its bytes are on the disk."""
        os.fsync(self._descriptor)
        os.close(self._descriptor)
        self._open_path.rename(self._path)
