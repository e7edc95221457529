"""Tests the files of an archive: every record's digests, every file's digest, no file missing.

What the records hold goes into a scratch database, so that memory stays flat and the comparisons (`archive.comparison`) are
joins.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from archive.capture import Capture
from archive.captures import OPEN_SUFFIX, capture_of, locate_warc, run_id_of
from archive.errors import DamagedRecord
from archive.index import index_line
from archive.insert import CAPTURE_COLUMNS, capture_row
from archive.manifest import MANIFEST_NAME, manifest_bytes, read_manifest
from archive.payload import payload_of
from archive.record import Record, iterate_records, records_in, sha1_digest
from archive.storage import AHEAD, NOTE_NAME, Place, Reader, Stored, open_place


class Remedy(StrEnum):
    """What helps against a problem."""

    REPAIR = "repair"  # `nianbao repair` sets it right from what the archive holds
    COPY = "copy"  # bytes are gone: only another copy of the archive has them


class Problem(NamedTuple):
    """Something that is not as the archive promises. `message` says what and where."""

    remedy: Remedy
    message: str


Problems = Iterator[Problem]

_SCRATCH = f"""
CREATE TABLE held ({", ".join(CAPTURE_COLUMNS)}, line BLOB, PRIMARY KEY (capture_id)) WITHOUT ROWID;
CREATE TABLE noted_runs (run_id PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE damaged_files (file PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE indexed (line BLOB, capture_id, url, file);
"""
_BETWEEN = (
    "{} or its line in "
    + MANIFEST_NAME
    + " has changed: every record is whole, but bytes that no record's digest covers, such as the time in a gzip header, are"
    " not those that were written"
)


def open_scratch() -> sqlite3.Connection:
    """The scratch database that one verification needs; it vanishes when it is closed."""
    scratch = sqlite3.connect("", uri=True)
    scratch.executescript(_SCRATCH)
    return scratch


def verify_file(scratch: sqlite3.Connection, place: Place, digest: str | None) -> tuple[int, list[Problem]]:
    """How many whole records a file has, and what is wrong with it; captures are noted in `scratch`.

    `digest` is what the manifest says of the file, None where it says nothing. A file that stands elsewhere is fetched once.
    Raises StorageError where its storage does not answer.
    """
    try:
        with open_place(place, AHEAD) as file:
            return _verify_open(scratch, file, digest)
    except FileNotFoundError:
        if not isinstance(place, Stored):
            raise
        scratch.execute("INSERT OR IGNORE INTO noted_runs VALUES (?)", (run_id_of(place.name),))
        return 0, [Problem(Remedy.COPY, f"{place.url} is not there, and {NOTE_NAME} notes it")]


def _verify_open(scratch: sqlite3.Connection, file: Reader, digest: str | None) -> tuple[int, list[Problem]]:
    damages: list[DamagedRecord] = []
    problems, records = list[Problem](), 0
    for record in records_in(file, on_damage=damages.append):
        records += 1
        if wrong := wrong_digest(record) or _note(scratch, record):
            problems.append(Problem(Remedy.COPY, f"{record.file} at offset {record.offset}: {wrong}"))
    problems += (Problem(Remedy.COPY, str(damage)) for damage in damages)
    scratch.execute("INSERT OR IGNORE INTO noted_runs VALUES (?)", (run_id_of(file.name),))
    if problems:
        scratch.execute("INSERT OR IGNORE INTO damaged_files VALUES (?)", (file.name,))
    elif digest is None:
        problems.append(Problem(Remedy.REPAIR, f"{MANIFEST_NAME} does not list {file.name}, whose records are whole"))
    elif digest != file.sha256():
        problems.append(Problem(Remedy.REPAIR, _BETWEEN.format(file.name)))
    return records, problems


def _note(scratch: sqlite3.Connection, record: Record) -> str:
    """Notes the capture that a record holds, if it holds one; returns what is wrong with it, "" where nothing is."""
    try:
        capture = capture_of(record)
    except ValueError as error:
        return f"the record says nothing that can be understood: {error}"
    return _note_capture(scratch, capture) if capture else ""


def _note_capture(scratch: sqlite3.Connection, capture: Capture) -> str:
    capture = replace(capture, warc_file=capture.warc_file.removesuffix(OPEN_SUFFIX))
    row = (*capture_row(capture), index_line(capture))
    try:
        scratch.execute(f"INSERT INTO held VALUES ({', '.join('?' * len(row))})", row)
    except sqlite3.IntegrityError:
        return f"its id {capture.capture_id} is that of another record"
    return ""


def wrong_digest(record: Record) -> str:
    """Which digest of a record does not fit its bytes, "" where all do. A revisit record does not hold its payload."""
    if record.field("WARC-Block-Digest") != sha1_digest(record.block):
        return "the block is not the one its digest was taken from"
    if record.kind not in ("resource", "response"):
        return ""
    try:
        is_right = record.field("WARC-Payload-Digest") == sha1_digest(payload_of(record))
    except ValueError as error:
        return str(error)
    return "" if is_right else "the payload is not the one its digest was taken from"


def verify_manifest(folder: Path) -> Problems:
    """Files that the manifest names and that are not there, and lines of it that are damaged."""
    path = folder / MANIFEST_NAME
    digests = read_manifest(folder)
    if path.exists() and path.read_bytes() != manifest_bytes(digests):
        yield Problem(Remedy.REPAIR, f"{MANIFEST_NAME} has lines that are damaged or out of order")
    for name in digests:
        place = locate_warc(folder, name)
        if isinstance(place, Path) and not place.exists():
            yield Problem(Remedy.COPY, f"{name} is not there, and {MANIFEST_NAME} lists it")


def verify_open_file(scratch: sqlite3.Connection, path: Path) -> Problems:
    """What is wrong with a file that a run left open when it died; its captures are noted in `scratch`.

    A torn record at its end was never promised; `archive.opening` cuts it off.
    """
    damages: list[DamagedRecord] = []
    torn = 0
    for record in iterate_records(path, on_damage=damages.append):
        torn = len(damages)
        if wrong := wrong_digest(record) or _note(scratch, record):
            yield Problem(Remedy.COPY, f"{record.file} at offset {record.offset}: {wrong}")
    yield from (Problem(Remedy.COPY, str(damage)) for damage in damages[:torn])
    scratch.execute("INSERT OR IGNORE INTO noted_runs VALUES (?)", (run_id_of(path.name),))
    yield Problem(Remedy.REPAIR, f"{path.name} was left open by a run that died; what it holds is not in the index yet")
