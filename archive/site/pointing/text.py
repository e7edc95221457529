"""Shows a line of a text file among its neighbours."""

from dataclasses import dataclass

_AROUND = 20  # lines before and after


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, numbered from 1."""

    number: int
    text: str
    is_marked: bool


def lines_around(text: str, number: int) -> list[Line]:
    """The line with this number, marked, and its neighbours; nothing where the text has no such line."""
    lines = text.splitlines()
    if not 0 < number <= len(lines):
        return []
    first = max(number - _AROUND, 1)
    return [Line(at, line, at == number) for at, line in enumerate(lines[first - 1 : number + _AROUND], first)]
