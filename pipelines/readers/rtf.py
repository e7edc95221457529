"""Names RTF documents, which are often named .doc: LibreOffice converts them where it is installed."""

from pipelines.blocks import Document
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "application/rtf"

MAGIC = b"{\\rtf"


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as RTF does."""
    return data.startswith(MAGIC)


def read(data: bytes, declared_type: str = "") -> Document:
    """Raises `Unreadable`."""
    raise Unreadable("needs_libreoffice", "an RTF document, a format that only LibreOffice reads here")
