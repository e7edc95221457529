"""Addresses that a handler makes: a function of the page, called with a number or a year, or with what was chosen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from crawler.scripted import scripts_of

LONGEST_BODY = 2000  # characters of a function in which its address is looked for
_NAME = r"[A-Za-z_$][\w$]*"
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*')"""
_FUNCTION = re.compile(
    rf"(?:\bfunction\s+({_NAME})|\b({_NAME})\s*[:=]\s*(?:async\s+)?function\b[\w\s]*)\s*\(([^()]*)\)\s*\{{"
)
_CALL = re.compile(rf"({_NAME})\(\s*((?:{_STRING}|[^()\"'])*)\)")
_VALUE = rf"{_NAME}(?:\.{_NAME}|\[[\w$.]*\])*"
_PIECE = rf"(?:{_STRING}|{_VALUE}|\d+)"
# Strings and values joined with +, and templates; the calls that only write a value in another way are taken off first.
_JOINED = re.compile(rf"{_PIECE}(?:\s*\+\s*{_PIECE})+")
_PART = re.compile(rf"({_STRING})|({_VALUE}|\d+)")
_TEMPLATE = re.compile(r"`([^`\s<>]*\$\{[^`]*)`")
_HOLE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_REWRITING = re.compile(
    r"\b(?:encodeURI(?:Component)?|escape|String|Number|parseInt)\(\s*([\w$.\[\]]+)\s*(?:,\s*10\s*)?\)"
)
_OPENED = re.compile(rf"""(?:\bhref|\blocation|\bopen\()\s*=?\s*\(?\s*({_STRING})\s*[,;)}}\n]""")
_ARGUMENT = re.compile(rf"\s*({_STRING}|[^,]+?)\s*(?:,|$)")


@dataclass(frozen=True)
class Handlers:
    """The functions in the scripts of a page that make addresses from what they are called with."""

    html: str = field(repr=False)

    def addresses(self, handler: str, chosen: str = "") -> Iterator[str]:
        """What a handler may lead to, the likeliest first; `chosen` is the value that was picked in a choice."""
        if chosen:
            yield from self._made(handler, {"this": chosen})
        for name, arguments in _CALL.findall(handler):
            if name in self._functions:
                names, body = self._functions[name]
                values = [self._value(argument, {"this": chosen}) for argument in _ARGUMENT.findall(arguments)]
                given = dict(zip(names, values, strict=False))  # scripts may call with fewer or with more
                yield from self._made(body, given)
                yield from (opened[1:-1] for opened in _OPENED.findall(body))

    @cached_property
    def _scripts(self) -> str:
        return scripts_of(self.html)

    @cached_property
    def _functions(self) -> dict[str, tuple[list[str], str]]:
        """By name: the names of what a function is called with, and its text."""
        return {
            first or second: ([name.strip() for name in names.split(",")], _body(self._scripts, end))
            for first, second, names, end in (
                (*found.groups(), found.end()) for found in _FUNCTION.finditer(self._scripts)
            )
        }

    def _made(self, text: str, values: dict[str, str | None]) -> Iterator[str]:
        """The addresses that a text joins from strings and at least one of the values."""
        text = _REWRITING.sub(r"\1", text)
        joined = [[(literal, value) for literal, value in _PART.findall(whole)] for whole in _JOINED.findall(text)]
        joined += [_parts_of_template(template) for template in _TEMPLATE.findall(text)]
        for parts in joined:
            pieces = [literal[1:-1] if literal else self._value(value, values) for literal, value in parts]
            if pieces[0] is None and (pieces[1] or "").startswith("/"):
                pieces[0] = ""  # the path of the application, which is mostly none
            if any(value and _root(value) in values for _, value in parts) and None not in pieces:
                yield "".join(piece or "" for piece in pieces)

    def _value(self, word: str, values: dict[str, str | None]) -> str | None:
        """What a word of a script stands for, None where the scripts don't say."""
        if word[:1] in "\"'" or word.isdigit():
            return word.strip("\"'")
        if _root(word) in values:
            return values[_root(word)] or None if word == _root(word) or word.endswith(".value") else None
        given = re.search(rf"(?<![\w$.]){re.escape(word)}\s*=\s*({_STRING}|\d+)\s*[;,\n]", self._scripts)
        return given[1].strip("\"'") if given else None


def _parts_of_template(template: str) -> list[tuple[str, str]]:
    pieces = _HOLE.split(template)
    return [("", piece) if at % 2 else (f"'{piece}'", "") for at, piece in enumerate(pieces)]


def _root(value: str) -> str:
    return re.split(r"[.\[]", value, maxsplit=1)[0]


def _body(scripts: str, start: int) -> str:
    """A function's text from its opening brace to the one that closes it."""
    depth = 1
    for brace in re.finditer(r"[{}]", scripts[start : start + LONGEST_BODY]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return scripts[start : start + brace.start()]
    return scripts[start : start + LONGEST_BODY]
