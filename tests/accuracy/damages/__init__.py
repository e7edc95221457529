"""What goes wrong with reports on their way to a portal: the one place where every damage is defined.

Each function in the modules of this folder is a damage: `damage(report, random)` changes a copy of a report in place; what
its cells then print under which key is the truth, as a careful reader takes it from the page. Those of `stream` take the
bytes of the printed file instead, which changes no truth.
"""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from tests.accuracy.printed import PrintedReport

Damage = Callable[[PrintedReport, Random], None]
StreamDamage = Callable[[bytes, Random], bytes]


@cache
def load_damages() -> dict[str, Damage]:
    """Every damage to a report before it is printed, by name."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if module.name not in ("stream", "choosing")]
    return {key: damage for name in names for key, damage in _functions(name).items()}


@cache
def load_stream_damages() -> dict[str, StreamDamage]:
    """Every damage to the bytes of a file, by name."""
    return _functions("stream")


def _functions(name: str) -> dict[str, Any]:
    module = importlib.import_module(f"{__name__}.{name}")
    return {
        key: value
        for key, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and not key.startswith("_")
    }
