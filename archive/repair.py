"""Sets right what can be set right safely: nothing is deleted, and nothing is put in whose digest does not prove it.

What is damaged is kept in the folder `damaged` of the archive, under the name of its file and the offset where it stood.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from archive.durable import replace_file, sync_folder
from archive.errors import DamagedRecord
from archive.index import rebuild_index
from archive.manifest import note_digests, read_manifest
from archive.record import Record, iterate_records
from archive.storage import AHEAD, Place, file_digest, open_place, pieces_of, read_storage
from archive.verify import wrong_digest

DAMAGED_NAME = "damaged"


class Gap(NamedTuple):
    """The bytes of a file from `start` up to `end` that are no sound record."""

    start: int
    end: int


def repair_archive(folder: Path, second: Path | None) -> Iterator[str]:
    """Repairs the WARC files of a folder, its manifest and its index, and says what was done to which.

    `second` is the folder of another copy of the archive; without one the copy is the storage that the folder notes, if it
    does. Only for who holds the write lock, after dead runs' files were completed (`archive.opening.complete_torn_files`).
    Raises StorageError where a copy is wanted and the storage does not answer.
    """
    storage = read_storage(folder)
    stored = {name: storage.place(name) for name in storage.files} if storage else {}
    if second:
        yield from _fetch_missing(folder, second, stored)
    for path in sorted(folder.glob("*.warc.gz")):
        yield from _repair_file(path, second / path.name if second else stored.get(path.name))
    note_digests(folder, {})
    rebuild_index(folder)


def _fetch_missing(folder: Path, second: Path, stored: Mapping[str, Place]) -> Iterator[str]:
    """Takes files from another copy that are neither in the folder nor, whole, in the storage."""
    for name, digest in read_manifest(folder).items():
        if (folder / name).exists() or (name in stored and _is_proven(stored[name], digest)):
            continue
        if _is_proven(second / name, digest):
            _copy(second / name, folder / name)
            yield f"{name}: was not there, taken from {second}"


def _repair_file(path: Path, second: Place | None) -> Iterator[str]:
    """Repairs a file with the help of its copy, where there is one."""
    digest = read_manifest(path.parent).get(path.name)
    gaps = find_gaps(path)
    if not gaps and digest == file_digest(path):
        return
    if second and digest and _is_proven(second, digest):
        for gap in gaps:
            yield _set_aside(path, gap)
        _copy(second, path)
        yield f"{path.name}: taken whole from {second}, where it is as it was written"
        return
    if gaps:
        yield from _fill_gaps(path, gaps, second)
    else:
        yield f"{path.name}: every record is whole; noted the digest of the file as it is now"
    note_digests(path.parent, {path.name: file_digest(path)})


def find_gaps(path: Path) -> list[Gap]:
    """Where a file holds bytes that are no record, or a record that is not the one its digests were taken from."""
    gaps, end = list[Gap](), 0

    def ignore(damage: DamagedRecord) -> None:
        """Reading goes on at the next record; what lies between is the gap."""

    for record in iterate_records(path, on_damage=ignore):
        if wrong_digest(record):
            continue
        if record.offset > end:
            gaps.append(Gap(end, record.offset))
        end = record.offset + record.length
    size = path.stat().st_size
    return [*gaps, Gap(end, size)] if size > end else gaps


def _fill_gaps(path: Path, gaps: list[Gap], second: Place | None) -> Iterator[str]:
    """Puts the records of the other copy into the gaps; closes those for which it has none."""
    pieces, position = list[tuple[Place, Gap]](), 0
    for gap in gaps:
        pieces.append((path, Gap(position, gap.start)))
        yield _set_aside(path, gap)
        if second and _holds_records(second, gap):
            pieces.append((second, gap))
            yield f"{path.name} at offset {gap.start}: put in what {second} holds there"
        else:
            yield f"{path.name} at offset {gap.start}: took out {gap.end - gap.start} bytes; what they held is lost here"
        position = gap.end
    pieces.append((path, Gap(position, path.stat().st_size)))
    replace_file(path, (data for source, gap in pieces for data in _bytes_of(source, gap)))


def _holds_records(place: Place, gap: Gap) -> bool:
    """Whether a file holds sound records from the start of a gap, the last of which ends where the gap does."""
    position = gap.start
    for record in _sound_records(place, gap.start):
        position = record.offset + record.length
        if position >= gap.end:
            break
    return position == gap.end


def _sound_records(place: Place, start: int) -> Iterator[Record]:
    try:
        for record in iterate_records(place, start):
            if wrong_digest(record):
                return
            yield record
    except (DamagedRecord, FileNotFoundError):
        return


def _set_aside(path: Path, gap: Gap) -> str:
    """Keeps damaged bytes in a file of their own, and says where."""
    folder = path.parent / DAMAGED_NAME
    folder.mkdir(exist_ok=True)
    sync_folder(path.parent)
    aside = folder / f"{path.name}.{gap.start}"
    replace_file(aside, _bytes_of(path, gap))
    return f"{path.name} at offset {gap.start}: {gap.end - gap.start} damaged bytes are kept in {DAMAGED_NAME}/{aside.name}"


def _bytes_of(place: Place, gap: Gap) -> Iterator[bytes]:
    with open_place(place, AHEAD) as file:
        yield from pieces_of(file, gap.start, gap.end)


def _is_proven(place: Place, digest: str) -> bool:
    try:
        return file_digest(place) == digest
    except FileNotFoundError:
        return False


def _copy(source: Place, path: Path) -> None:
    with open_place(source, AHEAD) as file:
        replace_file(path, pieces_of(file, 0, file.size))
