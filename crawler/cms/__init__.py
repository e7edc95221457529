"""Content-management systems, one module each; the file in this folder is the registration.

A module has `recognises(page)`, `entries(page)` for links that only its own markup holds, and `next_page(page)`: the
page of a list that follows, which may be the first one with lines where the list itself is a shell.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

__all__ = ["Cms", "Fetch", "entries_of", "next_page_of", "recognise", "systems"]


class Cms(Protocol):
    """What each module of this folder offers."""

    def recognises(self, page: Page) -> bool:
        """Whether a page was made by this system."""

    def entries(self, page: Page) -> list[Link]:
        """Lines of a list, or columns of a tree, that stand only in markup of the system's own."""

    def next_page(self, page: Page) -> Fetch | None:
        """The page of the list that follows, None after the last."""


@cache
def systems() -> dict[str, Cms]:
    """Every module of this folder by its name."""
    return {name: import_module(f"{__name__}.{name}") for name in _names()}  # type: ignore[misc]


def recognise(page: Page) -> tuple[str, Cms] | None:
    """The system that made a page, with its name; None where no module knows it."""
    return next(((name, cms) for name, cms in systems().items() if cms.recognises(page)), None)


def entries_of(page: Page) -> list[Link]:
    """The links that only the markup of a page's system holds. Two systems may share a page, such as Hanweb's two."""
    return [link for cms in _all_of(page) for link in cms.entries(page)]


def next_page_of(page: Page) -> Fetch | None:
    """The page of the list that follows, as the page's system has it."""
    return next((fetch for cms in _all_of(page) if (fetch := cms.next_page(page))), None)


def _all_of(page: Page) -> Iterator[Cms]:
    return (cms for cms in systems().values() if cms.recognises(page))


def _names() -> Iterator[str]:
    return (module.name for module in iter_modules(__path__))
