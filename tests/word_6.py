"""A document as Word 6 wrote it, with one table: no program of today writes that format, and LibreOffice reads it."""

import struct
from collections.abc import Sequence

from pipelines.doc.container import open_container

MARK, VERSION, CHINESE, CHARSET = 0xA5DC, 101, 0x0804, 134
PAGE = 512
TEXT_AT = 3 * PAGE
IN_TABLE, ROW_END, TABLE, FONT = 24, 25, 190, 93  # modifiers, which have one byte for a code in this version
DESCRIBED = 10  # bytes of a cell
NAME = b"SimSun\0"
SONG = (
    struct.pack("<BBHBB", 5 + len(NAME), 0, 400, CHARSET, 0) + NAME
)  # a font: its size but one, its charset, its name
FONTS = struct.pack("<H", len(SONG) + 2) + SONG


def word_6_document(carrier: bytes, rows: Sequence[Sequence[str]], before: str, after: str) -> bytes:
    """The carrier, an OLE container with a Word document, with another document in the same stream."""
    paragraphs: list[tuple[bytes, bytes]] = [(line.encode("gbk") + b"\r", b"") for line in before.splitlines()]
    for row in rows:
        paragraphs += [(text.encode("gbk") + b"\x07", bytes([IN_TABLE, 1])) for text in row]
        edges = struct.pack(f"<{len(row) + 1}h", *(2000 * i for i in range(len(row) + 1)))
        shape = bytes([len(row)]) + edges + bytes(DESCRIBED * len(row))
        described = bytes([TABLE]) + struct.pack("<H", len(shape) + 1) + shape
        paragraphs.append((b"\x07", bytes([IN_TABLE, 1, ROW_END, 1]) + described))
    paragraphs += [(line.encode("gbk") + b"\r", b"") for line in after.splitlines()]
    return _put(carrier, _stream(paragraphs))


def _stream(paragraphs: list[tuple[bytes, bytes]]) -> bytes:
    text = b"".join(text for text, _ in paragraphs)
    end = TEXT_AT + len(text)
    pages, firsts = _paragraph_pages(paragraphs)
    pages_at = -(-end // PAGE)
    font_0 = bytes([3, FONT, 0, 0])
    characters = struct.pack("<IIB", TEXT_AT, end, (PAGE - 6) // 2).ljust(PAGE - 6, b"\0") + font_0 + b"\0\1"
    numbers = range(pages_at, pages_at + len(pages))
    bounds = [*firsts, end]
    paragraph_table = struct.pack(f"<{len(bounds)}I{len(pages)}H", *bounds, *numbers)
    character_table = struct.pack("<IIH", TEXT_AT, end, pages_at + len(pages))
    tables_at = (pages_at + len(pages) + 1) * PAGE
    head = bytearray(TEXT_AT)
    struct.pack_into("<HHHH", head, 0, MARK, VERSION, 0, CHINESE)
    struct.pack_into("<HH", head, 0x14, CHARSET, CHARSET)
    struct.pack_into("<II", head, 0x18, TEXT_AT, end)
    struct.pack_into("<I", head, 0x34, len(text))
    struct.pack_into("<II", head, 0xB8, tables_at, len(character_table))
    struct.pack_into("<II", head, 0xC0, tables_at + len(character_table), len(paragraph_table))
    struct.pack_into("<II", head, 0xD0, tables_at + len(character_table) + len(paragraph_table), len(FONTS))
    body = (bytes(head) + text).ljust(pages_at * PAGE, b"\0") + b"".join(pages) + characters
    return body + character_table + paragraph_table + FONTS


def _paragraph_pages(paragraphs: list[tuple[bytes, bytes]]) -> tuple[list[bytes], list[int]]:
    """Pages of four paragraphs' formatting, and at which byte of the text each begins."""
    pages: list[bytes] = []
    firsts: list[int] = []
    at = TEXT_AT
    for start in range(0, len(paragraphs), 4):
        group = paragraphs[start : start + 4]
        bounds = [at]
        page = bytearray(PAGE)
        free = PAGE - 2
        for i, (text, changes) in enumerate(group):
            bounds.append(bounds[-1] + len(text))
            packed = bytes(2) + changes  # the number of the style, then what differs from it
            packed += bytes(len(packed) % 2)
            free -= len(packed) + 2
            free -= free % 2
            page[free] = len(packed) // 2
            page[free + 1 : free + 1 + len(packed)] = packed
            page[4 * (len(group) + 1) + 7 * i] = free // 2
        struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
        page[PAGE - 1] = len(group)
        pages.append(bytes(page))
        firsts.append(at)
        at = bounds[-1]
    return pages, firsts


def _put(carrier: bytes, stream: bytes) -> bytes:
    """The carrier with another content of its Word stream, which lies in one row of sectors there."""
    container = open_container(carrier)
    first, size = container.streams["WordDocument"]
    start = (first + 1) << container.shift
    assert carrier[start : start + size] == container.read("WordDocument")
    assert len(stream) <= size
    made = carrier[:start] + stream.ljust(size, b"\0") + carrier[start + size :]
    return made.replace("1Table".encode("utf-16-le"), "2Table".encode("utf-16-le"))  # by which Word 97 would be known
