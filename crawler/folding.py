"""What the expressions of a script say once the values in them are known: strings joined with +, or in templates.

Nothing is run: statements are read in their order, whether or not a condition stands before them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.expressions import Reader, Value
from crawler.tokens import depth_of, tokens_of

LONGEST = 200_000  # characters of a script that are read
DEEPEST = 60  # brackets in brackets of a script that is read
_OF_ELEMENT = (  # an element that `this` stands for, or the name of what a function is called with
    (re.compile(r"\$\((\w+)\)\.val\(\)"), r"\1.value"),
    (re.compile(r"\$\((\w+)\)\.(?:data|attr)\(\s*[\"'](?:data-)?([\w-]+)[\"']\s*\)"), r"\1.dataset.\2"),
    (re.compile(r"\b(\w+)\.getAttribute\(\s*[\"'](?:data-)?([\w-]+)[\"']\s*\)"), r"\1.dataset.\2"),
)
FIELD = "__field."  # before the id of a field of the page: what stands in it
_OF_FIELD = (
    re.compile(r"\$\(\s*[\"']#([\w-]+)[\"']\s*\)\.val\(\)"),
    re.compile(r"document\.getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.value\b(?!\s*=[^=])"),
)


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
    if ".attr(" in script or ".data(" in script or ".getAttribute(" in script or ".val()" in script:
        for pattern, name in _OF_ELEMENT:
            script = pattern.sub(name, script)
    if ".val" in script:
        for pattern in _OF_FIELD:
            script = pattern.sub(lambda m: FIELD + m[1].replace("-", "_"), script)
    tokens = tokens_of(script)
    if depth_of(tokens) > DEEPEST:
        return Folded(script, dict(known), [])
    folder = Reader(tokens, dict(known))
    folder.read_until("")
    pieces, at = [], 0
    for start, end, literal in sorted(folder.written):
        if start >= at:
            pieces += [script[at:start], literal]
            at = end
    return Folded("".join([*pieces, script[at:]]), folder.known, folder.made)
