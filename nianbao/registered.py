"""The registry in the database, for the commands that crawl nothing."""

from pathlib import Path
from sqlite3 import Connection

import click

from archive.portals import register_portals


def register(connection: Connection, registry: Path | None) -> None:
    """Lists the portals of the registry, with the operator's file laid over it."""
    from crawler.registry import RegistryError, row_of
    from crawler.registry.overlay import registry_with

    try:
        portals = registry_with(str(registry or "")).by_key.values()
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
    register_portals(connection, map(row_of, portals))
