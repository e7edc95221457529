"""The picture on a web page in which a number stands, out of the archive."""

import hashlib
import re
from base64 import b32encode, b64decode
from binascii import Error as NoBase64
from collections.abc import Iterator
from sqlite3 import Row
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from datasette.utils.asgi import NotFound

from archive.site.archived import original_of
from archive.site.database import published
from archive.site.original import Original

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURE = "SELECT * FROM pictures WHERE capture_id = :capture_id AND number = :number"
_HELD = re.compile(rb"data:(image/[\w.+-]+)[^,\"'<>]{0,100},([^\"'<>]+)", re.IGNORECASE)


async def picture_on_page(datasette: "Datasette", capture_id: str, number: int) -> Original:
    """The picture with this number on the page that a capture is. Raises NotFound where the archive does not hold it."""
    parameters = {"capture_id": capture_id, "number": number}
    picture = (await published(datasette).execute(_PICTURE, parameters)).first()
    if picture is None or picture["picture_id"] is None:
        raise NotFound(f"the archive holds no picture {number} of the page {capture_id}")
    original = await original_of(datasette, picture["picture_id"])
    return original if picture["picture_id"] != capture_id else _held_by(original, picture)


def _held_by(page: Original, picture: Row) -> Original:
    """The picture that the page itself holds."""
    for media_type, data in _pictures_in(page.body()):
        digest = "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
        if digest == picture["payload_digest"]:
            return Original(page.capture_id, picture["url"], media_type, "", data)
    raise NotFound(f"picture {picture['number']} stands inside the file: save the original and open it")


def _pictures_in(page: bytes) -> Iterator[tuple[str, bytes]]:
    for match in _HELD.finditer(page):
        packed = unquote_to_bytes(match[2])
        try:
            yield match[1].decode("ascii"), b64decode(packed) if b";base64" in match[0][:120].lower() else packed
        except (NoBase64, ValueError):
            continue
