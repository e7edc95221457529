"""Unpacks JBIG2 pictures (ITU-T T.88), in which scanners write OFD: put into a PDF, they are what pdfium reads."""

import struct
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pypdfium2
from PIL import Image

from pipelines.readers.image import PIXEL_LIMIT
from pipelines.readers.pdf import PDFIUM
from pipelines.readers.unreadable import Unreadable

MARK = b"\x97JB2\r\n\x1a\n"
_IN_SEQUENCE, _UNKNOWN_PAGES = 1, 2  # flags of the file
_PAGE_INFORMATION = 48  # the segment that tells the size
_UNKNOWN_LENGTH = 0xFFFFFFFF


class _Segment(NamedTuple):
    kind: int
    start: int  # of its data
    length: int


def unpack(data: bytes) -> Image.Image:
    """The picture in a file of JBIG2. Raises `Unreadable`: damaged, too_large."""
    try:
        flags = data[len(MARK)]
        start = len(MARK) + (1 if flags & _UNKNOWN_PAGES else 5)
        pages = [segment for segment in _segments(data, start) if segment.kind == _PAGE_INFORMATION]
        width, height = struct.unpack_from(">II", data, pages[0].start)
    except (IndexError, struct.error) as error:
        raise Unreadable("damaged", f"a JBIG2 picture of {len(data)} bytes that does not tell its size") from error
    if not flags & _IN_SEQUENCE:
        raise Unreadable("damaged", "a JBIG2 picture whose segments are not in sequence; print the OFD to PDF")
    if width * height > PIXEL_LIMIT:
        raise Unreadable("too_large", f"{width} × {height} pixels, the limit is {PIXEL_LIMIT:,}")
    try:
        with PDFIUM, closing(pypdfium2.PdfDocument(_pdf(data[start:], width, height))) as document:
            shown: Image.Image = document[0].render(grayscale=True).to_pil().convert("L")
            return shown
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged", f"a JBIG2 picture that can't be opened ({error})") from error


def _segments(data: bytes, at: int) -> Iterator[_Segment]:
    """The segments as their headers tell them (T.88, 7.2), up to one of unknown length."""
    while at + 11 <= len(data):
        number, flags, counts = struct.unpack_from(">IBB", data, at)
        at += 5
        count = counts >> 5
        if count == 7:  # the long form
            count = struct.unpack_from(">I", data, at)[0] & 0x1FFFFFFF
            at += 4 + (count + 8) // 8
        else:
            at += 1
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        at += 4 if flags & 0x40 else 1
        (length,) = struct.unpack_from(">I", data, at)
        yield _Segment(flags & 0x3F, at + 4, length)
        if length == _UNKNOWN_LENGTH:
            return
        at += 4 + length


def _pdf(segments: bytes, width: int, height: int) -> bytes:
    """A PDF page that shows nothing but the picture, one point a pixel."""
    drawn = b"%d 0 0 %d 0 0 cm /P Do" % (width, height)
    box = b"[0 0 %d %d]" % (width, height)
    image = b"/Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray" % (width, height)
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox "
        + box
        + b" /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /XObject /Subtype /Image %s /Filter /JBIG2Decode /Length %d >>\nstream\n%s\nendstream"
        % (image, len(segments), segments),
    )
    file, offsets = b"%PDF-1.5\n", list[int]()
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return file + end % (table, len(file))
