"""The name under which a response wants to be saved (RFC 6266), as the servers of portals write it."""

import re
from urllib.parse import unquote_to_bytes

# filename*=UTF-8''%E5… goes before filename="…", which may hold raw UTF-8, raw GBK or percent-encoded bytes.
_EXTENDED = re.compile(rb"filename\*\s*=\s*\"?([\w!#$%&+^`{}~.-]+)'[^']*'([^;\"\s]+)", re.IGNORECASE)
_PLAIN = re.compile(rb"filename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]+))", re.IGNORECASE | re.DOTALL)


def file_name(header: bytes) -> str:
    """The file's name without folders, "" where the header names none."""
    extended = _EXTENDED.search(header)
    if extended:
        return _bare(_decoded(unquote_to_bytes(extended[2]), extended[1].decode("ascii")))
    plain = _PLAIN.search(header)
    if plain is None:
        return ""
    raw = plain[1] if plain[1] is not None else plain[2].strip()
    return _bare(_decoded(unquote_to_bytes(raw)))


def _decoded(raw: bytes, charset: str = "utf-8") -> str:
    for encoding in (charset, "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _bare(name: str) -> str:
    return re.split(r"[/\\]", name)[-1].strip()
