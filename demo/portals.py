"""Serves the demonstration portals on loopback, each on a port of its own."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from threading import Thread

from demo.answer import Answer, page
from demo.portal import Portal, load_portals

FIRST_PORT = 8811


class PortInUse(OSError):
    """Raised by serve() when one of the portals' ports is taken."""


@contextmanager
def serve(first_port: int = FIRST_PORT) -> Iterator[list[str]]:
    """Serves every portal while the block runs, and gives their home pages. `first_port` 0 takes any free ports."""
    servers: list[ThreadingHTTPServer] = []
    try:
        for offset, portal in enumerate(load_portals()):
            servers.append(_start(portal, first_port + offset if first_port else 0))
        yield [f"http://127.0.0.1:{server.server_port}/" for server in servers]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _start(portal: Portal, port: int) -> ThreadingHTTPServer:
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler(portal))
    except OSError as error:
        raise PortInUse(f"Port {port}, for the portal of {portal.name}, can't be opened: {error.strerror}.") from error
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    """A request handler that answers with the pages of one portal."""
    cms = import_module(f"demo.cms.{portal.cms}")
    served = cms.pages(portal)
    not_found = page("<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>", status=404)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "demo"
        sys_version = ""
        disable_nagle_algorithm = True
        wbufsize = -1  # one packet for head and body

        def do_GET(self) -> None:
            path = self.path
            self._answer(served.get(path) or served.get(path.removesuffix("index.html")) or served.get("*", not_found))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            answer = cms.posted(portal, self.path, body) if hasattr(cms, "posted") else None
            self._answer(answer or not_found)

        def _answer(self, answer: Answer) -> None:
            self.send_response(answer.status)
            headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))} | answer.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the crawler may have been interrupted
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing: the demonstration tells what it fetched itself."""

    return Handler
