"""The registry of portals, and what a word on the command line stands for in it."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.source import portal_of

_HOST = re.compile(r"^[A-Za-z0-9.-]+(:\d+)?$")


class RegistryError(Exception):
    """Raised by load_registry() for a row that can't be right, and by resolve() for a word that names no one portal."""


@dataclass(frozen=True)
class Portal:
    """A portal to crawl. `name` is a path of regions ("河南省/三门峡市"); anything but home_url may be ""."""

    home_url: str
    adcode: str = ""
    name: str = ""
    section_url: str = ""

    @property
    def key(self) -> str:
        """Host, with the port where it is not the scheme's own."""
        return portal_of(self.home_url)


@cache
def load_registry(path: Path = Path(__file__).parent / "portals.csv") -> tuple[Portal, ...]:
    """Every portal of a registry file. Raises RegistryError, which names the line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(_portal(row, f"{path.name}, line {rows.line_num}") for row in rows)


@cache
def registered() -> dict[str, Portal]:
    """The registry's portals by host and port; of two rows with one host the first."""
    return {portal.key: portal for portal in reversed(load_registry())}


def _portal(row: dict[str, str], place: str) -> Portal:
    try:
        portal = Portal(row["home_url"], row["adcode"], row["name"], row["section_url"])
    except KeyError as error:
        raise RegistryError(
            f"{place}: there is no column {error}; it needs adcode, name, home_url, section_url"
        ) from None
    if portal.adcode and not re.fullmatch(r"\d{6}", portal.adcode):
        raise RegistryError(f"{place}: {portal.adcode!r} is no division code; it needs six digits, or nothing")
    for url in filter(None, (portal.home_url, portal.section_url)):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise RegistryError(f"{place}: {url!r} is no http or https address")
    return portal


def resolve(word: str) -> list[Portal]:
    """The portals that a word stands for: a URL, a host, a division code (all portals in it), or a registry name.

    Raises RegistryError when there is none, or when a name fits several.
    """
    if "://" in word:
        return [_at(word)]
    if re.fullmatch(r"\d{6}", word):
        return _in_division(word)
    if _HOST.match(word) and ("." in word or ":" in word or word == "localhost"):
        return [registered().get(word) or _at(f"http://{word}/")]
    return [_named(word)]


def _at(url: str) -> Portal:
    try:
        host, key = urlsplit(url).hostname, portal_of(url)
    except ValueError:
        host, key = None, ""
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise RegistryError(f"{url} is no http or https address")
    known = registered().get(key, Portal(url))
    return Portal(url, known.adcode, known.name, known.section_url if known.home_url == url else "")


def _in_division(adcode: str) -> list[Portal]:
    level = adcode.removesuffix("00").removesuffix("00")
    portals = [portal for portal in load_registry() if portal.adcode.startswith(level)]
    if not portals:
        raise RegistryError(f"The registry has no portal in division {adcode}; name a host or a URL instead")
    return portals


def _named(word: str) -> Portal:
    name = word.removesuffix("人民政府")
    exact = [portal for portal in load_registry() if portal.name == name]
    matches = exact or [portal for portal in load_registry() if portal.name.rpartition("/")[2] == name]
    if not matches:
        raise RegistryError(f"The registry knows no portal named {word}; name a host, a URL or a division code instead")
    if len(matches) > 1:
        found = "\n".join(f"  {portal.adcode or '------'}  {portal.name}  {portal.home_url}" for portal in matches)
        raise RegistryError(f"{word} names {len(matches)} portals; name one by its code or its host:\n{found}")
    return matches[0]
