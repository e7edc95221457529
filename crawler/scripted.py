"""Links that stand only in scripts or JSON: an address and the title beside it, in the same brackets.

Objects, calls, arrays, JSON inside strings of JSON and markup inside strings are all read by one rule, so that no
portal's own notation has to be known: `{"title": "…", "url": "…"}`, `d.add(3, 1, "…", "/nb/")`, `["…", "/nb/"]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from crawler.escapes import unescaped
from crawler.link import Link, absolute, date_in, is_address, joined, links_in
from crawler.xml_lists import is_xml, rows_of_xml

LONGEST = 4_000_000  # characters of scripts looked through on one page
_DEEPEST = 3  # strings that hold JSON that holds strings that hold JSON
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"\btype\s*=\s*[\"']?[\w/.+-]*(?:xml|html|template|handlebars)", re.IGNORECASE)
_CALLED_BACK = re.compile(r"(?:/\*\*/)?[\w$.]+\(\s*[{\[]")  # data inside a call of the visitor's own function
_SCRIPT_BEGINS = re.compile(
    r"(?:/\*.*?\*/\s*|//[^\n]*\n\s*)*"
    r"(?:(?:var|let|const|function|async)\s|document\.|window[.\[]|[(!;]+\s*function|\$\(|[\"']use strict)",
    re.DOTALL,
)
_PAGE = re.compile(r"<(?:html|body|head|div|table|ul|li|a|p|meta|form|frame)\b", re.IGNORECASE)
_TOKEN = re.compile(
    r"""/\*.*?\*/|(?<![:\\])//[^\n]*
    |(?:(?:["']?([A-Za-z_]\w*)["']?)\s*[:=]\s*)?("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
    |([\[({])|([\])}])|(;)""",
    re.DOTALL | re.VERBOSE,
)
_KEPT_DATA = re.compile(
    r"""=\s*"(\[\{&(?:quot|#34);[^"]*)"|=\s*'(\[\{[^']*)'|<textarea\b[^>]*>\s*(\[\s*\{[^<]*)</textarea"""
)
_TEMPLATE = re.compile(r"<template\b[^>]*>(.*?)</template", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LINKING = re.compile(r"<a\b|\b(?:onclick|data-href|data-url|data-link)\s*=", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
_TITLES = ("title", "bt", "titles", "subject", "headline")
_NAMES = ("name", "text", "label", "caption", "mc", "filename", "showname")
_ADDRESSES = ("url", "href", "link", "pc", "urls", "infourl", "linkurl", "src", "path", "file")
_OTHER_ADDRESSES = re.compile(r"img|image|icon|cover|logo|pic|thumb|domain|mobile|wap|relation", re.IGNORECASE)


class _Word(NamedTuple):
    key: str
    text: str


@dataclass
class _Group:
    """What stands in one pair of brackets."""

    titles: list[tuple[int, _Word]] = field(default_factory=list)
    addresses: list[tuple[int, _Word]] = field(default_factory=list)
    date: str = ""
    count: int = 0
    inner: list[_Word] = field(default_factory=list)  # titles of groups in this one that have no address

    def add(self, key: str, text: str) -> None:
        self.count += 1
        if is_address(text):
            if not _OTHER_ADDRESSES.search(key):
                self.addresses.append((self.count, _Word(key, text)))
        elif date := date_in(text) if len(text) < 30 else "":
            self.date = self.date or date
        if (_CHINESE.search(text) or _YEAR_ALONE.fullmatch(text)) and not is_address(text):
            self.titles.append((self.count, _Word(key, text)))


def scripts_of(html: str) -> str:
    """The text of a page's scripts; the whole text of an answer that is none but data."""
    if is_data(html):
        return html[:LONGEST]
    return "\n;\n".join(text for attributes, text in _SCRIPT.findall(html) if not _MARKUP.search(attributes))[:LONGEST]


def is_data(html: str) -> bool:
    """Whether an answer is JSON, a call with JSON, a script or lines of XML, and no page."""
    start = html[:2000].lstrip()
    if start[:7].lower() == "<script":  # a page of nothing but a script, which sends the visitor on
        return False
    if start.startswith(("{", "[", "<datastore")) or _CALLED_BACK.match(start) or not _PAGE.search(start):
        return True
    return start[:1] != "<" and bool(_SCRIPT_BEGINS.match(start))


def scripted_links(html: str, base: str) -> list[Link]:
    """The links in a page's scripts, or in data; relative addresses start at `base`."""
    found = _links_of_xml(html, base) if is_xml(html) else _scan(scripts_of(html), base, 0)[0]
    for data in data_in(html):
        found += _scan(data, base, 0)[0]
    for markup in markup_in(html):
        found += [link for link in links_in(LexborHTMLParser(markup), base) if link.text]
    return list({link.url: link for link in found}.values())


def data_in(html: str) -> list[str]:
    """Data that a page keeps in attributes and text areas for its scripts."""
    if is_data(html) or not any(mark in html for mark in ("[{&quot;", "[{&#34;", "'[{\"", "<textarea")):
        return []
    return [unescape(found[1] or found[2] or found[3]) for found in _KEPT_DATA.finditer(html)]


def markup_in(html: str) -> list[str]:
    """Markup that a page keeps in scripts of its own types, or an answer in the CDATA of XML."""
    kept = [text for attributes, text in _SCRIPT.findall(html) if _MARKUP.search(attributes)]
    kept += _TEMPLATE.findall(html) if "<template" in html else []
    kept += [html] if "<![CDATA[" in html and is_data(html) else []
    return [text.replace("<![CDATA[", "").replace("]]>", "") for text in kept if _LINKING.search(text)]


def _links_of_xml(html: str, base: str) -> list[Link]:
    links = []
    for row in rows_of_xml(html[:LONGEST]):
        group = _Group()
        for name, text in row:
            group.add(name, text)
        links += _pair(group, base)
    return links


def _scan(text: str, base: str, depth: int) -> tuple[list[Link], _Group]:
    """The links of a text, and what of it found no partner."""
    links: list[Link] = []
    open_groups = [_Group()]
    for key, literal, opening, closing, end in _TOKEN.findall(text):
        if opening:
            open_groups.append(_Group())
        elif closing and len(open_groups) > 1:
            group = open_groups.pop()
            links += _pair(group, base)
            if group.titles and not group.addresses:
                open_groups[-1].inner.append(group.titles[0][1])
            if group.addresses and not group.titles:
                open_groups[-1].addresses += [(open_groups[-1].count, word) for _, word in group.addresses[:1]]
        elif end:
            links += _pair(open_groups[-1], base)
            open_groups[-1] = _Group()
        elif literal:
            links += _read_literal(open_groups[-1], key, unescaped(literal[1:-1]), base, depth)
    while len(open_groups) > 1:  # a text that was cut short
        links += _pair(open_groups.pop(), base)
    return links + _pair(open_groups[0], base), open_groups[0]


def _read_literal(group: _Group, key: str, text: str, base: str, depth: int) -> list[Link]:
    """Adds a string to its group; gives the links of markup or of JSON in it."""
    if "href" in text and "<a" in text:
        return [link for link in links_in(LexborHTMLParser(text), base) if link.text]
    if depth < _DEEPEST and text[:1] in ("{", "["):
        links, rest = _scan(text, base, depth + 1)
        inner = [word for _, word in rest.addresses] or [word for word in _addresses(text) if not links]
        for word in inner[:1]:
            group.add(word.key, word.text)
        return links
    printed = unescape(_TAG.sub("", text)) if "<" in text else text
    if printed.strip():
        group.add(key, printed.strip())
    return []


def _addresses(text: str) -> Iterator[_Word]:
    for key, literal, *_ in _TOKEN.findall(text):
        if literal and is_address(literal[1:-1]) and not _OTHER_ADDRESSES.search(key):
            yield _Word(key, literal[1:-1])


def _pair(group: _Group, base: str) -> list[Link]:
    """The links of a group: one where the keys tell title and address, else each address with the title before it."""
    if not group.titles and len(group.inner) == 1:
        group.titles.append((0, group.inner[0]))
    if not group.titles or not group.addresses:
        return []
    if any(word.key for _, word in group.addresses) and any(word.key for _, word in group.titles):
        _, title = min(group.titles, key=lambda entry: _rank(entry[1].key, _TITLES, _NAMES))
        _, address = min(group.addresses, key=lambda entry: _rank(entry[1].key, _ADDRESSES, ()))
        pairs = [(title, address)]
    else:
        pairs = []
        for at, address in group.addresses:
            before = [title for place, title in group.titles if place <= at]
            pairs.append((before[-1] if before else group.titles[0][1], address))
    links = [Link(absolute(base, address.text), joined(title.text), group.date) for title, address in pairs]
    return [link for link in links if link.url]


def _rank(key: str, best: tuple[str, ...], good: tuple[str, ...]) -> int:
    lowered = key.lower()
    for rank, names in enumerate((best, good)):
        if lowered in names:
            return 2 * rank
        if lowered.endswith(names):
            return 2 * rank + 1
    return 9
