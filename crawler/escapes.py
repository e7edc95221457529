"""Strings of JavaScript and JSON as they are meant."""

import re

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_WHITE = {"n": " ", "r": " ", "t": " ", "b": "", "f": ""}


def unescaped(literal: str) -> str:
    """A string of JavaScript or JSON without its escapes."""
    if "\\" not in literal:
        return literal
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _WHITE.get(m[2], m[2]), literal)
