"""What the archive raises."""


class ArchiveError(Exception):
    """Base of everything this package raises; the message says what is wrong, where, and what to do."""


class ArchiveBusy(ArchiveError):
    """Raised when an archive is opened for writing while another process writes it."""


class DamagedRecord(ArchiveError):
    """Raised when the bytes at an offset of a WARC file are no whole record."""


class UnwritableDatabase(ArchiveError):
    """Raised when the database, or the folder it lies in, cannot be written."""


class ForeignDatabase(ArchiveError):
    """Raised when the file at the database's place is not one of ours, or was made by another version."""


class StorageError(ArchiveError):
    """Raised when a storage elsewhere refuses, does not answer, or does not hold what it should.

    No OSError: who copes with a file that cannot be read must not take a storage that is down for one.
    """


class GoneFile(StorageError, FileNotFoundError):
    """Raised when a file is read that is noted to stand in a storage, and that the storage says it has not."""


class UnprovenFile(StorageError):
    """Raised when a file that is to stand in a storage is not what its digest says, here or there."""
