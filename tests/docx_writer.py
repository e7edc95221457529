"""Writes small Word documents."""

import io
import zipfile

from pipelines.blocks import Document
from pipelines.readers import docx

NAMES = """xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" """

CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'

STYLES_LINK = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="a" Type="x/relationships/styles" Target="styles.xml"/>
<Relationship Id="b" Type="x/relationships/numbering" Target="numbering.xml"/></Relationships>"""


def pack(parts: dict[str, str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def document(body: str, **more: str) -> bytes:
    parts = {f"word/{name}.xml": f"<w:{name} {NAMES}>{text}</w:{name}>" for name, text in more.items()}
    main = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    return pack({"word/document.xml": main, "word/_rels/document.xml.rels": STYLES_LINK, **parts})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def read_body(body: str, **more: str) -> Document:
    data = document(body, **more)
    assert docx.recognises(data)
    return docx.read(data)
