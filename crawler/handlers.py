"""Addresses that a handler makes: a function of the page, called with a number or a year, or with what was chosen."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from crawler.calls import calls_in
from crawler.expressions import Value
from crawler.fetch import Fetch
from crawler.folding import FIELD, LONGEST, Folded, fold
from crawler.link import absolute, is_address
from crawler.rules import RULES
from crawler.scripted import scripts_of

LONGEST_BODY = 2000  # characters of a function in which its address is looked for
NO_ATTRIBUTES: Mapping[str, str | None] = {}
MOST_CALLS = 3  # functions that call each other
_NAME = r"[A-Za-z_$][\w$]*"
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*')"""
_FUNCTION = re.compile(
    rf"(?:\bfunction\s+({_NAME})|\b({_NAME})\s*[:=]\s*(?:async\s+)?function\b[\w\s]*)\s*\(([^()]*)\)\s*\{{"
    rf"|\b({_NAME})\s*=\s*(?:async\s+)?\(?([\w$\s,]*)\)?\s*=>\s*\{{"
)
_CALL = re.compile(rf"(?<![\w$.])({_NAME})\(\s*((?:{_STRING}|[^()\"'])*)\)")
_OPENED = re.compile(rf"""(?:\bhref|\blocation|\bopen\()\s*=?\s*\(?\s*({_STRING})\s*[,;)}}\n]""")
_LOADS = re.compile(r"ajax|getJSON|axios|fetch\(|\.(?:get|post|load|open)\(|<iframe")
_BEGUN = re.compile(r"""\b(?:ng-init|onload)\s*=\s*["']([^"<>]*)["']""")
_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ARGUMENT = re.compile(rf"\s*({_STRING}|[^,]+?)\s*(?:,|$)")


@dataclass(frozen=True)
class Handlers:
    """The functions in the scripts of a page that make addresses from what they are called with."""

    html: str = field(repr=False)
    url: str = ""
    send: Callable[[str], Fetch | None] | None = field(default=None, repr=False)  # what a text sends that fills a form

    def addresses(
        self, handler: str, chosen: str = "", attributes: Mapping[str, str | None] = NO_ATTRIBUTES
    ) -> Iterator[Fetch]:
        """What a handler may lead to, the likeliest first.

        `chosen` is the value that was picked in a choice, `attributes` are those of the element that the handler is of.
        """
        given = {"this": Value(chosen, is_given=True)} if chosen else {}
        given |= _kept_in(attributes) if "this" in handler else {}
        if chosen:
            yield from map(Fetch, filter(is_address, fold(handler, {**self._known, **given}).made))
        yield from self._called(handler, given, MOST_CALLS)

    def at_load(self) -> Iterator[Fetch]:
        """What the functions ask for that the scripts themselves call with values that are known."""
        begun = _BEGUN.findall(self.html) if "ng-init" in self.html or "onload" in self.html else ()
        told = "\n".join([self.told, *begun])
        for call in _CALL.finditer(told) if self._loads else ():
            known = self._functions.get(call[1])
            if known and call[2] and not told.endswith("function ", 0, call.start()) and _LOADS.search(known[1]):
                for folded in self._folded(call[0], {}):
                    yield from calls_in(folded.text, self.url)
                    addresses = RULES.loading_calls.finditer(folded.text)
                    yield from (
                        Fetch(absolute(self.url, found[1])) for found in addresses if _is_whole(folded.text, found)
                    )

    def of_element(self, body: str, attributes: Mapping[str, str | None]) -> Iterator[Fetch]:
        """What the text of a handler leads to for an element that keeps what it needs in its attributes."""
        yield from self.of_body(body, _kept_in(attributes))

    @property
    def bodies(self) -> list[str]:
        """The texts of the functions."""
        return [body for _, body in self._functions.values()]

    def of_body(self, body: str, given: Mapping[str, Value]) -> Iterator[Fetch]:
        """What the text of a function leads to with what it is given."""
        folded = fold(body, {**self._known, **given})
        yield from self._asked(folded, only_given=True)
        yield from self._called(folded.text, given, MOST_CALLS)

    def body_at(self, start: int) -> str:
        """A function's text from behind its opening brace to the one that closes it."""
        depth = 1
        for brace in re.finditer(r"[{}]", self.scripts[start : start + LONGEST_BODY]):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return self.scripts[start : start + brace.start()]
        return self.scripts[start : start + LONGEST_BODY]

    @cached_property
    def told(self) -> str:
        """The page's scripts; where they load data, with what they say of the addresses written out."""
        return self._told.text if self._loads else self.scripts

    @cached_property
    def _loads(self) -> bool:
        return len(self.scripts) <= LONGEST and bool(_LOADS.search(self.scripts))

    def _called(self, handler: str, given: Mapping[str, Value], depth: int) -> Iterator[Fetch]:
        for folded in self._folded(handler, given) if depth else ():
            yield from self._asked(folded)
            yield from self._called(folded.text, folded.known, depth - 1)

    def _folded(self, handler: str, given: Mapping[str, Value]) -> Iterator[Folded]:
        """The functions that a handler calls, with what it calls them with."""
        for name, arguments in _CALL.findall(handler):
            if name in self._functions:
                names, body = self._functions[name]
                known = {word: value for word, value in self._known.items() if word not in names}
                values = [self._value(argument, given) for argument in _ARGUMENT.findall(arguments)]
                for word, argument in zip(names, _ARGUMENT.findall(arguments), strict=False):
                    if argument == "this":
                        known |= {f"{word}{key[4:]}": value for key, value in given.items() if key.startswith("this.")}
                # Scripts may call with fewer or with more.
                yield fold(body, known | {word: value for word, value in zip(names, values, strict=False) if value})

    def _asked(self, folded: Folded, only_given: bool = False) -> Iterator[Fetch]:
        """What a function asks for, once it is known what it was called with."""
        if "{" in folded.text and self.url:
            yield from calls_in(folded.text, self.url)
        if self.send and ".submit(" in folded.text and (sent := self.send(folded.text)):
            yield sent
        opened = [address[1:-1] for address in _OPENED.findall(folded.text) if is_address(address[1:-1])]
        yield from map(Fetch, (address for address in opened if address in folded.made))
        yield from map(Fetch, filter(is_address, folded.made))
        yield from map(Fetch, () if only_given else opened)

    @cached_property
    def scripts(self) -> str:
        """The text of the page's scripts."""
        return scripts_of(self.html)

    @cached_property
    def _told(self) -> Folded:
        return fold(self.scripts, self._query)

    @property
    def _known(self) -> dict[str, Value]:
        """What the scripts say of the values in them, and the address of its parameters."""
        return self._told.known

    @cached_property
    def _query(self) -> dict[str, Value]:
        known = {f"?{name}": Value(value) for name, value in parse_qsl(urlsplit(self.url).query)}
        for tag in _INPUT.findall(self.html) if ".val" in self.scripts else ():
            attributes = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(tag)}
            if "id" in attributes:
                known[FIELD + attributes["id"].replace("-", "_")] = Value(attributes.get("value", ""))
        return known

    @cached_property
    def _functions(self) -> dict[str, tuple[list[str], str]]:
        """By name: the names of what a function is called with, and its text."""
        found = {}
        for match in _FUNCTION.finditer(self.scripts):
            name, names = match[1] or match[2] or match[4], match[3] if match[3] is not None else match[5]
            found[name] = ([word.strip() for word in names.split(",")], self.body_at(match.end()))
        return found

    def _value(self, word: str, given: Mapping[str, Value]) -> Value | None:
        """What a function is called with, None where the scripts don't say."""
        if word[:1] in "\"'":
            return Value(word[1:-1], is_given=True)
        if word.isdigit():
            return Value(int(word) if len(word) < 16 and word[0] != "0" else word, is_given=True)
        value = given.get(word) or given.get(word.partition(".")[0] if word.endswith(".value") else word)
        return value or self._known.get(word)


def _kept_in(attributes: Mapping[str, str | None]) -> dict[str, Value]:
    """What an element keeps in its attributes, as a handler names it."""
    kept = {name.removeprefix("data-"): Value(value, is_given=True) for name, value in attributes.items() if value}
    own = {f"this.{name}": value for name, value in kept.items() if name in ("id", "title", "name", "rel")}
    return own | {f"this.dataset.{name}": value for name, value in kept.items()}


def _is_whole(text: str, found: re.Match[str]) -> bool:
    """Whether nothing is joined to an address that a script spells out."""
    return not text[found.end() : found.end() + 9].lstrip().startswith("+")
