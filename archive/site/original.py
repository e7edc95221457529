"""An archived document as it was served, fetched from the WARC file that holds it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from datasette.database import Database

from archive.captures import locate_warc
from archive.http_message import Response, parse_response
from archive.payload import decoded
from archive.record import read_record
from archive.storage import Place

ARCHIVE = "archive"  # the folder of the WARC files, beside the database
_CAPTURE = "SELECT * FROM captures WHERE capture_id = :capture_id"


@dataclass(frozen=True, slots=True)
class Original:
    """What a capture holds: `payload` as received, `content_type` and `content_encoding` as the server named them."""

    capture_id: str
    url: str
    content_type: str
    content_encoding: str
    payload: bytes

    def body(self) -> bytes:
        """The payload with its Content-Encoding undone; raises ValueError where that can't be done."""
        return decoded(self.payload, self.content_encoding)


async def read_original(database: Database, capture_id: str) -> Original | None:
    """The document of a capture, of the capture it revisits where it is a revisit; None where there is no such capture.

    Raises OSError or DamagedRecord where the WARC file is gone or damaged.
    """
    row = (await database.execute(_CAPTURE, {"capture_id": capture_id})).first()
    if row is None:
        return None
    if row["kind"] == "revisit":
        held = (await database.execute(_CAPTURE, {"capture_id": row["refers_to"]})).first()
        if held is None:
            return None
    else:
        held = row
    folder = Path(database.path).parent / ARCHIVE
    place = locate_warc(folder, held["warc_file"])
    # In a thread, for where the file stands elsewhere the site must not wait for it.
    response = await asyncio.to_thread(_response_at, place, held["warc_offset"])
    return Original(
        capture_id=capture_id,
        url=row["url"],
        content_type=response.header(b"content-type"),
        content_encoding=response.header(b"content-encoding"),
        payload=response.payload,
    )


def _response_at(place: Place, offset: int) -> Response:
    record = read_record(place, offset)
    if record.kind == "resource":
        return Response(200, "", ((b"Content-Type", record.field("Content-Type").encode("latin-1")),), record.block)
    return parse_response(record.block)
