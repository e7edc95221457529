"""Copies an archive's complete files to a storage, and takes up an archive that stands in one.

Nothing is replaced there but the index and the manifest, and nothing is deleted here whose bytes were not read back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archive.bucket import Bucket, Held
from archive.durable import replace_file, sync_folder
from archive.errors import GoneFile, StorageError, UnprovenFile
from archive.index import INDEX_NAME, refresh_index
from archive.manifest import MANIFEST_NAME, manifest_bytes, parse_manifest, read_manifest
from archive.storage import Storage, Stored, file_digest, note_storage, read_storage

UPLOAD_LOCK = "upload.lock"
WARC_SUFFIX = ".warc.gz"


class Outcome(NamedTuple):
    """What became of one file. `sent` counts bytes, `problem` says why it was left as it is, "" where nothing is wrong."""

    name: str
    sent: int
    problem: str


Listed = tuple[Path, str]  # a file, and its digest in the manifest


def files_to_upload(folder: Path) -> list[Listed]:
    """The complete WARC files in a folder with their digests, "" where the manifest does not list them."""
    digests = read_manifest(folder)
    return [(path, digests.get(path.name, "")) for path in sorted(folder.glob("*.warc.gz"))]


def bring_files(folder: Path, url: str, files: list[Listed]) -> Iterator[Outcome]:
    """Brings files to a storage and says of each what became of it; then the index and the manifest.

    The manifest there has every line of the one here: what it lists and the storage lacks is missed, not forgotten. Only
    for who holds the folder's lock `UPLOAD_LOCK`. Raises StorageError where the storage does not answer, or holds another
    archive.
    """
    bucket = Bucket(url)
    sizes = dict(_storage_for(folder, bucket).files)
    if sizes:
        note_storage(folder, Storage(bucket.url, sizes))
    for path, digest in files:
        size, sent, problem = path.stat().st_size, 0, ""
        try:
            sent = _bring(bucket, path, Held(size, digest))
        except UnprovenFile as error:
            problem = str(error)
        else:
            sizes[path.name] = size
            note_storage(folder, Storage(bucket.url, sizes))
        yield Outcome(path.name, sent, problem)
    for name in (INDEX_NAME, MANIFEST_NAME):  # the manifest last: it names what is there
        if (folder / name).exists():
            bucket.replace(folder / name)


def free_files(folder: Path, files: list[Listed]) -> Iterator[Outcome]:
    """Deletes files from the folder that the storage holds and its manifest lists, once their bytes were read back from there.

    So whatever is deleted here is found by who has nothing but the storage. Only for who holds the folder's lock
    `UPLOAD_LOCK`, after `bring_files`. Raises StorageError where there is no storage, or where it does not answer.
    """
    storage = read_storage(folder)
    if storage is None:
        raise StorageError(f"{folder} notes no storage: bring its files to one first, with `nianbao upload URL`")
    listed = parse_manifest(Bucket(storage.url).read(MANIFEST_NAME))
    for path, digest in files:
        problem = ""
        try:
            if not digest or listed.get(path.name) != digest:
                raise UnprovenFile(f"{storage.url}/{MANIFEST_NAME} does not list {path.name} as it is here: it is kept")
            _prove(Stored(f"{storage.url}/{path.name}", path.stat().st_size), digest)
        except UnprovenFile as error:
            problem = str(error)
        else:
            path.unlink()
            sync_folder(folder)
        yield Outcome(path.name, 0, problem)


def _storage_for(folder: Path, bucket: Bucket) -> Storage:
    """What is known to be in the storage. Raises StorageError where it is not the storage of this archive."""
    sizes = bucket.list_sizes()
    held = {name for name in sizes if name.endswith(WARC_SUFFIX)}
    if MANIFEST_NAME in sizes:
        held |= parse_manifest(bucket.read(MANIFEST_NAME)).keys()
    known, noted = read_manifest(folder), read_storage(folder)
    if foreign := sorted(held - known.keys() - {path.name for path in folder.glob("*" + WARC_SUFFIX)}):
        raise StorageError(
            f"{bucket.url} holds another archive: {foreign[0]}, which {MANIFEST_NAME} here does not list. Name another folder"
            " of the storage; where it is of this archive, run `nianbao repair`, which lists it again"
        )
    if noted and noted.url == bucket.url:
        return noted
    freed = sorted(name for name in noted.files if not (folder / name).exists()) if noted else []
    if noted and freed:
        raise StorageError(
            f"{folder} has files that stand only in {noted.url} ({len(freed):,}, the first {freed[0]}): upload to that one, or"
            f" copy each back before you name another, as `aws s3 cp {noted.url}/{freed[0]} {folder}/` does"
        )
    # A note that was lost is made anew of what the storage itself says.
    found = {name: bucket.find(name) for name in known if not (folder / name).exists()}
    return Storage(bucket.url, {name: its.size for name, its in found.items() if its and its.sha256 == known[name]})


def _bring(bucket: Bucket, path: Path, wanted: Held) -> int:
    """Puts a file into the storage if it is not there, and returns how many bytes were sent.

    Raises UnprovenFile where the manifest does not list it, or another file has its name; that is not replaced.
    """
    if not wanted.sha256:
        raise UnprovenFile(f"{path} was not uploaded: {MANIFEST_NAME} does not list it. Run `nianbao repair`")
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
    except GoneFile:
        is_proven = False
    if not is_proven:
        raise UnprovenFile(
            f"{place} is not the file that stands here: its bytes have not the digest of {MANIFEST_NAME}. The file here is"
            " kept. Where it is sound (`nianbao verify`), delete the other and upload it again"
        )


def attach(folder: Path, url: str) -> Storage:
    """Makes a folder that reads its WARC files from a storage: it gets the manifest, the index and a note of the address.

    Files that the manifest there does not list, because an upload died, are taken up, too. Raises StorageError where there
    is no archive, or where the folder holds one already.
    """
    bucket = Bucket(url)
    if any(folder.glob("*.warc.gz*")) or (folder / MANIFEST_NAME).exists():
        raise StorageError(f"{folder} holds an archive already: name a new folder with --data")
    sizes = bucket.list_sizes()
    stored = {name: size for name, size in sizes.items() if name.endswith(WARC_SUFFIX)}
    if not stored:
        raise StorageError(f"{bucket.url} holds no archive: there is no WARC file")
    listed = parse_manifest(bucket.read(MANIFEST_NAME)) if MANIFEST_NAME in sizes else {}
    found = {name: _digest_of(bucket, name, size) for name, size in stored.items() if name not in listed}
    folder.mkdir(parents=True, exist_ok=True)
    storage = Storage(bucket.url, stored)
    note_storage(folder, storage)
    if INDEX_NAME in sizes:
        bucket.fetch(INDEX_NAME, folder / INDEX_NAME)
    if found or INDEX_NAME not in sizes:
        refresh_index(folder)
    replace_file(folder / MANIFEST_NAME, [manifest_bytes(listed | found)])  # last: it says that the folder is whole
    return storage


def _digest_of(bucket: Bucket, name: str, size: int) -> str:
    """The digest that was told of a file when it was put there, else the one that it has now."""
    held = bucket.find(name)
    return (held.sha256 if held else "") or file_digest(Stored(f"{bucket.url}/{name}", size))
