"""Word documents: the few parts that every Word document has, merged cells both ways."""

import zipfile
from html import escape
from io import BytesIO
from random import Random

from tests.accuracy.printed import PrintedCell, PrintedReport, Rows, lay_out

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def print_report(report: PrintedReport, random: Random) -> bytes:
    """The document in its zip container."""
    blocks = [_paragraph(report.title)]
    blocks += [_paragraph(block) if isinstance(block, str) else _table(block) for block in report.blocks]
    main = f'<w:document xmlns:w="{WORD}"><w:body>{"".join(blocks)}</w:body></w:document>'
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": main}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return packed.getvalue()


def _paragraph(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def _table(rows: Rows) -> str:
    lines: list[dict[int, str]] = [{} for _ in rows]
    for row, column, cell in lay_out(rows):
        for below in range(min(cell.rowspan, len(rows) - row)):
            lines[row + below][column] = _cell(cell, below)
    body = "".join(f"<w:tr>{''.join(line[c] for c in sorted(line))}</w:tr>" for line in lines)
    return f"<w:tbl><w:tblPr/>{body}</w:tbl>{_paragraph('')}"


def _cell(cell: PrintedCell, below: int) -> str:
    merged = ("", '<w:vMerge w:val="restart"/>', "<w:vMerge/>")[bool(cell.rowspan > 1) + bool(below)]
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merged}</w:tcPr>{_paragraph('' if below else cell.text)}</w:tc>"
