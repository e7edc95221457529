"""pywb, which serves an archive folder of ours as it was crawled."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from archive.index import INDEX_NAME
from tests.other_tools import tool


@contextmanager
def replayed(folder: Path, scratch: Path) -> Iterator[HTTPConnection]:
    """A connection to a pywb that serves an archive folder as the collection `held`."""
    wayback = tool("pywb", "wayback")
    held = {"index": str(folder / INDEX_NAME), "archive_paths": f"{folder}/"}
    (scratch / "config.yaml").write_text(f"collections: {{held: {held}}}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [wayback, "-b", "127.0.0.1", "-p", str(port), "-d", scratch]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=scratch) as server:
        try:
            assert server.stderr is not None
            said = next((line for line in server.stderr if "Starting" in line), "")
            assert said, "pywb did not start"
            with (scratch / "pywb.log").open("w") as log, closing(_connected(port)) as connection:
                subprocess.Popen(["cat"], stdin=server.stderr, stdout=log)
                yield connection
        finally:
            server.kill()


def _connected(port: int) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(10_000):  # it says that it starts before it listens
        try:
            connection.connect()
            return connection
        except ConnectionRefusedError:
            pass
    raise AssertionError("pywb does not listen")


def replay(connection: HTTPConnection, url: str, timestamp: str) -> tuple[HTTPResponse, bytes]:
    """What pywb answers for a capture when it is asked for it unchanged."""
    # pywb undoes an encoding that the asker does not name.
    connection.request("GET", f"/held/{timestamp}id_/{url}", headers={"Accept-Encoding": "gzip, deflate, br"})
    response = connection.getresponse()
    return response, response.read()
