"""PDF: text at its place and a rule around every cell."""

from random import Random

from tests.accuracy.drawn import HEIGHT, SIZE, WIDTH, Box, Page, Words, draw_report
from tests.accuracy.printed import PrintedReport

SHARE = 0.3  # of the reports: a page takes long to read
FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
    b"/DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /ItalicAngle 0 "
    b"/FontBBox [-25 -254 1000 880] /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)


def print_report(report: PrintedReport, random: Random) -> bytes:
    """The pages that `draw_report` lays out."""
    return print_pages(draw_report(report, random))


def print_pages(pages: list[Page]) -> bytes:
    """A PDF of these pages."""
    return _file([[*map(_box, page.boxes), *map(_text, page.words)] for page in pages])


def _box(box: Box) -> str:
    return f"{box.left:.1f} {box.bottom:.1f} {box.right - box.left:.1f} {box.top - box.bottom:.1f} re S"


def _text(words: Words) -> str:
    return f"BT /F {SIZE} Tf {words.x:.1f} {words.y:.1f} Td <{words.text.encode('utf-16-be').hex()}> Tj ET"


def _file(pages: list[list[str]]) -> bytes:
    numbers = range(4, 4 + 2 * len(pages), 2)
    kids = " ".join(f"{n} 0 R" for n in numbers)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        FONT,
    ]
    for number, page in zip(numbers, pages, strict=True):
        drawn = "\n".join(["0.5 w", *page]).encode()
        head = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {number + 1} 0 R "
        bodies.append(f"{head}/Resources << /Font << /F 3 0 R >> >> >>".encode())
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    file, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(file))
    )
