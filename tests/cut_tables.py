"""The tables of the PDF documents as pictures, cut out of their pages, as portals paste them into a page."""

import base64
import io
from pathlib import Path

from PIL import Image

from pipelines.blocks import Table
from pipelines.readers import read_document
from tests.documents.make_scans import scanned

DOCUMENTS = Path(__file__).parent / "documents"
EDGE = 8  # pixels around a table
HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
PAGE = """<html><head><title>{title}</title></head><body><img src="/images/logo.png"><h1>{title}</h1><p>一、总体情况</p>
<p>本机关坚持以公开为常态、不公开为例外，主动公开政府信息，规范办理每一件申请。</p>{tables}<p>五、存在的主要问题及改进情况</p>
<p>公开的时间偏晚。</p><p>六、其他需要报告的事项</p><p>无。</p><img src="/images/foot.jpg"></body></html>"""


def table_pictures(name: str, dots: int = 150) -> list[list[bytes]]:
    """The form's tables of a golden PDF as PNG pictures, each in as many as it has pages."""
    pdf = (DOCUMENTS / name / "document.pdf").read_bytes()
    pages = scanned(pdf, dots, noise=4.0)
    scale = dots / 72
    tables: dict[int, list[bytes]] = {}
    for table in read_document(pdf).blocks:
        if isinstance(table, Table):
            for page in sorted({cell.page for cell in table.cells if cell.page}):
                boxes = [cell.box for cell in table.cells if cell.page == page and cell.box]
                image = pages[page - 1]
                left, right = min(box[0] for box in boxes) * scale, max(box[2] for box in boxes) * scale
                top = image.height - max(box[3] for box in boxes) * scale
                bottom = image.height - min(box[1] for box in boxes) * scale
                edges = (round(left) - EDGE, round(top) - EDGE, round(right) + EDGE, round(bottom) + EDGE)
                tables.setdefault(table.number, []).append(_png(image.crop(edges)))
    return list(tables.values())


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def page_with(sources: list[list[str]], title: str) -> str:
    """A report's page that shows pictures in place of its three tables."""
    shown = ["".join(f'<img src="{source}">' for source in table) for table in sources]
    tables = "".join(f"<p>{h}</p><p>{s}</p>" for h, s in zip(HEADINGS, shown, strict=True))
    return PAGE.format(title=title, tables=tables)


def data_address(picture: bytes) -> str:
    """The picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
