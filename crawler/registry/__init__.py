"""The registry of portals, and what a word on the command line stands for in it."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.source import portal_of

COLUMNS = "the columns are adcode, name, home_url and section_url"
_HOST = re.compile(r"^[A-Za-z0-9.-]+(:\d+)?$")


class RegistryError(Exception):
    """Raised for a row of a registry file that can't be right, and by resolve() for a word that names no one portal."""


@dataclass(frozen=True)
class Portal:
    """A portal to crawl. `name` is a path of regions ("河南省/三门峡市"); anything but home_url may be ""."""

    home_url: str
    adcode: str = ""
    name: str = ""
    section_url: str = ""
    is_operators: bool = False  # a row of the operator's own file

    @property
    def key(self) -> str:
        """Host, with the port where it is not the scheme's own."""
        return portal_of(self.home_url)


@dataclass(frozen=True)
class Registry:
    """Portals in the order of their file."""

    portals: tuple[Portal, ...]

    @cached_property
    def by_key(self) -> dict[str, Portal]:
        """The portals by host and port; of two rows with one host the first."""
        return {portal.key: portal for portal in reversed(self.portals)}


def rows_of(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """The rows of a registry file, each with its place for messages. Raises RegistryError where it can't be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames is None or "home_url" not in rows.fieldnames:
                raise RegistryError(f"{path}, line 1: there is no column home_url; {COLUMNS}")
            for row in rows:
                place = f"{path}, line {rows.line_num}"
                if None in row or None in row.values():
                    raise RegistryError(f"{place}: it has not as many fields as the first line, {len(rows.fieldnames)}")
                yield row, place
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegistryError(f"{path} cannot be read: {error}. Write it as CSV in UTF-8.") from error


@cache
def load_registry() -> Registry:
    """The registry of the project. Raises RegistryError, which names file and line."""
    return Registry(tuple(portal_in(row, place) for row, place in rows_of(Path(__file__).parent / "portals.csv")))


def portal_in(row: dict[str, str], place: str) -> Portal:
    """The portal of a row, whose fields may be missing but for home_url. Raises RegistryError."""
    portal = Portal(row["home_url"], row.get("adcode", ""), row.get("name", ""), row.get("section_url", ""))
    if portal.adcode and not re.fullmatch(r"\d{6}", portal.adcode):
        raise RegistryError(f"{place}: {portal.adcode!r} is no division code; it needs six digits, or nothing")
    for url in filter(None, (portal.home_url, portal.section_url)):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise RegistryError(f"{place}: {url!r} is no http or https address")
    return portal


def resolve(word: str, registry: Registry) -> list[Portal]:
    """The portals that a word stands for: a URL, a host, a division code (all portals in it), or a registry name.

    Raises RegistryError when there is none, or when a name fits several.
    """
    if "://" in word:
        return [_at(word, registry)]
    if re.fullmatch(r"\d{6}", word):
        return _in_division(word, registry)
    if _HOST.match(word) and ("." in word or ":" in word or word == "localhost"):
        return [registry.by_key.get(word) or _at(f"http://{word}/", registry)]
    return [_named(word, registry)]


def _at(url: str, registry: Registry) -> Portal:
    try:
        host, key = urlsplit(url).hostname, portal_of(url)
    except ValueError:
        host, key = None, ""
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise RegistryError(f"{url} is no http or https address")
    known = registry.by_key.get(key, Portal(url))
    return Portal(url, known.adcode, known.name, known.section_url if known.home_url == url else "")


def _in_division(adcode: str, registry: Registry) -> list[Portal]:
    level = adcode.removesuffix("00").removesuffix("00")
    portals = [portal for portal in registry.portals if portal.adcode.startswith(level)]
    if not portals:
        raise RegistryError(f"The registry has no portal in division {adcode}; name a host or a URL instead")
    return portals


def _named(word: str, registry: Registry) -> Portal:
    name = word.removesuffix("人民政府")
    exact = [portal for portal in registry.portals if portal.name == name]
    matches = exact or [portal for portal in registry.portals if portal.name.rpartition("/")[2] == name]
    if not matches:
        raise RegistryError(f"The registry knows no portal named {word}; name a host, a URL or a division code instead")
    if len(matches) > 1:
        found = "\n".join(f"  {portal.adcode or '------'}  {portal.name}  {portal.home_url}" for portal in matches)
        raise RegistryError(f"{word} names {len(matches)} portals; name one by its code or its host:\n{found}")
    return matches[0]


def row_of(portal: Portal) -> dict[str, str | None]:
    """A portal as a row of the table `portals`."""
    return {
        "portal": portal.key,
        "name": portal.name or None,
        "adcode": portal.adcode or None,
        "home_url": portal.home_url,
        "section_url": portal.section_url or None,
    }
