"""Copies an archive's complete files to a storage, and takes up an archive that stands in one.

Nothing is replaced there but the index and the manifest, and nothing is deleted here whose bytes were not read back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archive.bucket import Bucket, Held
from archive.durable import sync_folder
from archive.errors import StorageError, UnprovenFile
from archive.index import INDEX_NAME
from archive.manifest import MANIFEST_NAME, parse_manifest, read_manifest
from archive.storage import Storage, Stored, file_digest, note_storage, read_storage

UPLOAD_LOCK = "upload.lock"


class Uploaded(NamedTuple):
    """What became of one file. `sent` counts bytes, `problem` says why it was left as it is, "" where nothing is wrong."""

    name: str
    size: int
    sent: int
    is_freed: bool
    problem: str


def files_to_upload(folder: Path) -> list[tuple[Path, str]]:
    """The complete WARC files in a folder that its manifest lists, with their digests."""
    digests = read_manifest(folder)
    return [(path, digests[path.name]) for path in sorted(folder.glob("*.warc.gz")) if path.name in digests]


def upload_files(folder: Path, url: str, files: list[tuple[Path, str]], is_freeing: bool) -> Iterator[Uploaded]:
    """Brings files to a storage and says of each what became of it; then, if all are proven, the index and the manifest.

    With `is_freeing`, files are deleted from the folder whose bytes, read back from the storage, have the digest of the
    manifest. Only for who holds the folder's lock `UPLOAD_LOCK`. Raises StorageError where the storage does not answer, or
    holds another archive.
    """
    bucket = Bucket(url)
    storage, are_proven = _storage_for(folder, bucket), True
    if storage.files:
        note_storage(folder, storage)
    for path, digest in files:
        size, sent, problem = path.stat().st_size, 0, ""
        try:
            sent = _bring(bucket, path, Held(size, digest))
            if is_freeing:
                _prove(Stored(f"{bucket.url}/{path.name}", size), digest)
        except UnprovenFile as error:
            problem, are_proven = str(error), False
        else:
            storage.files[path.name] = size
            note_storage(folder, storage)
            if is_freeing:
                path.unlink()
                sync_folder(folder)
        yield Uploaded(path.name, size, sent, is_freeing and not problem, problem)
    if are_proven:
        for name in (INDEX_NAME, MANIFEST_NAME):  # the manifest last: it names what is there
            if (folder / name).exists():
                bucket.replace(folder / name)


def _storage_for(folder: Path, bucket: Bucket) -> Storage:
    """What is known to be in the storage. Raises StorageError where it is not the storage of this archive."""
    try:
        held = parse_manifest(bucket.read(MANIFEST_NAME))
    except FileNotFoundError:
        held = {}
    known, noted = read_manifest(folder), read_storage(folder)
    if foreign := sorted(held.keys() - known.keys()):
        raise StorageError(
            f"{bucket.url} holds another archive: {foreign[0]}, which this one does not know. Name another folder of the storage"
        )
    if noted and noted.url == bucket.url:
        return noted
    if freed := sorted(name for name in (noted.files if noted else ()) if not (folder / name).exists()):
        raise StorageError(
            f"{folder} has files that stand only in {noted.url if noted else ''}, such as {freed[0]}: bring them back before"
            f" you name another storage, or upload to that one"
        )
    # A note that was lost is made anew of what the storage itself says.
    found = {name: bucket.find(name) for name in known if not (folder / name).exists()}
    return Storage(bucket.url, {name: its.size for name, its in found.items() if its and its.sha256 == known[name]})


def _bring(bucket: Bucket, path: Path, wanted: Held) -> int:
    """Puts a file into the storage if it is not there, and returns how many bytes were sent.

    Raises UnprovenFile where another file has its name; it is not replaced.
    """
    held = bucket.find(path.name)
    if held is None:
        return bucket.put(path, wanted.sha256)
    if held != wanted:  # also where another program put it there, which told nothing of its digest
        _prove(Stored(f"{bucket.url}/{path.name}", held.size), wanted.sha256)
    return 0


def _prove(place: Stored, digest: str) -> None:
    """Reads a file back. Raises UnprovenFile where its bytes have not the digest."""
    try:
        is_proven = file_digest(place) == digest
    except FileNotFoundError:
        is_proven = False
    if not is_proven:
        raise UnprovenFile(
            f"{place} is not the file that stands here: its bytes have not the digest of {MANIFEST_NAME}. The file here is"
            " kept. Where it is sound (`nianbao verify`), delete the other and upload it again"
        )


def attach(folder: Path, url: str) -> Storage:
    """Makes a folder that reads its WARC files from a storage: it gets the manifest, the index and a note of the address.

    Raises StorageError where there is no archive, or where the folder holds one already.
    """
    bucket = Bucket(url)
    if any(folder.glob("*.warc.gz*")) or (folder / MANIFEST_NAME).exists():
        raise StorageError(f"{folder} holds an archive already: name a new folder with --data")
    try:
        sizes, digests = bucket.list_sizes(), parse_manifest(bucket.read(MANIFEST_NAME))
    except FileNotFoundError as error:
        raise StorageError(f"{bucket.url} holds no archive: there is no {MANIFEST_NAME} ({error})") from error
    folder.mkdir(parents=True, exist_ok=True)
    storage = Storage(bucket.url, {name: sizes[name] for name in digests if name in sizes})
    note_storage(folder, storage)
    for name in (INDEX_NAME, MANIFEST_NAME):
        if name in sizes:
            bucket.fetch(name, folder / name)
    sync_folder(folder)
    return storage
