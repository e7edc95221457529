"""Content-management systems, one module each; the file in this folder is the registration.

A module has `recognises(page)`, `entries(page)` for links that only its own markup holds, and `next_page(page)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from crawler.page import Link, Page


@dataclass(frozen=True)
class Fetch:
    """A page to ask for; with `posted`, by POST and with these bytes as a form."""

    url: str
    posted: str = ""


class Cms(Protocol):
    """What each module of this folder offers."""

    def recognises(self, page: Page) -> bool:
        """Whether a page was made by this system."""

    def entries(self, page: Page) -> list[Link]:
        """Lines of a list that stand only in markup of the system's own."""

    def next_page(self, page: Page) -> Fetch | None:
        """The page of the list that follows, None after the last."""


@cache
def systems() -> dict[str, Cms]:
    """Every module of this folder by its name."""
    return {name: import_module(f"{__name__}.{name}") for name in _names()}  # type: ignore[misc]


def recognise(page: Page) -> tuple[str, Cms] | None:
    """The system that made a page, with its name; None where no module knows it."""
    return next(((name, cms) for name, cms in systems().items() if cms.recognises(page)), None)


def _names() -> Iterator[str]:
    return (module.name for module in iter_modules(__path__))
