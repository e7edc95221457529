"""The site of a data folder, served for the tests the way `nianbao serve` serves it."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import uvicorn

from archive.site.serve import make_site
from tests.site_data import make_data, served


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
