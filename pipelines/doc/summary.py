"""The title among an OLE file's properties ([MS-OLEPS] 2.21 and 2.25)."""

import struct

TITLE, CODE_PAGE = 2, 1
NARROW, WIDE = 0x1E, 0x1F  # kinds of text
UTF_8, UTF_16, CHINESE = 65001, 1200, 936
ENCODINGS = {UTF_8: "utf-8", UTF_16: "utf-16-le", CHINESE: "gb18030"}
MOST_PROPERTIES = 100


def title_in(properties: bytes) -> str:
    """The title, "" where none is declared or the properties are broken: no number depends on it."""
    try:
        (section,) = struct.unpack_from("<I", properties, 44)
        (count,) = struct.unpack_from("<I", properties, section + 4)
        pairs = struct.unpack_from(f"<{2 * min(count, MOST_PROPERTIES)}I", properties, section + 8)
        places = dict(zip(pairs[::2], pairs[1::2], strict=True))
        page = struct.unpack_from("<H", properties, section + places[CODE_PAGE] + 4)[0] if CODE_PAGE in places else 0
        at = section + places[TITLE] if TITLE in places else len(properties)
        kind, size = struct.unpack_from("<II", properties, at)
    except struct.error:
        return ""
    if kind == WIDE:
        size, page = 2 * size, UTF_16
    encoding = ENCODINGS.get(page, f"cp{page}" if page else "cp1252")
    packed = properties[at + 8 : at + 8 + size] if kind in (NARROW, WIDE) else b""
    try:
        return packed.decode(encoding, "replace").partition("\0")[0].strip()
    except LookupError:
        return ""
