"""Serves test portals on loopback, each on a port of its own, and keeps what was asked of each."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from demo.answer import Answer, page
from tests.portals.matrix import FAMILIES, Made, make

_MISSING = page("<html><head><title>404 Not Found</title></head><body>404</body></html>", status=404)


@contextmanager
def serve(keys: tuple[str, ...] = ()) -> Iterator[list[Made]]:
    """Serves the portals of the keys (none: all) while the block runs."""
    servers = {key: ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) for key in FAMILIES}
    homes = {key: f"http://127.0.0.1:{server.server_port}" for key, server in servers.items()}
    made = [one for one in make(homes) if not keys or one.key in keys]
    try:
        for one in made:
            server = servers[one.key]
            server.RequestHandlerClass = _handler(one)
            server.daemon_threads = True
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield made
    finally:
        for one in made:
            servers[one.key].shutdown()
        for server in servers.values():
            server.server_close()


def _handler(made: Made) -> type[BaseHTTPRequestHandler]:
    site = made.site

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for head and body
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            made.asked.append(self.path)
            answer = site.asked(self.path, dict(self.headers)) if site.asked else None
            self._answer(answer or site.pages.get(self.path) or site.pages.get(_without_index(self.path)) or _MISSING)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            made.asked.append(f"{self.path}#{body}")
            self._answer((site.posted and site.posted(self.path, body, dict(self.headers))) or _MISSING)

        def _answer(self, answer: Answer) -> None:
            self.send_response(answer.status)
            headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))} | answer.headers
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing; what was asked is kept."""

    return Handler


def _without_index(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/" if name in ("index.html", "index.htm", "index.shtml") else path
