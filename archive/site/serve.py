"""Starts the site on loopback."""

import socket
from contextlib import suppress
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import parse_metadata

import archive.site
from archive.database import DATABASE_NAME, check_database
from archive.errors import ArchiveError

METADATA = Path(__file__).parent.parent.parent / "metadata.yml"

SETTINGS = {
    "suggest_facets": False,  # default true, which takes 900 ms a page for a million cells; 16 ms without
    "max_csv_mb": 0,  # default 100; 0 is no limit: a whole table is what researchers come for
    "sql_time_limit_ms": 3000,  # default 1000; questions of one's own over millions of cells take longer
    "default_page_size": 50,  # default 100; half the rows, half the time a page takes
    "default_cache_ttl": 0,  # default 5 s; a crawl's reports are seen at once
}


class PortTaken(ArchiveError):
    """Raised when the site's port is in use."""


def make_site(data: Path) -> Datasette:
    """The site of a data folder, not yet listening. Raises ForeignDatabase where the folder holds no such database."""
    database = data / DATABASE_NAME
    check_database(database)
    # Datasette loads plugins by their entry points; a checkout that is run without being installed has none.
    if not pm.is_registered(archive.site):
        pm.register(archive.site, "nianbao")
    metadata = parse_metadata(METADATA.read_text(encoding="utf-8"))
    return Datasette([str(database)], metadata=metadata, settings=SETTINGS)


def serve(data: Path, port: int, host: str = "127.0.0.1") -> None:
    """Serves the site until it is interrupted.

    Raises ForeignDatabase where the folder holds no database of ours, PortTaken where another program has the port.
    """
    site = make_site(data)
    listener = _listen(host, port)
    print(f"nianbao serves {data} at http://{host}:{listener.getsockname()[1]}/ (Ctrl-C ends it)", flush=True)
    # uvicorn ends in order at Ctrl-C and then hands the interrupt on, which would look like a failure.
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(site.app(), lifespan="on", log_level="warning")).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(f"Port {port} of {host} cannot be had: {error.strerror}. Name another with --port.") from error
    return listener
