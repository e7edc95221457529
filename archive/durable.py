"""Writes that a power cut leaves whole: files are complete on the disk before they get their name."""

import os
from collections.abc import Iterable
from pathlib import Path


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file beside `path` and puts it in its place: readers see the old file or the new one, never a part."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def rename_durably(path: Path, new: Path) -> None:
    """Renames a file whose bytes are on the disk. Raises FileExistsError where the new name is taken: nothing is replaced.

    Only for who holds the write lock: between the look and the renaming another process could take the name.
    """
    if new.exists():
        raise FileExistsError(f"{new} exists already, and an archive replaces no file; move one of the two elsewhere")
    path.rename(new)
    sync_folder(new.parent)


def sync_file(path: Path) -> None:
    """Brings the bytes of a file to the disk, whoever wrote them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk; fsync of a file does not bring the file's own name there."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
