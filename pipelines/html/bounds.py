"""What no report's page exceeds, and what takes minutes to read: pages beyond are refused before that."""

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from pipelines.readers.unreadable import Unreadable

_MOST_TAGS = 200_000  # a report page has some thousand; office programs make ten of each cell
_DEEPEST = 512  # elements around a table, where browsers stop nesting (kMaximumHTMLParserDOMTreeDepth of Chromium)


def refuse_endless(html: str) -> None:
    """Raises Unreadable for a page of more elements than any report has."""
    tags = html.count("<") if len(html) > _MOST_TAGS else 0
    if tags > _MOST_TAGS:
        raise Unreadable(
            "too_large", f"about {tags} tags on the page, the limit is {_MOST_TAGS}: no report has so many"
        )


def refuse_deep(tables: Sequence[LexborNode]) -> None:
    """Raises Unreadable where a table stands deeper than browsers show."""
    for table in tables:
        depth, parent = 0, table.parent
        while parent is not None and depth <= _DEEPEST:
            depth, parent = depth + 1, parent.parent
        if depth > _DEEPEST:
            raise Unreadable("too_large", f"a table stands inside more than {_DEEPEST} elements: browsers stop there")
