"""Captures as the WARC records hold them."""

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.capture import Capture
from archive.errors import DamagedRecord
from archive.http_message import parse_response
from archive.record import Record, bare_id, iterate_records
from archive.run import from_iso
from archive.storage import Place, read_storage, warc_places

CAPTURE_KINDS = ("response", "resource", "revisit")
OPEN_SUFFIX = ".open"
# Replay tools answer 200 for a resource record, which has no HTTP status of its own.
RESOURCE_STATUS = 200


def capture_of(record: Record) -> Capture | None:
    """The capture that a record stands for; None for a request, a warcinfo or a metadata record."""
    if record.kind not in CAPTURE_KINDS:
        return None
    status, content_type, size = RESOURCE_STATUS, record.field("Content-Type"), len(record.block)
    if content_type.startswith("application/http"):
        response = parse_response(record.block)
        status, content_type, size = response.status, response.header(b"content-type"), len(response.payload)
    return Capture(
        capture_id=record.record_id,
        url=record.field("WARC-Target-URI"),
        fetched_at=from_iso(record.field("WARC-Date")),
        status=status,
        media_type=media_type(content_type),
        payload_digest=record.field("WARC-Payload-Digest"),
        size=int(record.field("X-Payload-Length") or size),
        kind=record.kind,
        warc_file=record.file,
        warc_offset=record.offset,
        warc_length=record.length,
        run_id=run_id_of(record.file),
        found_on=record.field("X-Found-On"),
        link_text=record.field("X-Link-Text"),
        refers_to=bare_id(record.field("WARC-Refers-To")),
    )


def captures_in(
    place: Place, start: int = 0, on_damage: Callable[[DamagedRecord], None] | None = None
) -> Iterator[Capture]:
    """The captures of one WARC file from the offset `start` on, in order."""
    captures = (capture_of(record) for record in iterate_records(place, start, on_damage))
    return (capture for capture in captures if capture is not None)


def warc_name(run_id: str, serial: int) -> str:
    """The name of a run's WARC file; serials count from 1."""
    return f"{run_id}-{serial:05d}.warc.gz"


def files_of_run(folder: Path, run_id: str) -> list[Place]:
    """The WARC files of one run in order, with the one that is still open."""
    complete = (place for place in warc_places(folder) if run_id_of(place.name) == run_id)
    return [*complete, *sorted(folder.glob(f"{run_id}-[0-9]*.warc.gz{OPEN_SUFFIX}"))]


def last_serial(folder: Path, run_id: str) -> int:
    """The serial of the run's last WARC file, 0 where it has none yet."""
    names = [path.name.partition(".")[0] for path in files_of_run(folder, run_id)]
    return max((int(name.rpartition("-")[2]) for name in names), default=0)


def run_id_of(warc_file: str) -> str:
    """The run that wrote a WARC file of ours, told by its name."""
    return warc_file.partition(".")[0].rpartition("-")[0]


def locate_warc(folder: Path, warc_file: str) -> Place:
    """Where a WARC file stands: in the folder, with the suffix .open while its run goes on, else in the storage it notes."""
    path = folder / warc_file
    if path.exists():
        return path
    open_path = path.with_name(warc_file + OPEN_SUFFIX)
    storage = None if open_path.exists() else read_storage(folder)
    return storage.place(warc_file) if storage and warc_file in storage.files else open_path


def media_type(content_type: str) -> str:
    """The media type alone, in lower case: "text/html" of "Text/HTML; charset=gbk"."""
    return content_type.partition(";")[0].strip().lower()
