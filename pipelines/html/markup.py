"""What the markup of a page names, looked up in its bytes: that is quicker than to look in the tree for what is not there."""

import re
from collections.abc import Sequence
from functools import cache

_STYLE = re.compile(rb"""style\s*=\s*("[^"]*|'[^']*|[^\s>]*)""")
# Looked at before the names, because they are most of all tags: cells, rows and paragraphs.
_COMMON = r"(?!t[dr]|p[\s>])"


def styles_in(markup: bytes) -> set[bytes]:
    """What the style attributes say, each once, for elements are set alike. Quotation marks in front are part of it.

    `markup` is in small letters.
    """
    return set(_STYLE.findall(markup))


def tags_in(markup: bytes, names: Sequence[str]) -> list[str]:
    """Those of the elements named that the markup, in small letters, may hold; it holds none of the others."""
    return [name.decode("ascii") for name in set(_start_of_tag(tuple(names)).findall(markup))]


@cache
def _start_of_tag(names: Sequence[str]) -> re.Pattern[bytes]:
    first, second = ("".join({name[at] for name in names if len(name) > at}) for at in (0, 1))
    pattern = rf"<(?=[{first}][{second}\s/>]){_COMMON}({'|'.join(names)})[\s/>]"
    return re.compile(pattern.encode("ascii"))
