"""Finds the published database among those that Datasette serves."""

from datasette.app import Datasette
from datasette.database import Database


def published(datasette: Datasette) -> Database:
    """The database that the site is about: the first that was named when the server was started."""
    return next(database for name, database in datasette.databases.items() if not name.startswith("_"))
