"""What several commands share: where the data lies, how many workers, how progress shows."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.database import DATABASE_NAME
from archive.errors import DamagedRecord
from nianbao import VERSION
from pipelines.source import portal_of

ARCHIVE_NAME = "archive"

Item = TypeVar("Item")
Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    """Adds --data, the folder that holds the archive and the database."""
    option = click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default="data",
        envvar="NIANBAO_DATA",
        show_default=True,
        show_envvar=True,
        help="Folder of the archive and the database.",
    )
    return option(command)


def registry_option(command: Command) -> Command:
    """Adds --registry, the operator's own registry file."""
    option = click.option(
        "--registry",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        envvar="NIANBAO_REGISTRY",
        show_envvar=True,
        help="Your own portals, as CSV: adds to the registry, changes it, leaves portals out.",
    )
    return option(command)


def workers_option(command: Command) -> Command:
    """Adds --workers, the number of processes that read documents."""
    option = click.option(
        "--workers",
        type=click.IntRange(1),
        default=os.cpu_count() or 1,
        show_default="one a core",
        help="Processes that read documents.",
    )
    return option(command)


def archive_folder(data: Path) -> Path:
    """Where the WARC files lie."""
    return data / ARCHIVE_NAME


def database_path(data: Path) -> Path:
    """Where the published database lies."""
    return data / DATABASE_NAME


def software() -> str:
    """The program and its version, as runs record it."""
    return f"nianbao/{VERSION}"


def declared() -> tuple[tuple[str, str], ...]:
    """What the WARC files of an import say of who made it."""
    return (("operator", os.environ.get("NIANBAO_CONTACT", "")),)


def track(items: Iterable[Item], length: int, label: str) -> Iterator[Item]:
    """Passes the items on, with a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar


def report_damage(damage: DamagedRecord) -> None:
    """Says on standard error which record of the archive cannot be read."""
    click.echo(f"damaged: {damage}. Run `nianbao verify` to see all that is damaged.", err=True)


def counted(number: int, noun: str) -> str:
    """The number with its noun: "1 file", "1,200 files"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def portal_named(text: str) -> str:
    """The portal that a command's argument names by its host or by any address on it."""
    return portal_of(text) if "//" in text else text.rstrip("/")
