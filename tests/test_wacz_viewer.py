"""ReplayWeb.page, the viewer of WACZ files, shows the pages of an export in a real browser."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.browser import open_browser
from tests.nianbao_command import nianbao
from tests.other_tools import installed
from tests.site_data import HOST
from tests.site_server import data_folder

EMBEDDED = """<!DOCTYPE html><script src="/ui.js"></script>
<replay-web-page source="/some.wacz" url="{}" replayBase="/replay/" embed="replayonly"></replay-web-page>"""


@contextmanager
def viewer(wacz: Path, url: str, asked: list[str]) -> Iterator[str]:
    """The viewer on loopback, showing one page of a file; the ranges that it asks the file for go to `asked`."""
    scripts = installed("replaywebpage", is_part_of_ci=False) / "package"
    content = wacz.read_bytes()
    files = {
        "/": ("text/html", EMBEDDED.format(url).encode()),
        "/ui.js": ("text/javascript", (scripts / "ui.js").read_bytes()),
        "/replay/sw.js": ("text/javascript", (scripts / "sw.js").read_bytes()),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/some.wacz":
                self._answer_range()
            elif path in files:
                self._answer(200, *files[path])
            else:
                self._answer(404, "text/plain", b"")

        do_HEAD = do_GET

        def _answer_range(self) -> None:
            first, last = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", "bytes=0-")).groups()
            asked.append(f"{first}-{last}")
            start = int(first) if first else max(0, len(content) - int(last))
            end = min(int(last), len(content) - 1) if first and last else len(content) - 1
            part = content[start : end + 1]
            self._answer(206, "application/zip", part, f"bytes {start}-{end}/{len(content)}")

        def _answer(self, status: int, media_type: str, body: bytes, content_range: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            if content_range:
                self.send_header("Content-Range", content_range)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_the_viewer_shows_a_report_out_of_the_whole_archive(tmp_path: Path) -> None:
    wacz, asked = tmp_path / "some.wacz", list[str]()
    done = nianbao("export", "--format", "wacz", "--to", wacz, "--data", data_folder())
    assert done.returncode == 0, done.stderr
    with viewer(wacz, f"{HOST}/0/2022.html", asked) as address, open_browser() as browser:
        page = browser.new_page()
        page.goto(address)
        shown = page.frame_locator("replay-web-page iframe").frame_locator("iframe")
        heading = shown.locator("h1").inner_text(timeout=60_000)
    assert heading == "河南省安阳市文峰区人民政府2022年政府信息公开工作年度报告"
    # It read single records out of the file, not the file.
    assert all(re.fullmatch(r"\d*-\d+", one) for one in asked[1:]), asked
