"""What a script is made of."""

import re
from typing import NamedTuple

CLOSING = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|(?<![:\\])//[^\n]*)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<template>`(?:[^`\\]|\\.)*`)
    |(?P<number>\d+)
    |(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[[\w$.]*\])*)
    |(?P<sign>\+\+|--|\+=|=>|[=!<>]=+|&&|\|\||\.(?=[A-Za-z_$])|[-+*/=?:,;(){}\[\]])""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a script: its kind is the name of the group in the pattern above."""

    kind: str
    text: str
    start: int
    end: int


def tokens_of(script: str) -> list[Token]:
    """What a script is made of, without comments."""
    found = _TOKEN.finditer(script)
    return [Token(one.lastgroup or "", one[0], one.start(), one.end()) for one in found if one.lastgroup != "comment"]


def depth_of(tokens: list[Token]) -> int:
    """How deep brackets stand in brackets at most; a closing one without its opening closes nothing."""
    closing: list[str] = []
    deepest = 0
    for token in tokens:
        if token.text in CLOSING:
            closing.append(CLOSING[token.text])
            deepest = max(deepest, len(closing))
        elif closing and token.text == closing[-1]:
            closing.pop()
    return deepest
