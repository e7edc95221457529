"""What the expressions of a script say once the values in them are known: strings joined with +, or in templates.

Nothing is run: statements are read in their order, whether or not a condition stands before them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.escapes import unescaped

LONGEST = 200_000  # characters of a script that are read
_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|(?<![:\\])//[^\n]*)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<template>`(?:[^`\\]|\\.)*`)
    |(?P<number>\d+)
    |(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[[\w$.]*\])*)
    |(?P<sign>\+\+|--|\+=|=>|[=!<>]=+|&&|\|\||\.(?=[A-Za-z_$])|[-+*/=?:,;(){}\[\]])""",
    re.VERBOSE | re.DOTALL,
)
_HOLE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_OF_ELEMENT = (
    (re.compile(r"\$\(this\)\.val\(\)"), "this.value"),
    (re.compile(r"\$\(this\)\.(?:data|attr)\(\s*[\"'](?:data-)?([\w-]+)[\"']\s*\)"), r"this.dataset.\1"),
    (re.compile(r"this\.getAttribute\(\s*[\"']data-([\w-]+)[\"']\s*\)"), r"this.dataset.\1"),
)
_REWRITING = ("encodeURIComponent", "encodeURI", "escape", "String", "Number", "parseInt")
_ASKS_QUERY = re.compile(r"(?:param|query|request|argument)", re.IGNORECASE)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_GOES_ON = ("==", "===", "!=", "!==", "<=", ">=", "?", "*", "/", "&&")  # what makes something else of a value


_NO_OBJECT = "("


class Value(NamedTuple):
    """What an expression says, and whether that depends on what the function was called with."""

    said: str | int
    is_given: bool = False


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


@dataclass
class Folded:
    """A script with its known expressions written out; `made` are the addresses joined with what was given."""

    text: str
    known: dict[str, Value]
    made: list[str]


def fold(script: str, known: Mapping[str, Value]) -> Folded:
    """The script with each expression of which all is known as one literal. `known` are values by their names.

    `?name` is the value of a parameter of the page's own address; `this` stands for what was chosen.
    """
    script = script[:LONGEST]
    if "this" in script:
        for pattern, name in _OF_ELEMENT:
            script = pattern.sub(name, script)
    folder = _Folder(tokens_of(script), dict(known))
    folder.read_until("")
    pieces, at = [], 0
    for start, end, literal in sorted(folder.written):
        if start >= at:
            pieces += [script[at:start], literal]
            at = end
    return Folded("".join([*pieces, script[at:]]), folder.known, folder.made)


def tokens_of(script: str) -> list[_Token]:
    """What a script is made of, without comments."""
    found = _TOKEN.finditer(script)
    return [_Token(one.lastgroup or "", one[0], one.start(), one.end()) for one in found if one.lastgroup != "comment"]


class _Run(NamedTuple):
    """Neighbouring operands: what they say together, None where that is not known, and where they stand."""

    value: Value | None
    start: int
    end: int
    is_plain: bool  # one literal


@dataclass
class _Folder:
    tokens: list[_Token]
    known: dict[str, Value]
    at: int = 0
    owners: list[str] = field(default_factory=list)  # of the objects around: the name that each is given to
    made: list[str] = field(default_factory=list)
    written: list[tuple[int, int, str]] = field(default_factory=list)

    def read_until(self, closing: str) -> None:
        """Reads on behind the bracket that ends what was begun."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind != "sign":
                self._read_statement(token)
            elif token.text in _CLOSING:
                self.at += 1
                self._read_brackets(token.text, "")
            else:
                self.at += 1
                if token.text == closing:
                    return

    def _read_brackets(self, opening: str, owner: str) -> None:
        self.owners.append(owner if opening == "{" else _NO_OBJECT)
        self.read_until(_CLOSING[opening])
        self.owners.pop()

    def _next(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def _read_statement(self, token: _Token) -> None:
        following, is_inside = self._next(1), self._next(-1) in ("{", ",") and self.owners[-1:] != [_NO_OBJECT]
        if token.kind == "name" and following in ("=", "+="):
            self.at += 2
            self._assign(token.text, is_added=following == "+=")
        elif following == ":" and is_inside and self.owners:
            self.at += 2
            key, owner = token.text.strip("\"'"), self.owners[-1]
            self._assign(f"{owner}.{key}" if owner else "")
        elif is_inside and following in (",", "}") and token.text in self.known and self.owners:
            self.at += 1
            self.written.append((token.start, token.end, f"{token.text}:{_literal(self.known[token.text].said)}"))
        elif following in ("++", "--"):
            self.at += 2
            self.known.pop(token.text, None)
        else:
            self._read_sum()

    def _assign(self, name: str, is_added: bool = False) -> None:
        if self._next() == "{":
            self.at += 1
            self._read_brackets("{", name)
            return
        value = self._read_sum()
        if self._next() == "||":
            self.at += 1
            other = self._read_sum()
            value = value or other
        if self._next() in _GOES_ON:
            return
        if is_added:
            before = self.known.pop(name, None)
            value = _sum(before, value, "+") if before and value else None
            if value and value.is_given:
                self.made.append(str(value.said))
        if value and name:
            self.known[name] = value

    def _read_sum(self) -> Value | None:
        """Reads operands that + and - join; neighbours that are known are written as one literal."""
        runs: list[_Run] = []
        sign = "+"
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            value = self._read_operand()
            end = self.tokens[self.at - 1].end
            before = runs[-1] if runs else None
            if before and before.value and value and (len(runs) == 1 or isinstance(before.value.said, str)):
                runs[-1] = _Run(_sum(before.value, value, sign), before.start, end, is_plain=False)
            else:
                runs.append(_Run(value, token.start, end, token.kind in ("string", "number")))
            if self._next() not in ("+", "-"):
                break
            sign = self._next()
            self.at += 1
        self._write(runs)
        return runs[0].value if len(runs) == 1 else None

    def _write(self, runs: "list[_Run]") -> None:
        self.written += [
            (run.start, run.end, _literal(run.value.said)) for run in runs if run.value and not run.is_plain
        ]
        last = runs[-1].value if runs else None
        # The path of the application, which is mostly none, may stand unknown before an address.
        is_whole = len(runs) == 1 or (len(runs) == 2 and str(last and last.said).startswith("/"))
        if last and last.is_given and is_whole and isinstance(last.said, str):
            self.made.append(last.said)

    def _read_operand(self) -> Value | None:
        value = self._read_one()
        while self._next() == "." and self._next(2) == "(":  # what is done with it
            self.at += 3
            self._read_brackets("(", "")
            value = None
        return value

    def _read_one(self) -> Value | None:
        if self.at >= len(self.tokens):
            return None
        token = self.tokens[self.at]
        if token.text in _CLOSING:
            return self._read_group(token.text)
        self.at += 1
        match token.kind:
            case "string":
                return Value(unescaped(token.text[1:-1]))
            case "number":
                return Value(int(token.text)) if len(token.text) < 16 else Value(token.text)
            case "template":
                return self._fill(token)
            case "name":
                return self._read_call(token.text) if self._next() == "(" else self._look_up(token.text)
        self.at -= 1 if token.text in (")", "]", "}", ";", ",") else 0
        return None

    def _read_group(self, opening: str) -> Value | None:
        self.at += 1
        if opening != "(":
            self._read_brackets(opening, "")
            return None
        value = self._read_sum()
        if self._next() == ")":
            self.at += 1
            return value
        self._read_brackets(opening, "")
        return None

    def _read_call(self, name: str) -> Value | None:
        self.at += 1
        if name in _REWRITING or (_ASKS_QUERY.search(name) and self._next(1) == ")"):
            value = self._read_sum()
            self._read_brackets("(", "")
            return value if name in _REWRITING or not value else self.known.get(f"?{value.said}")
        self._read_brackets("(", "")
        return None

    def _look_up(self, name: str) -> Value | None:
        if name in self.known:
            return self.known[name]
        root = re.split(r"[.\[]", name, maxsplit=1)[0]
        return self.known.get(root) if name.endswith(".value") else None

    def _fill(self, token: _Token) -> Value | None:
        """A template with what is known of it put in; a value if that is all."""
        holes = {hole: self._look_up(hole) for hole in _HOLE.findall(token.text)}
        said = _HOLE.sub(lambda m: m[0] if (value := holes[m[1]]) is None else str(value.said), token.text)
        if None in holes.values():
            self.written.append((token.start, token.end, said))
            return None
        return Value(said[1:-1], any(value.is_given for value in holes.values() if value))


def _sum(one: Value, other: Value, sign: str) -> Value | None:
    is_given = one.is_given or other.is_given
    if isinstance(one.said, int) and isinstance(other.said, int):
        return Value(one.said + other.said if sign == "+" else one.said - other.said, is_given)
    return Value(f"{one.said}{other.said}", is_given) if sign == "+" else None


def _literal(said: str | int) -> str:
    if isinstance(said, int):
        return str(said)
    return json.dumps(said, ensure_ascii=False) if "'" in said or "\\" in said else f"'{said}'"
