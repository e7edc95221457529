"""The SHA-256 of every complete WARC file, in the form that `sha256sum --check` reads.

The digests in the records prove what each record holds, and not the bytes around it: the times and flags of gzip headers,
and the bits that fill the last byte before a checksum, may change unseen. The manifest proves every byte.
"""

import re
from contextlib import suppress
from pathlib import Path

from archive.durable import replace_file
from archive.errors import GoneFile
from archive.storage import file_digest, warc_places

MANIFEST_NAME = "manifest.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (.+\.warc\.gz)")


def read_manifest(folder: Path) -> dict[str, str]:
    """Digests by the names of WARC files, sorted; lines that are damaged are left out, as is everything without a manifest."""
    path = folder / MANIFEST_NAME
    return parse_manifest(path.read_bytes()) if path.exists() else {}


def parse_manifest(data: bytes) -> dict[str, str]:
    """The digests of a manifest's sound lines, by the names of WARC files, sorted."""
    found = (_LINE.fullmatch(line) for line in data.decode("ascii", "replace").split("\n"))
    return dict(sorted((match[2], match[1]) for match in found if match))


def manifest_bytes(digests: dict[str, str]) -> bytes:
    """The manifest as it is written."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode("utf-8")


def note_digests(folder: Path, digests: dict[str, str]) -> None:
    """Adds the digests of files to the manifest, or puts them in the place of older ones."""
    replace_file(folder / MANIFEST_NAME, [manifest_bytes(read_manifest(folder) | digests)])


def complete_manifest(folder: Path) -> list[str]:
    """Brings the manifest in line with the files that are there or elsewhere, and returns the names of those that it lacked.

    Files that it names and that are not there stay in it: they are missed. The digests of files that it knows are not
    taken again. Only for who holds the write lock. Raises StorageError where it lacks a file that stands elsewhere, and its
    storage does not answer.
    """
    known = read_manifest(folder)
    lacking = dict[str, str]()
    for place in warc_places(folder):
        if place.name not in known:
            with suppress(GoneFile):  # `archive.verify` tells of it
                lacking[place.name] = file_digest(place)
    if lacking:
        note_digests(folder, lacking)
    return list(lacking)
