"""PDF: text at its place and a rule around every cell, tables cut by page breaks between their rows."""

from random import Random
from typing import NamedTuple

from tests.accuracy.printed import PrintedCell, PrintedReport, Rows, lay_out

WIDTH, HEIGHT, MARGIN, SIZE = 595, 842, 40, 7.0
SHARE = 0.3  # of the reports: a page takes long to read
FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
    b"/DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /ItalicAngle 0 "
    b"/FontBBox [-25 -254 1000 880] /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)


class Spot(NamedTuple):
    """A cell between its edges; tops count down from the top of the document."""

    cell: PrintedCell
    left: float
    right: float
    top: float
    bottom: float


def print_report(report: PrintedReport, random: Random) -> bytes:
    """Pages from top to bottom; `random` decides how high a page is, which moves the breaks."""
    room = random.uniform(0.5, 1) * (HEIGHT - 2 * MARGIN)
    pages: list[list[str]] = [[]]
    at = 0.0
    for block in (report.title, *report.blocks):
        if isinstance(block, str):
            if at + 2 * SIZE > room:
                pages, at = [*pages, []], 0.0
            pages[-1].append(_text(block, MARGIN, HEIGHT - MARGIN - at - SIZE))
            at += 2 * SIZE
        else:
            at = _draw_table(block, pages, at, room) + SIZE
    return _file(pages)


def _draw_table(rows: Rows, pages: list[list[str]], at: float, room: float) -> float:
    """Draws row after row, on a new page where one has no room left; gives where the table ends."""
    placed = lay_out(rows)
    edges = _column_edges(placed)
    heights = _row_heights(rows, placed, edges)
    start = 0
    while start < len(rows):
        end, used = start, at
        while end < len(rows) and (used + heights[end] <= room or end == start == 0 == at):
            used += heights[end]
            end += 1
        tops = [at + sum(heights[start:row]) for row in range(start, end + 1)]
        for row, column, cell in placed:
            first, last = max(row, start), min(row + cell.rowspan, end)
            if first < last:
                shown = cell if row >= start else cell._replace(text="")
                spot = Spot(shown, edges[column], edges[column + cell.colspan], tops[first - start], tops[last - start])
                pages[-1] += _draw_cell(spot)
        if end < len(rows):
            pages.append([])
        at, start = (0.0 if end < len(rows) else used), end
    return at


def _column_edges(placed: list[tuple[int, int, PrintedCell]]) -> list[float]:
    """Columns as wide as their words; spanned ones share."""
    wide = [1.0] * max(column + cell.colspan for _, column, cell in placed)
    for _, column, cell in placed:
        for c in range(column, column + cell.colspan):
            wide[c] = max(wide[c], min(_length(cell.text) / cell.colspan, 8) / (1 if cell.colspan == 1 else 2))
    unit = (WIDTH - 2 * MARGIN) / sum(wide)
    return [MARGIN + unit * sum(wide[:c]) for c in range(len(wide) + 1)]


def _row_heights(rows: Rows, placed: list[tuple[int, int, PrintedCell]], edges: list[float]) -> list[float]:
    heights = [SIZE * 1.6] * len(rows)
    for row, column, cell in placed:
        lines = len(_wrap(cell.text, edges[column + cell.colspan] - edges[column]))
        height = lines * SIZE * 1.2 + 4
        for below in range(min(cell.rowspan, len(rows) - row)):
            heights[row + below] = max(heights[row + below], height / cell.rowspan)
    return heights


def _draw_cell(spot: Spot) -> list[str]:
    top, bottom = HEIGHT - MARGIN - spot.top, HEIGHT - MARGIN - spot.bottom
    drawn = [f"{spot.left:.1f} {bottom:.1f} {spot.right - spot.left:.1f} {top - bottom:.1f} re S"]
    for number, line in enumerate(_wrap(spot.cell.text, spot.right - spot.left)):
        drawn.append(_text(line, spot.left + 2, top - 2 - SIZE - number * SIZE * 1.2))
    return drawn


def _wrap(text: str, width: float) -> list[str]:
    lines = [""]
    for letter in text:
        if letter == "\n" or (_length(lines[-1] + letter) * SIZE > width - 4 and not (letter + lines[-1]).isdecimal()):
            lines.append("")
        lines[-1] += letter.strip("\n")
    return lines


def _length(text: str) -> float:
    """In letters as wide as a Chinese one."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _text(text: str, x: float, y: float) -> str:
    return f"BT /F {SIZE} Tf {x:.1f} {y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET"


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
