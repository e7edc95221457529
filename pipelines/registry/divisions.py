"""Which division an organisation's name begins with."""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipelines.traditional import converter

# What stands before the place in the names of bodies under a national authority, as in 国家税务总局淇县税务局.
_NATIONAL = re.compile(r"(?:国家|中国|中华人民共和国).*?(?:总局|局|银行|委员会|署)(?=.)")


@dataclass(frozen=True, slots=True)
class Division:
    """`level` is province, prefecture or county; `full_name` holds the names of all levels; `parent` is "" for provinces."""

    adcode: str
    name: str
    level: str
    parent: str
    full_name: str


@cache
def load_divisions() -> dict[str, Division]:
    """Every division by its code."""
    with (Path(__file__).parent / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return {row["adcode"]: Division(**row) for row in csv.DictReader(file)}


def find_division(organisation: str, text: str = "", near: str = "") -> tuple[str, str]:
    """The code of the division an organisation's name begins with, and the name with the division in its usual spelling.

    Several divisions share a name: the one inside or around `near` (a code) is taken, else the only one whose superior
    division `text` names. The code is "" where that decides nothing. Bodies under a national authority name it first.
    """
    folded = _fold(organisation)
    for length in range(len(folded), 1, -1):
        codes = _by_name().get(folded[:length])
        if codes:
            code = _choose(codes, text, near)
            return code, _respell(organisation, folded[:length], codes[0])
    if national := _NATIONAL.match(folded):
        return find_division(folded[national.end() :], text, near)[0], organisation
    return "", organisation


@cache
def _by_name() -> dict[str, list[str]]:
    """Codes by folded name: alone, after the name of the superior or the province, and in full."""
    codes: dict[str, list[str]] = defaultdict(list)
    divisions = load_divisions()
    for division in divisions.values():
        above = {divisions[code].name for code in (division.parent, f"{division.adcode[:2]}0000") if code in divisions}
        names = {division.name, division.full_name, *(name + division.name for name in above - {division.name})}
        for name in names:
            codes[_fold(name)].append(division.adcode)
    return dict(codes)


@lru_cache(maxsize=16384)  # the converter is slow, and every body reports each year
def _fold(name: str) -> str:
    """Variant and traditional characters as their simplified ones. Only for comparing: it would make 乾县 干县."""
    folded: str = converter().convert("".join(name.split()))
    return folded


def _respell(organisation: str, prefix: str, code: str) -> str:
    printed = "".join(organisation.split())
    name = load_divisions()[code].name
    if prefix != _fold(name) or printed.startswith(name):
        return printed
    return name + printed[len(prefix) :]


def _choose(codes: Sequence[str], text: str, near: str) -> str:
    if len(codes) > 1 and near:
        related = near.rstrip("0")
        related += "0" * (len(related) % 2)
        codes = [code for code in codes if code.startswith(related)] or codes
    if len(codes) > 1:
        divisions = load_divisions()
        codes = [code for code in codes if _superior_named(divisions[code], text)]
    return codes[0] if len(codes) == 1 else ""


def _superior_named(division: Division, text: str) -> bool:
    parent = load_divisions().get(division.parent)
    return parent is not None and parent.name in text
