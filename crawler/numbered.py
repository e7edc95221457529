"""Columns and reports that data give only a number and a name, and the addresses that scripts make of such numbers.

`{"id": 3155, "name": "政府信息公开年报"}` beside `location.href = "/list.jsp?cid=" + node.id + "&page=" + n` is a link.
The tree and the script may stand in different answers, where a page loads the one or the other into itself.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from crawler.applications import BASE, asked_with_number, at_base
from crawler.calls import handed_on
from crawler.escapes import unescaped
from crawler.link import Link, absolute, joined
from crawler.rules import RULES
from crawler.titles import judge, year_in

MOST_VALUES = 200  # named values of a page that are kept
MOST_STEMS = 5  # addresses tried for one column
_KEY = r"""(?<!\w)["']?(\w{0,20}[iI]d|code|key|value)["']?\s*:\s*["']?([\w-]{1,40})["']?"""
_NAME = r"""(?<!\w)["']?\w{0,20}(?:[nN]ame|[tT]itle|[tT]ext|[lL]abel)["']?\s*:\s*["']([^"'\n]{2,400})["']"""
_NODES = (re.compile(rf"{_KEY}[^{{}}]{{0,200}}?{_NAME}"), re.compile(rf"{_NAME}[^{{}}]{{0,200}}?{_KEY}"))
# Rows of an array: a number, then a title.
_ROW = re.compile(r"""\[\s*["']?([\w-]{1,40})["']?\s*,\s*["']([^"'\n\[\]]{2,400})["']""")
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*')"""
_VALUE = r"[A-Za-z_$](?:[\w$.]|\[\w+\])*"
# An address that ends where a number is put in, and what is joined to it: with +, with concat(), or in a template.
_JOINED = re.compile(
    rf"""["']([^"'\s<>]*/[^"'\s<>]*[/=])["']((?:\s*(?:\+|\)?\s*\.concat\(|,(?=\s*["']))\s*(?:{_STRING}|{_VALUE})\)?)+)"""
)
_TEMPLATE = re.compile(r"`([^`\s<>]*/[^`\s<>]*[/=]\$\{[^`\s]*)`")
_PIECE = re.compile(rf"({_STRING})|(?<![\w$.])({_VALUE})")
_ENDS = re.compile(r"""[\s"'<>]""")
_HOLE = re.compile(r"\$\{([^}]*)\}")
_GIVEN = re.compile(r"""["']?\b(\w{2,20})["']?\s*[:=]\s*["']?([\w-]{1,40})["']?\s*[,;}\n]""")
_IDENTITIES = re.compile(r"(?:^|\.)(?:\w*[iI]d|\w*ID|code|key|node|[a-z])$|\[\d\]$")


# What tells the address of a report from that of a list.
_OF_ONE = re.compile(r"detail|info|show|view|content|get|/\{id\}", re.IGNORECASE)
_OF_MANY = re.compile(r"list|page\b|tree|query|search|\b(?:column|channel|cat)\w*=", re.IGNORECASE)


class Stem(NamedTuple):
    """An address, and what is sent to it, with {id} where the number belongs and {name} where a value of the page does."""

    address: str
    posted: str = ""


@dataclass(frozen=True)
class Numbered:
    """What stands in a page's scripts: nodes without addresses, addresses without numbers, and named values."""

    nodes: tuple[tuple[str, str, str], ...] = ()  # number, name, and what the number is called, "" for nothing
    stems: tuple[Stem, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    handed: tuple[tuple[str, str], ...] = ()  # objects that name the number of a page, to be sent by another script

    def links(self, base: str) -> list[Link]:
        """Every node at every address whose values are known; where one calls the number as the node does, there alone."""
        known = {name.lower(): value for name, value in self.values}
        known |= {name.lower(): "1" for name in RULES.page_parameters}
        stems = [Stem(filled, stem.posted) for stem in self.stems if (filled := _filled(stem.address, known))]
        found = []
        for number, name, key in self.nodes:
            own = [stem for stem in stems if key and _names(stem, key)] or stems
            found += [_link(stem, number, name, base) for stem in _wanted(own, name)]
        return found

    def without_nodes(self) -> "Numbered":
        """The addresses and values alone, for what the page leads to."""
        return Numbered((), self.stems, self.values, self.handed)

    def joined_with(self, other: "Numbered") -> "Numbered":
        """Both together."""
        return Numbered(
            tuple(dict.fromkeys(self.nodes + other.nodes)),
            tuple(dict.fromkeys(self.stems + other.stems)),
            tuple(dict.fromkeys(self.values + other.values)),
            tuple(dict.fromkeys(self.handed + other.handed)),
        )


NOTHING = Numbered()


def _wanted(stems: list[Stem], name: str) -> list[Stem]:
    """Where a node is asked for: reports and bodies are many, and each is asked for at one address, a column at every one."""
    if year_in(name):
        return sorted((stem for stem in stems if _is_of_many(stem) < 1), key=_is_of_many)[:1]
    return stems if RULES.report_sections.search(name) else stems[:1]


def _names(stem: Stem, key: str) -> bool:
    """Whether an address calls the number as a node does."""
    return f"{key}={{id}}".lower() in stem.address.lower() or f'"{key}":"{{id}}"'.lower() in stem.posted.lower()


def _is_of_many(stem: Stem) -> int:
    return int(bool(_OF_MANY.search(stem.address))) - int(bool(_OF_ONE.search(stem.address)))


def _link(stem: Stem, number: str, name: str, base: str) -> Link:
    posted = stem.posted.replace('"{id}"', number if number.isdigit() else f'"{number}"')
    return Link(absolute(base, stem.address.replace("{id}", number)), name, "", posted)


def _filled(stem: str, known: dict[str, str]) -> str:
    """A stem with the page's values in their holes, "" where one is not known."""
    wanted = set(re.findall(r"\{(\w+)\}", stem)) - {"id"}
    if any(name.lower() not in known for name in wanted):
        return ""
    return re.sub(r"\{(\w+)\}", lambda m: m[0] if m[1] == "id" else known[m[1].lower()], stem)


def numbered_in(scripts: str) -> Numbered:
    """The loose ends of scripts or data. Only nodes named like a column of reports, a report or a body are kept."""
    nodes = [(number, name, key) for key, number, name in _NODES[0].findall(scripts)]
    nodes += [(number, name, key) for name, key, number in _NODES[1].findall(scripts)]
    nodes += [(number, name, "") for number, name in _ROW.findall(scripts)]
    named = [(number, joined(unescaped(name)), key) for number, name, key in nodes]
    kept = tuple(node for node in named if _is_of_reports(node[1]))
    stems = [stem for first, rest in _JOINED.findall(scripts) if (stem := _stem(first, _PIECE.findall(rest)))]
    stems += [_HOLE.sub(_hole, template) for template in _TEMPLATE.findall(scripts)]
    begins = BASE.search(scripts)
    stems = [at_base(stem, begins[1] if begins else "") for stem in stems if stem.count("{id}") == 1]
    values = tuple(_GIVEN.findall(scripts))[:MOST_VALUES] if kept or stems else ()
    asked = [Stem(*stem) for stem in asked_with_number(scripts)]
    told = [*map(Stem, stems[:MOST_STEMS]), *asked[:MOST_STEMS]]
    return Numbered(kept, tuple(told), values, handed_on(scripts))


def _stem(first: str, rest: list[tuple[str, str]]) -> str:
    """An address with holes, "" where the first value put into it is no number of a node."""
    if not rest or rest[0][0] or not _IDENTITIES.search(rest[0][1]):
        return ""
    stem = first + "{id}"
    for literal, _ in rest[1:]:
        # A value is named by the parameter before it: minified scripts keep no other name.
        parameter = re.search(r"[?&](\w+)=$", stem)
        if literal:
            inside = _ENDS.split(literal[1:-1], maxsplit=1)
            stem += inside[0]
            if len(inside) > 1:  # where the attribute of markup ends
                break
        else:
            stem += f"{{{parameter[1]}}}" if parameter else "{unknown}"
    return stem


def _is_of_reports(name: str) -> bool:
    """Whether a node is a column of reports, a report itself, or a body that may have such a column."""
    verdict = judge(name)
    is_named = RULES.report_sections.search(name) or RULES.bodies.search(name)
    return bool(is_named) or bool(verdict and verdict.decision == "report")


def _hole(match: re.Match[str]) -> str:
    name = match[1].rpartition(".")[2]
    is_page = name.lower() in {parameter.lower() for parameter in RULES.page_parameters}
    return "{id}" if _IDENTITIES.search(match[1]) and not is_page else f"{{{name}}}"
