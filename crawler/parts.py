"""What a page loads into itself from its own portal: frames, data that its scripts ask for, the scripts themselves. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

from crawler.applications import BASE, at_base
from crawler.attachments import viewed
from crawler.calls import calls_in, calls_of_elements
from crawler.fetch import Fetch
from crawler.link import absolute, is_same_host
from crawler.page import Page
from crawler.rules import RULES
from crawler.scripted import is_data, markup_in

FEW_WORDS = 200  # characters; a page that prints fewer has no content of its own
MOST_PARTS = 8  # frames and loaded data of one page
_SCRIPT_SOURCE = re.compile(r"""<script\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_FRAME_WRITTEN = re.compile(r"""<iframe\b[^>]*?\bsrc\s*=\s*\\?["']([^"'\\\s<>]+)""", re.IGNORECASE)
# An address in a script that asks for a page by its number; one that something is joined to is none yet.
_NUMBERED_ADDRESS = re.compile(
    rf"""(?<!\+)(?<!\+\s)["']([^"'\s<>]*[?&](?:{"|".join(RULES.page_parameters)})=\d+[^"'\s<>]*)["']"""
)
_PAGE_NUMBER = tuple(f"{mark}{name}=" for mark in "?&" for name in RULES.page_parameters)


def parts_of(page: Page, is_bare: bool = False) -> list[Fetch]:
    """What a page loads into itself; of a page that led nowhere (`is_bare`) every script of its own, too."""
    scripts = page.handlers.told
    base = BASE.search(scripts)
    calls = [*_calls(page, scripts), *calls_of_elements(page.html, page.base)]
    framed = [Fetch(url) for url in page.frames if not viewed(url)]
    called = {fetch.url.partition("?")[0] for fetch in calls}
    loaded = [*_addresses(page, scripts), *_sources(page, is_bare, asks=bool(page.numbered.handed) and not calls)]
    addresses = [Fetch(url) for address in loaded if (url := absolute(page.document, address)) not in called]
    if base:  # what all calls of an application begin with
        calls, addresses = [_at(base[1], one) for one in calls], [_at(base[1], one) for one in addresses]
    return [
        fetch
        for fetch in dict.fromkeys([*framed, *calls, *addresses])
        if is_same_host(fetch.url, page.url)
        and fetch.url != page.url
        and not RULES.idle_frames.search(urlsplit(fetch.url).path)
    ][:MOST_PARTS]


def _calls(page: Page, scripts: str) -> list[Fetch]:
    calls = calls_in(scripts, page.document, page.beside.handed)
    return calls if is_data(page.html) else [*calls, *page.handlers.at_load()]


def _addresses(page: Page, scripts: str) -> Iterator[str]:
    """The addresses of data and frames that scripts spell out."""
    for found in RULES.loading_calls.finditer(scripts):
        # What something is joined to that is not known is no address yet, but for the number of a page.
        is_whole = not scripts[found.end() : found.end() + 9].lstrip().startswith("+")
        if is_whole or found[1].endswith(_PAGE_NUMBER):
            yield f"{found[1]}1" if found[1].endswith(_PAGE_NUMBER) else found[1]
    for text in (scripts, *markup_in(page.html)):
        yield from map(unescape, _NUMBERED_ADDRESS.findall(text))
    if "<iframe" in scripts:
        yield from map(unescape, _FRAME_WRITTEN.findall(scripts))


def _sources(page: Page, is_bare: bool, asks: bool) -> list[str]:
    """The script files that may tell of columns or lists. `asks`: one of them is to ask for the pages of a list."""
    is_shell = is_bare or len(page.text) < FEW_WORDS
    return [
        source
        for source in _SCRIPT_SOURCE.findall(page.html)
        if is_shell or RULES.telling_scripts.search(source) or (asks and RULES.paging_scripts.search(source))
    ]


def _at(base: str, fetch: Fetch) -> Fetch:
    """A call below the path that all calls begin with; script files are not called."""
    parts = urlsplit(fetch.url)
    return (
        fetch
        if parts.path.endswith(".js")
        else replace(fetch, url=parts._replace(path=at_base(parts.path, base)).geturl())
    )
