"""A report's page whose tables are pictures: the crawl archives these, and a number's place is drawn on a picture."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from PIL import Image

from archive.site.place import Place
from archive.site.pointing import picture
from tests.nianbao_command import nianbao
from tests.test_readers_ocr import PAGE

TITLE = "青石县人民政府2023年政府信息公开工作年度报告"
HOME = f"<html><head><title>青石县人民政府</title></head><body><p>欢迎访问</p><a href='/2024/t1.html'>{TITLE}</a></body></html>"


def png(width: int = 300, height: int = 200) -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height), 255).save(data, "PNG")
    return data.getvalue()


class _Portal(BaseHTTPRequestHandler):
    pages = {  # noqa: RUF012  (never changed)
        "/": (HOME.encode(), "text/html; charset=utf-8"),
        "/2024/t1.html": (PAGE.encode(), "text/html; charset=utf-8"),
        "/2024/W01.png": (png(), "image/png"),
        "/2024/W02.jpg": (png(), "image/png"),
    }

    def do_GET(self) -> None:
        body, media_type = self.pages.get(self.path, (b"", "text/plain"))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def portal() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Portal) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_crawl_archives_the_pictures_and_lists_the_page_as_unread(tmp_path: Path) -> None:
    with portal() as address:
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
    assert "W01.png, W02.jpg, W03.jpg" in detail
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
