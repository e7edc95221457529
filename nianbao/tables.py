"""Tables as aligned text. A Chinese character takes two columns of a terminal."""

from collections.abc import Sequence
from unicodedata import east_asian_width

Value = str | int | float | None


def aligned(rows: Sequence[Sequence[Value]]) -> str:
    """The rows with their columns aligned, numbers to the right; all rows must be of one length."""
    printed = [[_printed(value) for value in row] for row in rows]
    widths = [max(map(text_width, column)) for column in zip(*printed, strict=True)]
    lines = []
    for row, texts in zip(rows, printed, strict=True):
        parts = []
        for value, text, width in zip(row, texts, widths, strict=True):
            gap = " " * (width - text_width(text))
            parts.append(gap + text if isinstance(value, int | float) else text + gap)
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def text_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _printed(value: Value) -> str:
    return "" if value is None else str(value).replace("\n", " ")
