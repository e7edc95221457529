"""A data folder for the tests of the site: reports of several bodies and years, archived, read and stored for real."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random

from archive.capture import Exchange
from archive.database import DATABASE_NAME
from archive.insert import insert_captures, insert_rows
from archive.opening import open_archive
from archive.run import iso_utc, new_run
from archive.site.layout import FormCell, lay_out, path_of
from pipelines.forms import load_forms
from pipelines.read_source import read_source
from pipelines.reference import open_database
from pipelines.source import source_of
from pipelines.store import store
from pipelines.versions import complete
from tests.statistics_table import figures_for, report_html, rows_html

HERE = Path(__file__).parent
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HTML, TEXT, PDF = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HOST = "http://www.example.gov.cn"


@dataclass(frozen=True, slots=True)
class Served:
    """One response of a portal."""

    path: str
    content_type: str
    payload: bytes
    encoding: str = ""
    published_on: str = ""


def requests_row(key: str, received: int, carried_in: int = 1) -> tuple[int, ...]:
    """The seven numbers of a row of table three, all sums right: five applicants are businesses, the others people."""
    people = {
        "received": received - 5,
        "carried_in": carried_in,
        "granted": received + carried_in - 10,
        "granted_in_part": 1,
        "refused_internal": 2,
        "unavailable_not_held": 1,
        "outcome_total": received + carried_in - 6,
        "carried_out": 1,
    }.get(key, 0)
    businesses = 5 if key in ("received", "granted", "outcome_total") else 0
    return (people, businesses, 0, 0, 0, 0, people + businesses)


def cells_of(form: str) -> list[FormCell]:
    """The cells of a form as the site gets them from the database."""
    return [
        FormCell(
            item=cell.item,
            table_key=cell.table_key,
            row_key=cell.row_key,
            column_key=cell.column_key,
            row=path_of(cell.row_zh, cell.row_en),
            column=path_of(cell.column_zh, cell.column_en),
            article=cell.article,
            unit=cell.unit,
            is_variant=cell.is_variant,
        )
        for cell in load_forms()[form].cells
    ]


def report_page(organisation: str, year: int, received: int, carried_in: int = 1, extra: str = "") -> str:
    """A report as a web page, its tables printed from the form; `received` requests came in, all sums are right."""
    form = "2019" if year < 2021 else "2021"
    cells = cells_of(form)
    by_table = groupby(cells, key=lambda cell: cell.table_key)
    tables = [_printed_table(list(group), received, carried_in) for _, group in by_table]
    headings = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、行政复议、行政诉讼情况")
    title = f"{organisation}{year}年政府信息公开工作年度报告"
    body = "".join(f"<p>{heading}</p>{table}" for heading, table in zip(headings, tables, strict=True))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{extra}"
        f"<p>一、总体情况</p><p>{year}年，我单位主动公开征地补偿信息，受理申请{received}件。</p>{body}"
        "<p>五、存在的主要问题及改进情况</p><p>公开的及时性有待提高。</p>"
        "<p>六、其他需要报告的事项</p><p>没有收取信息处理费。</p>"
        f"<p>{organisation}</p><p>{year + 1}年1月{received % 27 + 1}日</p>"
        "</body></html>"
    )


def _printed_table(cells: list[FormCell], received: int, carried_in: int) -> str:
    columns = [cell.column_key for cell in cells if cell.row_key == cells[0].row_key]
    lines = []
    for row in lay_out(cells, set()):
        boxes = []
        for box in row:
            printed = _printed(box.cell, columns, received, carried_in) if box.cell else box.label[0]
            boxes.append(f'<td rowspan="{box.rowspan}" colspan="{box.colspan}">{printed}</td>')
        lines.append(f"<tr>{''.join(boxes)}</tr>")
    return f'<table border="1">{"".join(lines)}</table>'


def _printed(cell: FormCell, columns: list[str], received: int, carried_in: int) -> int | str:
    if cell.table_key == "requests":
        return requests_row(cell.row_key, received, carried_in)[columns.index(cell.column_key)]
    if cell.table_key == "disputes":
        return {"upheld": 2, "corrected": 1, "total": 3}.get(cell.column_key, 0)
    return "/" if cell.row_key == "rules" else 7


def served() -> Iterator[Served]:
    """What the portal of the tests serves."""
    for number, body in enumerate(("河南省安阳市文峰区人民政府", "江苏省淮安市洪泽区人民政府")):
        for year in range(2019, 2025):
            # 洪泽 carries 3 into 2022 and had carried 1 out of 2021.
            carried_in = 3 if (number, year) == (1, 2022) else 1
            page = report_page(body, year, 20 + 10 * number + year - 2019, carried_in)
            published_on = f"{year + 1}-0{year - 2018}-15"  # January for 2019 to June for 2024
            yield Served(f"/{number}/{year}.html", HTML, gzip.compress(page.encode(), mtime=0), "gzip", published_on)
    hostile = (
        "<script>parent.stolen = 1; document.title = 'stolen'; fetch('/taken')</script>"
        '<img src="http://elsewhere.invalid/pixel.png" onerror="document.title = \'stolen\'">'
        '<meta http-equiv="refresh" content="0; url=/taken"><form action="/taken"><button>go</button></form>'
    )
    page = report_page("河南省三门峡市渑池县人民政府", 2022, 31, extra=hostile)
    yield Served("/hostile.html", "text/html; charset=gbk", page.encode("gb18030"))
    # 一 + 二 = 41 + 1 and （七） + 四 = 40 + 1: the report contradicts itself.
    page = report_page("上海市示范局", 2023, 41).replace(">36</td>", ">37</td>", 1)
    yield Served("/contradiction.html", HTML, page.encode(), published_on="2024-02-01")
    # The total of the first row is left blank beside 36 and 5: nothing contradicts, a number is missing.
    page = report_page("上海市遗漏局", 2023, 41).replace(">41</td>", "></td>", 1)
    yield Served("/omission.html", HTML, page.encode(), published_on="2024-01-20")
    title = "河南省安阳市文峰区人民政府2016年政府信息公开工作年度报告"
    statistics = rows_html("2014", figures_for("2014", Random(2016)) | {"requests_received": "5"})
    yield Served("/0/2016.html", HTML, report_html(title, 2016, statistics).encode(), published_on="2017-03-20")
    for name, content_type in (("docx_merged_cells_2021", DOCX), ("pdf_cut_in_row_2021", PDF)):
        document = next(path for path in (HERE / "documents" / name).iterdir() if path.suffix in (".docx", ".pdf"))
        yield Served(f"/{name}{document.suffix}", content_type, document.read_bytes())


def make_data(data: Path, documents: Iterator[Served]) -> None:
    """Archives the documents, each URL in the order given, and stores what reading them gives."""
    run = new_run("crawl", "crawl example", "nianbao test", START)
    connection = open_database(data / DATABASE_NAME)
    with open_archive(data / "archive", run) as archive, connection:
        insert_rows(connection, "runs", [{"run_id": run.run_id, "kind": "crawl", "started_at": iso_utc(START)}])
        for minutes, document in enumerate(documents):
            headers = [(b"Content-Type", document.content_type.encode())]
            headers += [(b"Content-Encoding", document.encoding.encode())] if document.encoding else []
            exchange = Exchange(
                url=HOST + document.path,
                fetched_at=START + timedelta(minutes=minutes),
                run_id=run.run_id,
                status=200,
                reason="OK",
                response_headers=tuple(headers),
                payload=document.payload,
            )
            capture = archive.write(exchange)
            insert_captures(connection, [capture])
            source = source_of(capture, published_on=document.published_on)
            body = gzip.decompress(document.payload) if document.encoding else document.payload
            if capture.kind != "revisit":
                store(connection, source, read_source(source, body, document.content_type))
    complete(connection)
    connection.close()
