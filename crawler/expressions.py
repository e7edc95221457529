"""Reads the statements of a script one after the other, and works out of each expression what is known of it."""

import json
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.escapes import unescaped
from crawler.tokens import CLOSING, Token

_HOLE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_ELEMENT = re.compile(r"(.+)\[([\w$.]+)\]")
_REWRITING = ("encodeURIComponent", "encodeURI", "escape", "String", "Number", "parseInt")
_ASKS_QUERY = re.compile(r"(?:param|query|request|argument)", re.IGNORECASE)
_GOES_ON = ("==", "===", "!=", "!==", "<=", ">=", "?", "*", "/", "&&")  # what makes something else of a value
_EQUAL, _UNEQUAL = ("==", "==="), ("!=", "!==")
_NO_OBJECT = "("
_IDENTITIES = ("id", "name", "title", "url", "text", "code", "value", "key")  # what each object calls its own


class Value(NamedTuple):
    """What an expression says, and whether that depends on what the function was called with."""

    said: str | int
    is_given: bool = False


class _Run(NamedTuple):
    """Neighbouring operands: what they say together, None where that is not known, and where they stand."""

    value: Value | None
    start: int
    end: int
    is_plain: bool  # one literal


@dataclass
class Reader:
    """The state of reading: what is known by name, the addresses made of what was given, what is to be written where."""

    tokens: list[Token]
    known: dict[str, Value]
    at: int = 0
    owners: list[str] = field(default_factory=list)  # of the objects around: the name that each is given to
    unclear: set[str] = field(default_factory=set)  # names to which objects give several values
    made: list[str] = field(default_factory=list)
    written: list[tuple[int, int, str]] = field(default_factory=list)

    def read_until(self, closing: str) -> None:
        """Reads on behind the bracket that ends what was begun."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind != "sign":
                self._read_statement(token)
            elif token.text in CLOSING:
                self.at += 1
                self._read_brackets(token.text, "")
            else:
                self.at += 1
                if token.text == closing:
                    return

    def _read_brackets(self, opening: str, owner: str) -> None:
        self.owners.append(owner if opening == "{" else _NO_OBJECT)
        self.read_until(CLOSING[opening])
        self.owners.pop()

    def _next(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def _read_statement(self, token: Token) -> None:
        following, is_inside = self._next(1), self._next(-1) in ("{", ",") and self.owners[-1:] != [_NO_OBJECT]
        if token.text == "if" and following == "(":
            self._decide()
        elif token.kind == "name" and following in ("=", "+="):
            self.at += 2
            self._assign(token.text, is_added=following == "+=")
        elif following == ":" and is_inside and self.owners:
            self.at += 2
            key, owner = token.text.strip("\"'"), self.owners[-1]
            self._assign(f"{owner}.{key}", key=key)
        elif is_inside and following in (",", "}") and token.text in self.known and self.owners:
            self.at += 1
            self.written.append((token.start, token.end, f"{token.text}:{_literal(self.known[token.text].said)}"))
        elif following in ("++", "--"):
            self.at += 2
            self.known.pop(token.text, None)
        else:
            self._read_sum()

    def _note(self, key: str, value: Value) -> None:
        """Keeps what the script's objects call by a name, as long as they all mean the same."""
        if key in self.unclear or key in _IDENTITIES:
            return
        if self.known.setdefault(f".{key}", value).said != value.said:
            self.unclear.add(key)
            del self.known[f".{key}"]

    def _assign(self, name: str, is_added: bool = False, key: str = "") -> None:
        if self._next() == "{":
            self.at += 1
            self._read_brackets("{", name)
            return
        if self._next() == "[":
            self.at += 1
            self._read_array(name)
            return
        count = len(self.made)
        value = self._read_sum()
        if is_added:  # a piece is no address
            del self.made[count:]
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
            if key:
                self._note(key, value)

    def _decide(self) -> None:
        """Leaves out what a condition excludes that compares two known values."""
        start, self.at = self.at, self.at + 2
        one, sign, other = self._read_plain(), self._next(), None
        if sign in _EQUAL + _UNEQUAL:
            self.at += 1
            other = self._read_plain()
        if one is None or other is None or self._next() != ")":
            self.at = start + 1
            return
        self.at += 1
        if (str(one.said) == str(other.said)) != (sign in _EQUAL):
            self._leave_out()
        elif self._next() == "{":
            self.at += 1
            self._read_brackets("{", "")
            if self._next() == "else":
                self._leave_out()

    def _read_plain(self) -> Value | None:
        """The value of a literal or a name."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token.kind not in ("string", "number", "name") or self._next(1) == "(":
            return None
        return self._read_one()

    def _leave_out(self) -> None:
        """Passes over the statement or block that follows."""
        start, depth = self.at, 0
        while self.at < len(self.tokens):
            text = self._next()
            self.at += 1
            depth += (text == "{") - (text == "}")
            if depth <= 0 and text in ("}", ";"):
                break
        if start < self.at:
            self.written.append((self.tokens[start].start, self.tokens[self.at - 1].end, " "))

    def _read_array(self, name: str) -> None:
        """Reads what an array is made of, each known by its place."""
        place = 0
        while self.at < len(self.tokens) and self._next() != "]":
            if self._next() == ",":
                self.at, place = self.at + 1, place + 1
                continue
            before = self.at
            if self._next() == "{":
                self.at += 1
                self._read_brackets("{", f"{name}.{place}")
            elif value := self._read_sum():
                self.known[f"{name}.{place}"] = value
            if self.at == before:
                self.at += 1
        self.at += 1

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
        if token.text in CLOSING:
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
        if element := _ELEMENT.fullmatch(name):
            place = self.known.get(element[2])
            value = self.known.get(f"{element[1]}.{place.said}") if place else None
            return Value(value.said, bool(place and place.is_given) or value.is_given) if value else None
        root, _, rest = name.partition(".")
        if root not in self.known:  # of an object that nothing names: `this.size` where `data: {size: 8}`
            return self.known.get(f".{rest}") if rest else None
        return self.known[root] if name.endswith(".value") else None

    def _fill(self, token: Token) -> Value | None:
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
