"""One module a file format: `print_report(report, random)` gives the bytes. The module in this folder is the registration."""

import importlib
import pkgutil
from functools import cache
from random import Random
from typing import Protocol

from tests.accuracy.printed import PrintedReport


class Format(Protocol):
    """What a module of this folder holds.

    These may stand there too: `SHARE`, how many of the reports suffice where they are slow; `IS_SHEET`, whether every row
    and column has a cell; `convert`, which makes the printed files those of the format, many at a time; `MISSING`, what is
    not installed for that.
    """

    def print_report(self, report: PrintedReport, random: Random) -> bytes: ...


@cache
def load_formats() -> dict[str, Format]:
    """Every format that reports are printed in, by its name."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
