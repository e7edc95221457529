"""Names documents of the open standards, OpenDocument and UOF (GB/T 20916): LibreOffice converts them where it is installed."""

import re

from pipelines.blocks import Document
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_PACKAGE = re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.(?:text|spreadsheet)", re.DOTALL)
_ROOT = re.compile(rb"<(?:office:document|uof:UOF)\s")
_WITHIN = 1024  # bytes


def recognises(data: bytes) -> bool:
    """Whether the bytes are a text or a spreadsheet of one of these standards, packed or plain."""
    return bool(_PACKAGE.match(data) or (data[:100].lstrip().startswith(b"<?xml") and _ROOT.search(data[:_WITHIN])))


def read(data: bytes, declared_type: str = "") -> Document:
    """Raises `Unreadable`."""
    raise Unreadable("needs_libreoffice", "an OpenDocument or UOF file, formats that only LibreOffice reads here")
