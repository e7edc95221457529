"""Takes the captures of others' web archives into ours.

A revisit of theirs is nothing without the record that holds its payload, which may stand in another file: what was taken
is remembered by their names for it, and by ours.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive.capture import Capture, Exchange
from archive.capture_records import UNMODIFIED_STATUS
from archive.captures import capture_of, locate_warc
from archive.errors import DamagedRecord
from archive.foreign import Found, captures_of_others
from archive.foreign_records import OnDamage
from archive.http_message import parse_response
from archive.index import captures_of_url
from archive.record import Record, read_record
from archive.warc import Resource, WarcWriter

Place = tuple[str, int]  # WARC file and offset

_MISSING = (
    "{}: the revisit of {} refers to a record of {} that stands neither in this file nor in the archive: import the file"
    " that holds it, then this one again"
)


def open_memory() -> sqlite3.Connection:
    """What an import remembers; it lies on disk and vanishes when it is closed."""
    memory = sqlite3.connect("")
    memory.execute("CREATE TABLE taken (name TEXT PRIMARY KEY, warc_file, warc_offset) WITHOUT ROWID")
    return memory


def adopt(writer: WarcWriter, memory: sqlite3.Connection, path: Path, on_damage: OnDamage) -> Iterator[Capture]:
    """Archives every capture of a WARC or WACZ file, as itself or as a revisit of what is held already.

    A revisit whose payload is nowhere goes to `on_damage`. Raises ForeignArchive where the file is none that can be read.
    """
    for found in captures_of_others(path, writer.run.run_id, on_damage):
        if isinstance(found.document, Resource):
            taken = writer.write_resource(found.document)
        elif not found.is_revisit:
            taken = writer.write(found.document)
        elif place := _place_of_original(writer.folder, memory, found):
            taken = _write_again(writer, found.document, read_record(locate_warc(writer.folder, place[0]), place[1]))
        else:
            on_damage(DamagedRecord(_MISSING.format(path.name, found.document.url, found.refers_to_url)))
            continue
        _remember(writer.folder, memory, found, taken)
        yield taken


def _write_again(writer: WarcWriter, exchange: Exchange, held: Record) -> Capture:
    original = capture_of(held)
    if exchange.status == UNMODIFIED_STATUS and original:
        return writer.write_not_modified(exchange, original)
    if held.kind == "resource":
        return writer.write(replace(exchange, payload=held.block))
    response = parse_response(held.block)
    # A revisit may be kept without its own head.
    headers = exchange.response_headers or response.headers
    return writer.write(replace(exchange, payload=response.payload, response_headers=headers))


def _place_of_original(folder: Path, memory: sqlite3.Connection, found: Found) -> Place | None:
    """Where our record stands that holds what a revisit of theirs refers to."""
    assert isinstance(found.document, Exchange)  # only responses are revisited
    is_unmodified = found.document.status == UNMODIFIED_STATUS
    # A 304 has no payload to take a digest of, and means what its address served last.
    for name in (found.refers_to, found.refers_to_url if is_unmodified else found.digest):
        if place := _taken(memory, name):
            return place
    lines = [line for line in captures_of_url(folder, found.refers_to_url) if line.kind != "revisit"]
    wanted = [line for line in lines if is_unmodified or line.digest == found.digest]
    return (wanted[-1].filename, wanted[-1].offset) if wanted else None


def _remember(folder: Path, memory: sqlite3.Connection, found: Found, taken: Capture) -> None:
    place: Place | None = (taken.warc_file, taken.warc_offset)
    if taken.kind == "revisit":
        lines = captures_of_url(folder, taken.url)
        indexed = (line for line in lines if line.capture_id == taken.refers_to)
        place = _taken(memory, taken.refers_to) or next(((line.filename, line.offset) for line in indexed), None)
    if place:
        names = {taken.capture_id, found.record_id, found.digest, taken.url} - {""}
        memory.executemany("INSERT OR REPLACE INTO taken VALUES (?, ?, ?)", [(name, *place) for name in names])


def _taken(memory: sqlite3.Connection, name: str) -> Place | None:
    row: Place | None = memory.execute("SELECT warc_file, warc_offset FROM taken WHERE name = ?", (name,)).fetchone()
    return row
