"""The published database: opened for writing or reading, completed for its readers."""

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from archive.errors import ForeignDatabase, UnwritableDatabase

DATABASE_NAME = "nianbao.db"
APPLICATION_ID = 1852399982  # "nian", as schema.sql sets it
LOCK_SECONDS = 30


@cache
def schema() -> str:
    """The SQL that makes every table and view."""
    return (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


def schema_version() -> int:
    """A number that changes with the schema; the database keeps it as its user_version."""
    return zlib.crc32(schema().encode()) & 0x7FFFFFFF


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection for the one writer; the file is made from the schema where there is none.

    Nothing commits by itself: use `with connection:` around what belongs together.
    Raises ForeignDatabase where the file is no database of this version of the program, UnwritableDatabase where it, or
    its folder, may not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = _is_blank(path)
    if not is_new:
        check_database(path)
    if not (os.access(path.parent, os.W_OK) and (is_new or os.access(path, os.W_OK))):
        raise UnwritableDatabase(
            f"{path} cannot be written. Make it and its folder writable for you, or name another folder with --data."
        )
    connection = sqlite3.connect(path, timeout=LOCK_SECONDS)
    # default DELETE; with a write-ahead log the site can be read while a run writes.
    connection.execute("PRAGMA journal_mode = WAL")
    # default FULL; the archive holds everything, so a power cut may cost the last rows but not the file.
    connection.execute("PRAGMA synchronous = NORMAL")
    # default 2 MB; the index on 28 million cells a year is written at random places.
    connection.execute("PRAGMA cache_size = -32000")
    if is_new:
        # Whole or not at all: a process that dies amid it, or a full disk, must not leave half a schema.
        connection.executescript(f"BEGIN;\n{schema()}\nPRAGMA user_version = {schema_version()};\nCOMMIT;")
        connection.execute(_TAKE_IN_EXPECTATIONS)
    return connection


def _is_blank(path: Path) -> bool:
    """Whether there is no database yet, or one in which nothing was made."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
        except sqlite3.DatabaseError:
            return False  # somebody else's file, which `check_database` refuses


# SQLite looks at what the schema tells its query planner when it opens a file; who makes one has it open already.
_TAKE_IN_EXPECTATIONS = "ANALYZE sqlite_schema"


@contextmanager
def filled_at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """Leaves the indexes on the cells, and waiting for the disk, for the end, when the block has filled a new database.

    Sorting millions of cells once takes a fraction of the time of putting each in its place. Only for a database that takes
    the place of another when it is complete: a power cut amid the block costs all of it.
    """
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cell_values' AND sql IS NOT NULL"
    ).fetchall()
    # With an index SQLite drops what the schema tells the query planner of it.
    expectations = connection.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("PRAGMA synchronous = OFF")
    yield
    connection.execute("PRAGMA synchronous = NORMAL")
    for _, statement in indexes:
        connection.execute(statement)
    with connection:
        connection.execute("DELETE FROM sqlite_stat1")
        connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", expectations)
    connection.execute(_TAKE_IN_EXPECTATIONS)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A read-only connection. Raises ForeignDatabase where the file is missing or no database of this version."""
    check_database(path)
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=LOCK_SECONDS)


def check_database(path: Path) -> None:
    """Raises ForeignDatabase unless the file is a database made by this version of the program."""
    if not path.exists():
        raise ForeignDatabase(
            f"There is no {path}. Run `nianbao import` or `nianbao crawl` first, or name its folder with --data."
        )
    if check_is_ours(path) != schema_version():
        raise ForeignDatabase(
            f"{path} was made by another version of nianbao. Run `nianbao build --all` to make it anew."
        )


def check_is_ours(path: Path) -> int:
    """The schema version of the database. Raises ForeignDatabase where another program made the file."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=LOCK_SECONDS)
    try:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise ForeignDatabase(_foreign(path, str(error))) from error
    finally:
        connection.close()
    if application_id != APPLICATION_ID:
        raise ForeignDatabase(_foreign(path, "another program made it"))
    return int(version)


def _foreign(path: Path, why: str) -> str:
    return f"{path} is no nianbao database: {why}. Move it away or name another folder with --data."


def complete_for_readers(connection: sqlite3.Connection) -> None:
    """Brings the tables that sum up others up to date, and the whole database into its one file.

    For the end of a run: what is written later is not in the sums.
    """
    with connection:
        for statement in _SUMMARIES:
            connection.execute(statement)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA busy_timeout = 0")
    # Without a log the file can be read from a folder that cannot be written. Where the site has the file open the log
    # stays, and nothing is lost by that.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")


_SUMMARIES = (
    "DELETE FROM organisations",
    """
INSERT INTO organisations (organisation, adcode, reports, first_year, last_year)
SELECT organisation, COALESCE(adcode, ''), COUNT(*), MIN(year), MAX(year)
FROM reports
WHERE is_latest
GROUP BY organisation, COALESCE(adcode, '')
""",
    "UPDATE portals SET reports = 0, last_news_on = NULL WHERE reports <> 0 OR last_news_on IS NOT NULL",
    # A first version is news of the day on which it was published, a later one of the day on which it was seen.
    """
UPDATE portals SET reports = n.reports, last_news_on = n.news
FROM (
    SELECT
        r.portal, SUM(r.is_latest) AS reports,
        MAX(CASE WHEN r.version = 1 AND r.published_on IS NOT NULL THEN r.published_on ELSE date(c.fetched_at) END) AS news
    FROM reports AS r
    JOIN captures AS c ON c.capture_id = r.capture_id
    GROUP BY r.portal
) AS n
WHERE n.portal = portals.portal
""",
)
