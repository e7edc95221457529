"""A report's page whose tables are pictures: the crawl archives these, and a number's place is drawn on a picture."""

import hashlib
import io
import json
import sqlite3
from base64 import b32encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

from PIL import Image

from archive.site.place import Place
from archive.site.pointing import picture
from demo.figures import Figures
from demo.report import tables_html
from pipelines.page_pictures import table_pictures as table_sources
from pipelines.read import Context, read_report, read_reports
from pipelines.report import Report, State
from tests.cut_tables import data_address, page_with, table_pictures
from tests.documents.make_scans import scanned
from tests.nianbao_command import nianbao
from tests.site_server import get, running_site
from tests.site_server import page as shown_page
from tests.test_containers import pack
from tests.test_readers_ocr import DOCUMENTS, PAGE, judged, needs_ocr, without_ocr

TITLE = "青石县人民政府2023年政府信息公开工作年度报告"
HOME = f"<html><head><title>青石县人民政府</title></head><body><p>欢迎访问</p><a href='/2024/t1.html'>{TITLE}</a></body></html>"


def png(width: int = 300, height: int = 200) -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height), 255).save(data, "PNG")
    return data.getvalue()


class _Portal(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, tuple[bytes, str]]] = {}
    late: ClassVar[dict[str, tuple[bytes, str]]] = {}  # what was put up since

    def do_GET(self) -> None:
        if self.path.startswith("/moved/"):
            self.send_response(302)
            self.send_header("Location", self.path.replace("/moved/", "/2024/"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body, media_type = (self.pages | self.late).get(self.path, (b"", "text/plain"))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def portal(page: str, pictures: dict[str, bytes]) -> Iterator[str]:
    """A portal on loopback with one report, and its pictures by name, for as long as the block lasts."""
    files = {f"/2024/{name}": (data, "image/png") for name, data in pictures.items()}
    html = "text/html; charset=utf-8"
    served = {"/": (HOME.encode(), html), "/2024/t1.html": (page.encode(), html), **files}
    handler = type("_Serving", (_Portal,), {"pages": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_crawl_archives_the_pictures_and_lists_the_page_as_unread(tmp_path: Path) -> None:
    with portal(PAGE, {"W01.png": png(), "W02.jpg": png()}) as address:
        nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
    with closing(sqlite3.connect(tmp_path / "nianbao.db")) as database:
        pictures = database.execute(
            "SELECT url, found_on FROM captures WHERE media_type = 'image/png' ORDER BY url"
        ).fetchall()
        [(url, reason, detail)] = database.execute("SELECT url, reason, detail FROM unread").fetchall()
        failed = database.execute("SELECT url, reason FROM candidates WHERE decision = 'failed'").fetchall()
    page = f"{address}/2024/t1.html"
    assert pictures == [(f"{address}/2024/W01.png", page), (f"{address}/2024/W02.jpg", page)]
    assert (url, reason) == (page, "tables_are_pictures")
    assert all(name in detail for name in ("W01.png", "W02.jpg", "W03.jpg"))
    assert failed == [(f"{address}/2024/W03.jpg", "the page is missing (status 404)")]


def test_the_box_of_a_number_is_drawn_where_it_stands_on_its_page() -> None:
    pages = [Image.new("L", (600, 800), 255), Image.new("L", (600, 800), 255)]
    data = io.BytesIO()
    pages[0].save(data, "TIFF", save_all=True, append_images=pages[1:])
    place = Place(table=1, row=1, column=1, page=2, box=(100.0, 500.0, 200.0, 550.0))
    shown = Image.open(io.BytesIO(picture.page_image(data.getvalue(), place)))
    red = [(x, y) for x in range(shown.width) for y in range(shown.height) if shown.getpixel((x, y)) == (200, 16, 46)]
    assert min(x for x, _ in red) in range(94, 101)
    assert max(x for x, _ in red) in range(200, 207)
    assert min(y for _, y in red) in range(244, 251)
    assert max(y for _, y in red) in range(300, 307)
    assert picture.percent_into(data.getvalue(), place) == (100 * 100 / 600, 100 * 250 / 800)


# A report that is a page and its pictures

GOLDEN = "pdf_cut_in_merged_label_2021"  # its second table goes on in a second picture
NAMES = [["W1.png"], ["W2.png", "W3.png"], ["W4.png"]]


def named_pictures() -> dict[str, bytes]:
    names = [name for table in NAMES for name in table]
    pictures = [picture for table in table_pictures(GOLDEN) for picture in table]
    return dict(zip(names, pictures, strict=True))


def rows_with(data: Path, query: str, value: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        return connection.execute(query, (value,)).fetchall()


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


CELLS = "SELECT table_key, row_key, column_key, value, raw, state, unit, place, reason, confidence FROM cells ORDER BY 1, 2, 3"
PICTURES = "SELECT capture_id, number, url, picture_id, payload_digest, outcome, detail FROM pictures ORDER BY 1, 2"
REPORTS = "SELECT report_id, title, year, reading, read_by, cells_reported, is_latest FROM reports"


def wrong_cells(database: Path) -> list[object]:
    """The cells that are another number than the document prints, ambiguous ones among them."""
    printed = json.loads((DOCUMENTS / GOLDEN / "cells.json").read_text(encoding="utf-8"))
    read = {f"{t}.{r}.{c}": (value, raw) for t, r, c, value, raw, *_ in rows(database, CELLS)}
    return [(key, number, read.get(key)) for key, number in printed.items() if number not in read.get(key, ())]


@needs_ocr
def test_a_crawl_reads_a_page_with_its_pictures_as_one_report_and_a_build_does_the_same(tmp_path: Path) -> None:
    database = tmp_path / "nianbao.db"
    with portal(page_with(NAMES, TITLE), named_pictures()) as address:
        crawled = nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
    assert "1 new" in crawled.stdout
    assert wrong_cells(database) == []
    [(_, title, year, reading, read_by, *_)] = rows(database, REPORTS)
    assert (title, year, reading, read_by) == (TITLE, 2023, "complete", "ocr")
    assert rows(database, "SELECT * FROM unread") == []
    assert rows(database, "SELECT reports_new, unread FROM visits") == [(1, 0)]
    places = rows(database, "SELECT DISTINCT substr(place, instr(place, 'picture'), 9) FROM cells ORDER BY 1")
    assert places == [("picture 1",), ("picture 2",), ("picture 3",), ("picture 4",)]
    shown = rows(
        database, "SELECT p.url, c.url, p.outcome FROM pictures p JOIN captures c ON c.capture_id = p.picture_id"
    )
    assert shown == [(f"{address}/2024/W{n}.png", f"{address}/2024/W{n}.png", "read") for n in (1, 2, 3, 4)]
    assert rows(database, "SELECT text FROM sections WHERE number = 5") == [("公开的时间偏晚。",)]
    queries = (REPORTS, CELLS, PICTURES, "SELECT * FROM sections", "SELECT * FROM captures ORDER BY capture_id")
    before = [rows(database, query) for query in queries]
    assert nianbao("build", "--all", "--data", tmp_path).returncode == 0
    assert [rows(database, query) for query in queries] == before
    assert nianbao("verify", "--data", tmp_path).returncode == 0
    assert_shown(tmp_path)


def assert_shown(data: Path) -> None:
    """The site lists the pictures of the report, and draws a number's box on the picture in which it stands."""
    [(report_id,)] = rows(data / "nianbao.db", "SELECT report_id FROM reports")
    with running_site(data) as site:
        listed = shown_page(f"{site}/report/{report_id}").partition('id="pictures"')[2].partition("</table>")[0]
        assert listed.count("/archived/") == 4
        place = f"{site}/report/{report_id}/place/requests.received.natural_person"
        words = shown_page(place)
        assert "第 2 张图片" in words
        assert "图片原件" in words
        status, headers, body = get(f"{place}/page.png")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(body))
    assert image.size == Image.open(io.BytesIO(named_pictures()["W2.png"])).size
    red = [x for x in range(image.width) for y in range(image.height) if image.getpixel((x, y)) == (200, 16, 46)]
    assert 500 < min(red) < max(red) < 600  # the column of 自然人


@needs_ocr
def test_a_picture_that_came_later_completes_the_report_at_the_next_crawl(tmp_path: Path) -> None:
    database, pictures = tmp_path / "nianbao.db", named_pictures()
    with portal(page_with(NAMES, TITLE), {}) as address:
        nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
        assert rows(database, "SELECT reason FROM unread") == [("tables_are_pictures",)]
        _Portal.late = {f"/2024/{name}": (data, "image/png") for name, data in pictures.items()}
        nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
        _Portal.late = {}
    assert wrong_cells(database) == []
    assert rows(database, "SELECT * FROM unread") == []
    before = [rows(database, query) for query in (REPORTS, CELLS, PICTURES)]
    assert nianbao("build", "--all", "--data", tmp_path).returncode == 0
    assert [rows(database, query) for query in (REPORTS, CELLS, PICTURES)] == before


def test_a_picture_that_changes_on_an_unchanged_page_is_noted_with_the_revisit(tmp_path: Path) -> None:
    query = """
SELECT c.kind, p.number, k.payload_digest = ? FROM pictures AS p JOIN captures AS c USING (capture_id)
JOIN captures AS k ON k.capture_id = p.picture_id ORDER BY c.run_id, p.number
"""
    other, page = png(301), page_with_one_picture().decode()
    other_digest = "sha1:" + b32encode(hashlib.sha1(other).digest()).decode()
    with portal(page, {"W4.png": png()}) as address:
        crawl = ("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
        nianbao(*crawl)
        nianbao(*crawl)
        before = rows_with(tmp_path, query, other_digest)
        _Portal.late = {"/2024/W4.png": (other, "image/png")}
        nianbao(*crawl)
        nianbao(*crawl)
        _Portal.late = {}
    assert before == [("response", 1, 0)]
    expected = [*before, ("revisit", 1, 1)]
    assert rows_with(tmp_path, query, other_digest) == expected
    nianbao("build", "--all", "--data", tmp_path)
    assert rows_with(tmp_path, query, other_digest) == expected


@needs_ocr
def test_a_picture_that_changes_on_an_unchanged_page_is_a_new_version(tmp_path: Path) -> None:
    database, pictures = tmp_path / "nianbao.db", named_pictures()
    with portal(page_with_one_picture().decode(), {"W4.png": pictures["W4.png"]}) as address:
        nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
        [*_, (other,)] = table_pictures("pdf_repeated_header_2021")
        _Portal.late = {"/2024/W4.png": (other, "image/png")}
        again = nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
        _Portal.late = {}
    assert "1 changed" in again.stdout
    query = "SELECT version, is_latest, cells_reported FROM reports ORDER BY version"
    (first, second) = rows(database, query)
    assert (first[:2], second[:2]) == ((1, 0), (2, 1))
    revised = rows(database, "SELECT DISTINCT kind, table_key FROM revisions")
    assert ("cell", "disputes") in revised
    queries = (query, CELLS, PICTURES, "SELECT * FROM revisions ORDER BY 1, 2, 3, 4, 5, 6, 7, 8")
    before = [rows(database, query) for query in queries]
    assert nianbao("build", "--all", "--data", tmp_path).returncode == 0
    assert [rows(database, query) for query in queries] == before
    assert nianbao("verify", "--data", tmp_path).returncode == 0


def test_pictures_are_found_where_redirects_lead(tmp_path: Path) -> None:
    names = [[f"/moved/{name}" for name in table] for table in NAMES]
    with portal(page_with(names, TITLE), named_pictures()) as address:
        nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
    query = "SELECT p.url, c.url FROM pictures AS p JOIN captures AS c ON c.capture_id = p.picture_id ORDER BY p.number"
    expected = [(f"{address}/moved/W{n}.png", f"{address}/2024/W{n}.png") for n in (1, 2, 3, 4)]
    assert rows(tmp_path / "nianbao.db", query) == expected
    nianbao("build", "--all", "--data", tmp_path)
    assert rows(tmp_path / "nianbao.db", query) == expected


@needs_ocr
def test_a_saved_page_is_imported_with_the_pictures_beside_it(tmp_path: Path) -> None:
    saved, database = tmp_path / "saved", tmp_path / "data" / "nianbao.db"
    (saved / "年报 files").mkdir(parents=True)
    names = [[f"./年报%20files/{name}" for name in table] for table in NAMES]
    (saved / "年报.html").write_text(page_with(names, TITLE), encoding="utf-8")
    for name, data in named_pictures().items():
        (saved / "年报 files" / name).write_bytes(data)
    imported = nianbao("import", saved, "--data", tmp_path / "data")
    assert "1 report (1 new, 0 unchanged), 0 unread" in imported.stdout
    assert wrong_cells(database) == []
    assert rows(database, "SELECT outcome, COUNT(*) FROM captures GROUP BY 1") == [("picture", 4), ("report", 1)]


@needs_ocr
def test_pictures_that_the_page_itself_holds_are_read(tmp_path: Path) -> None:
    sources = [[data_address(picture) for picture in table] for table in table_pictures(GOLDEN)]
    (tmp_path / "page.html").write_text(page_with(sources, TITLE), encoding="utf-8")
    nianbao("import", tmp_path / "page.html", "--data", tmp_path / "data")
    database = tmp_path / "data" / "nianbao.db"
    assert wrong_cells(database) == []
    assert rows(database, "SELECT DISTINCT url, outcome, picture_id = capture_id FROM pictures") == [
        ("data:image/png;base64", "read", 1)
    ]
    assert_shown(tmp_path / "data")


@needs_ocr
def test_cells_of_a_picture_that_is_missing_are_ambiguous_and_the_others_are_read() -> None:
    given = {f"http://a.gov.cn/x/{name}": data for name, data in named_pictures().items() if name != "W4.png"}
    context = Context(url="http://a.gov.cn/x/t1.html", declared_type="text/html; charset=utf-8", pictures=given)
    report = read_report(page_with(NAMES, TITLE).encode(), context)
    assert isinstance(report, Report)
    assert {f.state for f in report.figures if f.table_key == "disputes"} == {State.AMBIGUOUS}
    assert {f.state for f in report.figures if f.table_key == "requests"} == {State.REPORTED}
    assert all("W4.png" in f.reason for f in report.figures if f.table_key == "disputes")
    assert [picture.outcome for picture in report.pictures] == ["read", "read", "read", "missing"]


def page_with_one_picture() -> bytes:
    """The report with its first two tables as HTML and the third as a picture; the prose shows a photograph."""
    printed = json.loads((DOCUMENTS / GOLDEN / "cells.json").read_text(encoding="utf-8"))
    figures = Figures({"*": "0"} | {key: "" if value is None else str(value) for key, value in printed.items()})
    proactive, requests, _ = tables_html("2021", figures)
    page = page_with([["@1@"], ["@2@"], ["W4.png"]], TITLE)
    page = page.replace("<p>公开的时间偏晚。", '<p><img src="photo.jpg">公开的时间偏晚。')
    return page.replace('<img src="@1@">', proactive).replace('<img src="@2@">', requests).encode()


def test_the_one_picture_among_tables_is_found() -> None:
    html = page_with_one_picture().decode()
    assert table_sources(html, has_tables=True) == ["W4.png"]
    whole = html.replace('<img src="W4.png">', "<table><tr><td>1</td></tr></table>")
    assert table_sources(whole, has_tables=True) == []


@needs_ocr
def test_one_table_that_is_a_picture_is_read_beside_those_that_are_not() -> None:
    url = "http://a.gov.cn/x/t1.html"
    held = {"http://a.gov.cn/x/W4.png": named_pictures()["W4.png"]}
    for given, state in ((held, State.REPORTED), ({}, State.AMBIGUOUS)):
        context = Context(url=url, declared_type="text/html; charset=utf-8", pictures=given)
        report = read_report(page_with_one_picture(), context)
        assert isinstance(report, Report)
        assert {f.state for f in report.figures if f.table_key == "disputes"} == {state}
        assert {f.confidence for f in report.figures if f.table_key != "disputes"} == {None}
        assert {f.state for f in report.figures if f.table_key != "disputes"} == {State.REPORTED}
        assert {p.outcome for p in report.pictures} == {"read" if given else "missing"}


@needs_ocr
def test_pictures_that_are_the_pages_of_the_report_are_read() -> None:
    pages = [_packed(page) for page in scanned((DOCUMENTS / GOLDEN / "document.pdf").read_bytes(), 150)]
    shown = "".join(f'<p><img src="P{number}.jpg"></p>' for number in (1, 2))
    page = f"<body><h1>{TITLE}</h1><p>来源：县政府办</p>{shown}<p>版权所有</p><img src='foot.jpg'></body>"
    given = {f"http://a.gov.cn/P{number}.jpg": data for number, data in enumerate(pages, start=1)}
    report = read_report(page.encode(), Context(url="http://a.gov.cn/1.html", pictures=given))
    assert isinstance(report, Report)
    assert judged(report, GOLDEN)[2] == []
    assert report.cells_reported >= 190
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def _packed(page: Image.Image) -> bytes:
    data = io.BytesIO()
    page.save(data, "JPEG", quality=80)
    return data.getvalue()


@needs_ocr
def test_a_page_saved_in_one_file_is_read_with_the_pictures_in_it() -> None:
    message = EmailMessage()
    message.set_content(page_with(NAMES, TITLE), subtype="html")
    message["Content-Location"] = "http://a.gov.cn/x/t1.html"
    for name, data in named_pictures().items():
        message.add_related(data, "image", "png")
        message.get_payload()[-1]["Content-Location"] = f"http://a.gov.cn/x/{name}"
    report = read_report(message.as_bytes(), Context(url="file:///年报.mht"))
    assert isinstance(report, Report)
    assert (report.reading, report.cells_reported) == ("complete", 200)


@needs_ocr
def test_a_page_in_a_zip_is_read_with_the_pictures_beside_it() -> None:
    sources = [[f"./1%20files/{name}" for name in table] for table in NAMES]
    files = {"年报/1.html": page_with(sources, TITLE).encode()}
    files |= {f"年报/1 files/{name}": data for name, data in named_pictures().items()}
    files["年报/说明.txt"] = "附件说明".encode()
    reading = read_reports(pack(files), Context(url="http://a.gov.cn/a.zip"))
    [(name, report)] = reading.reports
    assert (name, report.reading, report.cells_reported) == ("年报/1.html", "complete", 200)
    outcomes = {member.name: member.outcome for member in reading.members}
    assert list(outcomes.values()).count("picture") == 4
    assert outcomes["年报/1.html"] == "report"


@without_ocr
def test_without_the_extra_the_page_is_unread_and_the_remedy_is_named(tmp_path: Path) -> None:
    with portal(page_with(NAMES, TITLE), named_pictures()) as address:
        nianbao("crawl", f"{address}/", "--delay", "0", "--data", tmp_path)
    [(reason, detail)] = rows(tmp_path / "nianbao.db", "SELECT reason, detail FROM unread")
    assert reason == "tables_are_pictures"
    assert "make ocr" in str(detail)
