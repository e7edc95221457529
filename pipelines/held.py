"""Markup that strings hold: escaped, percent-encoded, or as a value in JSON, the way pages and interfaces carry articles."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

_CELL = re.compile(r"<t[dh][\s>]", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:p|br|div|table|tr|td|span|h[1-6])\b", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;/?(?:p|br|div|table|tr|td|span|h[1-6])\b", re.IGNORECASE)
_PERCENT = re.compile(r"%3C/?(?:p|br|div|table|tr|td|span|h[1-6])\b", re.IGNORECASE)
_PERCENT_U = re.compile(r"%u([0-9a-f]{4})", re.IGNORECASE)  # as the old function escape() writes
_OPENS = ("{", "[")
_DEEPEST = 50  # objects in objects
_LONGEST_FACT = 200  # characters
_AS_LARGE = 0.5  # of the largest; what has as many table cells beside it is another article
_KEYS = {
    "title": ("title", "articletitle", "doctitle", "infotitle", "contenttitle", "maintitle"),
    "published_on": ("publishedon", "pubdate", "publishdate", "publishtime", "pubtime", "releasedate", "releasetime"),
    "publisher": ("publisher", "contentsource", "source", "docsource", "infosource"),
}
_FACT_OF = {key: fact for fact, keys in _KEYS.items() for key in keys}


class Held(NamedTuple):
    """The markup that one object holds, or prose without any, and what the object says of it, as `Document.facts`."""

    text: str
    facts: Mapping[str, str]

    @property
    def cells(self) -> int:
        """How many table cells the markup has."""
        return len(_CELL.findall(self.text))


def markup_in(text: str) -> str:
    """The text with its markup laid open where it was escaped; unchanged where it has none."""
    if _MARKUP.search(text):
        return text
    if _PERCENT.search(text):
        text = unquote(_PERCENT_U.sub(lambda match: chr(int(match[1], 16)), text))
    return html.unescape(text) if _ESCAPED.search(text) else text


def held_in_json(text: str) -> list[Held]:
    """What the objects of a JSON text hold, outer ones first. Raises ValueError where it is none."""
    try:
        value = json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("its objects are nested too deep") from error
    return list(_held(value, {}, 0))


def articles_in(held: Sequence[Held]) -> list[Held]:
    """Those that hold tables of the size that the largest has: more than one are tables of several articles."""
    most = max((item.cells for item in held), default=0)
    large = {item.text: item for item in held if most and item.cells > most * _AS_LARGE}
    return list(large.values())


def _held(value: object, facts: Mapping[str, str], depth: int) -> Iterator[Held]:
    """The strings of one object belong together; a list's stand for the object around it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        facts = {**facts, **_facts(value)}
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    strings: list[str] = []
    inner: list[object] = []
    for part in parts:
        if not isinstance(part, str):
            inner += [part] if isinstance(part, dict | list) else []
        elif (parsed := _parsed(part)) is not None:
            inner.append(parsed)
        else:
            strings.append(markup_in(part))
    if isinstance(value, dict):
        inner, lists = [], inner
        for part in lists:
            if isinstance(part, list) and part and all(isinstance(item, str) for item in part):
                strings += [markup_in(item) for item in part]
            else:
                inner.append(part)
    marked = [string for string in strings if _MARKUP.search(string)]
    yield Held("\n".join(marked) or max(strings, key=len, default=""), facts)
    for part in inner:
        yield from _held(part, facts, depth + 1)


def _parsed(text: str) -> object:
    """The object that a string spells out, None where it is something else."""
    if not text.lstrip().startswith(_OPENS):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _facts(value: Mapping[str, object]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for key, said in value.items():
        fact = _FACT_OF.get(key.replace("_", "").lower())
        if fact and isinstance(said, str) and 0 < len(said.strip()) <= _LONGEST_FACT:
            facts.setdefault(fact, said.strip())
    return facts
