"""The command `nianbao`. Every module of `nianbao.commands` that has a `command` is one of its commands."""

import pkgutil
import sqlite3
from importlib import import_module

import click

from archive.errors import ArchiveError
from nianbao import VERSION, commands
from pipelines.limits import LimitError

# What SQLite says when the disk or its rights are at fault; anything else is our own mistake and must show as one.
MACHINE_REFUSALS = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
)


class Commands(click.Group):
    """Finds the commands in their folder and imports the one that is called, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name.rstrip("_") for _, name, _ in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for _, name, _ in pkgutil.iter_modules(commands.__path__):
            if name.rstrip("_") == cmd_name:
                command: click.Command = import_module(f"{commands.__name__}.{name}").command
                return command
        return None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (ArchiveError, LimitError) as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # the reader of our output has gone, as with `| head`; click ends quietly
        except OSError as error:
            raise click.ClickException(_refusal(error)) from error
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in MACHINE_REFUSALS:
                raise
            remedy = "Mend that and run it again; nothing that is in the archive is lost"
            raise click.ClickException(f"The database cannot be used: {error}. {remedy}.") from error


def _refusal(error: OSError) -> str:
    """What the machine refused, where, and what to do."""
    where = f"{error.filename}: " if error.filename else ""
    remedy = "Make it writable for you" if isinstance(error, PermissionError) else "Mend that"
    return f"{where}{error.strerror or error}. {remedy}, or name another folder with --data."


@click.command(cls=Commands)
@click.version_option(VERSION)
def main() -> None:
    """Find, keep, read and publish the annual reports of China's government bodies on how they disclosed information."""
