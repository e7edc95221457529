"""WARC files wherever they stand: in the archive's folder, or in an S3 storage that the folder notes.

What stands elsewhere is read by ranges, through fsspec and s3fs (the extra `s3`), which nothing else needs.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from archive.durable import replace_file
from archive.errors import GoneFile, StorageError

NOTE_NAME = "storage.json"
SCHEME = "s3://"
BEYOND_THE_END = ("InvalidRange", "416")
# What is asked for at once where a file is read from its start to its end: requests are few, and memory stays flat.
AHEAD = 8 << 20  # bytes
PIECE = 1 << 20  # bytes that are held at once


@dataclass(frozen=True, slots=True)
class Stored:
    """A WARC file in a storage. `size` counts its bytes."""

    url: str
    size: int

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]


Place = Path | Stored


@dataclass(frozen=True, slots=True)
class Storage:
    """A storage by its URL, and the sizes of the WARC files that were brought to it, by name."""

    url: str
    files: Mapping[str, int]

    def place(self, name: str) -> Stored:
        return Stored(f"{self.url}/{name}", self.files[name])


def read_storage(folder: Path) -> Storage | None:
    """The storage that an archive folder notes, None where it notes none. Raises StorageError for a note that is damaged."""
    path = folder / NOTE_NAME
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return _parse_note(path, (state.st_ino, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=1)
def _parse_note(path: Path, state: tuple[int, int, int]) -> Storage:
    """The note as it is in this state of its file: every record that is read asks for it, and it may be long."""
    try:
        noted = json.loads(path.read_bytes())
        files = {str(name): int(size) for name, size in noted["files"].items()}
        return Storage(str(noted["url"]), MappingProxyType(files))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError(
            f"{path} is damaged ({error!r}): move it away and run `nianbao upload URL` with the storage's address, which"
            " makes it anew"
        ) from error


def note_storage(folder: Path, storage: Storage) -> None:
    """Notes in an archive folder what is in its storage."""
    noted = {"url": storage.url, "files": dict(sorted(storage.files.items()))}
    replace_file(folder / NOTE_NAME, [json.dumps(noted, indent=1).encode("utf-8") + b"\n"])


def warc_places(folder: Path) -> list[Place]:
    """The complete WARC files of an archive, sorted by name; what is in the folder is read there."""
    storage = read_storage(folder)
    places: dict[str, Place] = {name: storage.place(name) for name in storage.files} if storage else {}
    places |= {path.name: path for path in folder.glob("*.warc.gz")}
    return [places[name] for name in sorted(places)]


class Reader(Protocol):
    """A file that is being read. `size` counts its bytes."""

    name: str
    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset` on, none beyond the end."""

    def sha256(self) -> str:
        """The SHA-256 of the whole file in hexadecimal."""


@contextmanager
def open_place(place: Place, ahead: int = 0) -> Iterator[Reader]:
    """Opens a file; of one that stands elsewhere at least `ahead` bytes are fetched at once.

    Reading raises FileNotFoundError where it is gone (of a storage: GoneFile), StorageError where that does not answer.
    """
    if isinstance(place, Stored):
        yield _RemoteFile(place, ahead)
        return
    with place.open("rb") as file:
        yield _LocalFile(place.name, file.fileno())


def pieces_of(file: Reader, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from `start` up to `end`, or up to where it ends before, a piece at a time."""
    while start < end and (piece := file.read_at(start, min(PIECE, end - start))):
        yield piece
        start += len(piece)


def file_digest(place: Place) -> str:
    """The SHA-256 of a file in hexadecimal. Raises as `open_place` does."""
    with open_place(place, AHEAD) as file:
        return file.sha256()


class _LocalFile:
    def __init__(self, name: str, descriptor: int) -> None:
        self.name = name
        self.size = os.fstat(descriptor).st_size
        self._descriptor = descriptor

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, offset)

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for piece in pieces_of(self, 0, self.size):
            digest.update(piece)
        return digest.hexdigest()


class _RemoteFile:
    """Keeps the block that was fetched last, and digests what is fetched in order, so that no byte travels twice."""

    def __init__(self, place: Stored, ahead: int) -> None:
        self.name = place.name
        self.size = place.size
        self._url = place.url
        self._ahead = ahead
        self._start, self._block = 0, b""
        self._digest, self._digested = hashlib.sha256(), 0

    def read_at(self, offset: int, length: int) -> bytes:
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        if not self._start <= offset <= offset + length <= self._start + len(self._block):
            self._fetch(offset, max(length, self._ahead))
        return self._block[offset - self._start : offset - self._start + length]

    def sha256(self) -> str:
        while self._digested < self.size:
            self._fetch(self._digested, AHEAD)
        return self._digest.hexdigest()

    def _fetch(self, offset: int, length: int) -> None:
        end = min(offset + length, self.size)
        self._start, self._block = offset, _read_range(self._url, offset, end)
        if not self._block:
            self.size = offset  # it is shorter than it was; the digest will tell
        if offset <= self._digested:
            fresh = self._block[self._digested - offset :]
            self._digest.update(fresh)
            self._digested += len(fresh)


def _read_range(url: str, start: int, end: int) -> bytes:
    filesystem = open_filesystem(url)
    with answers(url):
        try:
            data: bytes = filesystem.cat_file(url, start=start, end=end)
        except FileNotFoundError as error:
            raise GoneFile(
                f"{url} is gone from the storage; `nianbao verify` names what is gone, `nianbao repair --from DIR` takes it"
                " from another copy of the archive"
            ) from error
        except OSError as error:
            response = getattr(error.__cause__, "response", {})  # of botocore's ClientError
            if response.get("Error", {}).get("Code") not in BEYOND_THE_END:
                raise
            return b""
    return data


def open_filesystem(url: str) -> Any:
    """The fsspec file system for a URL; fsspec keeps one a process. Raises StorageError where the extra is missing."""
    if not url.startswith(SCHEME):
        raise StorageError(f"{url} is no address of a storage: name one like s3://bucket/folder")
    try:
        from s3fs import S3FileSystem
    except ImportError as error:
        raise StorageError(
            f"{url} takes the packages of the extra `s3`, which are not installed ({error}): run `make s3`"
        ) from error
    return S3FileSystem()


@contextmanager
def answers(url: str) -> Iterator[None]:
    """Turns what a storage and the way to it may refuse into StorageError; FileNotFoundError, and so GoneFile, passes."""
    from aiohttp import ClientError
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, BotoCoreError, ClientError) as error:
        raise StorageError(
            f"{url} does not answer: {error}. The address is the environment's (AWS_ENDPOINT_URL for what is not Amazon's),"
            " and so are the rights (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE)."
            " Mend that and run it again: what was done before stays, and it goes on from there"
        ) from error
