"""7z containers."""

from collections.abc import Callable
from functools import lru_cache, partial

from pipelines.containers.entry import Entry, shown_name
from pipelines.sevenzip.listing import MAGIC, File, list_files
from pipelines.sevenzip.streams import Folder
from pipelines.sevenzip.unpacking import cut_file, unpack_folder


def recognises(data: bytes) -> bool:
    """Whether the bytes are a 7z container."""
    return data.startswith(MAGIC)


def list_entries(data: bytes) -> list[Entry]:
    """The files in the container. Raises `Unreadable`: damaged, encrypted, too_large, unsupported."""
    # Files that are packed together are asked for one after the other.
    unpack = lru_cache(maxsize=1)(partial(unpack_folder, data))
    return [Entry(shown_name(file.name), file.size, partial(_read, unpack, file)) for file in list_files(data)]


def _read(unpack: Callable[[Folder], bytes], file: File) -> bytes:
    return cut_file(unpack(file.folder), file.folder, file.place) if file.folder else b""
