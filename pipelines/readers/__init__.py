"""One module a file format: bytes in, a Document out. The module in this folder is the registration."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from pipelines.blocks import Document
from pipelines.readers.unreadable import Unreadable

__all__ = ["Unreadable", "read_document"]

# Packed bytes may hold something like a tag by chance, and any bytes without NUL pass for text: these look last.
_LAST = ("html", "text")


def read_document(data: bytes, declared_type: str = "") -> Document:
    """Read a document with the reader that recognises its bytes; its name and declared type are not trusted.

    Raises Unreadable, with the reason, for empty, damaged and unknown files.
    """
    if not data:
        raise Unreadable("empty", "the file has no bytes")
    for reader in _readers():
        if reader.recognises(data):
            document: Document = reader.read(data, declared_type)
            return document
    raise Unreadable("unknown_format", f"no reader recognises the bytes (they begin with {data[:8]!r})")


@cache
def _readers() -> tuple[ModuleType, ...]:
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    in_turn = sorted(names, key=lambda name: _LAST.index(name) + 1 if name in _LAST else 0)
    modules = [importlib.import_module(f"{__name__}.{name}") for name in in_turn]
    return tuple(module for module in modules if hasattr(module, "recognises"))
