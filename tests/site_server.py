"""The site of a data folder, served for the tests the way `nianbao serve` serves it, and asked."""

import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import uvicorn

from archive.database import DATABASE_NAME, open_for_reading
from archive.site.serve import make_site
from tests.site_data import HOST, make_data, served


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    make_data(Path(folder.name), served())
    return folder


def data_folder() -> Path:
    """The data folder of tests/site_data.py, made once for all tests of this process."""
    return Path(_folder().name)


@contextmanager
def running_site(data: Path) -> Iterator[str]:
    """Serves a data folder on a free port of loopback; yields the address, without a slash at its end."""
    server = uvicorn.Server(uvicorn.Config(make_site(data).app(), port=0, lifespan="on", log_level="warning"))
    started = threading.Event()
    startup = server.startup

    async def startup_and_tell(sockets: list[object] | None = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = startup_and_tell
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert started.wait(30), "the site did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def get(address: str) -> tuple[int, HTTPMessage, bytes]:
    """Status, headers and body of whatever the site answers."""
    try:
        with urlopen(address, timeout=30) as response:
            return response.status, response.headers, response.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def page(address: str) -> str:
    """The text of a page that must be there."""
    status, _, body = get(address)
    assert status == 200, body.decode()[:2000]
    return body.decode()


def look_up(sql: str, *parameters: object) -> sqlite3.Row:
    """The first row of a query to the data folder's database."""
    connection = open_for_reading(data_folder() / DATABASE_NAME)
    connection.row_factory = sqlite3.Row
    row: sqlite3.Row = connection.execute(sql, parameters).fetchone()
    connection.close()
    return row


def report(path: str) -> sqlite3.Row:
    """The report that the portal serves at a path."""
    return look_up("SELECT * FROM reports WHERE url = ?", HOST + path)
