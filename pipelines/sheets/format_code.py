"""Takes number formats of spreadsheets apart (ECMA-376 part 1, 18.8.31): sections, conditions, tokens."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard|G/通用格式|通用格式|常规)|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|b+)|(?P<digit>[0#?])|(?P<mark>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


class Token(NamedTuple):
    """`kind` is literal, digit, mark (. , % / @), date, elapsed, noon, exponent or general."""

    kind: str
    text: str


class Section(NamedTuple):
    """One of the up to four parts of a format."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None
    chinese: bool  # digits are written 一二三 ([DBNum1])

    def holds(self, value: float) -> bool:
        """Whether the section's condition lets it show the value."""
        return self.condition is None or _TESTS[self.condition[0]](value, self.condition[1])

    def has(self, *kinds: str) -> bool:
        """Whether there is a token of one of the kinds."""
        return any(token.kind in kinds for token in self.tokens)


@lru_cache(maxsize=1024)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format, at least one."""
    sections: list[Section] = []
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    chinese = False
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match[match.lastgroup or 0] or ""
        if kind == "other" and text == ";":
            sections.append(Section(tuple(tokens), condition, chinese))
            tokens, condition, chinese = [], None, False
        elif kind == "bracket":
            chinese = chinese or text.upper() == "DBNUM1"
            if found := _CONDITION.fullmatch(text):
                condition = (found[1], float(found[2]))
            tokens += _bracketed(text)
        elif kind != "fill":
            tokens.append(_token(kind, text))
    return (*sections, Section(tuple(tokens), condition, chinese))


def _bracketed(text: str) -> list[Token]:
    """A currency sign ([$¥-804]) or elapsed time ([h]); colours, conditions and locales print nothing."""
    if text.startswith("$"):
        return [Token("literal", text[1:].partition("-")[0])]
    return [Token("elapsed", text.lower())] if _ELAPSED.fullmatch(text) else []


def _token(kind: str, text: str) -> Token:
    if kind == "width":
        return Token("literal", " ")
    if kind in ("quoted", "escaped", "other"):
        return Token("literal", text)
    return Token(kind, text.lower() if kind == "date" else text)
