"""Shows a line of a text file among its neighbours."""

from dataclasses import dataclass

from archive.site.place import Place
from archive.site.pointing.words import squeezed

_AROUND = 20  # lines before and after
_BETWEEN_CELLS = "\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, numbered from 1. `before`, `cell` and `after` are its text; `cell` is empty but in the marked line."""

    number: int
    before: str
    cell: str = ""
    after: str = ""
    is_marked: bool = False


def lines_around(text: str, place: Place, raw: str) -> list[Line]:
    """The line at `place`, marked, and its neighbours; nothing where the text has no such line.

    In a line of several cells the one at `place` is told apart if `raw` is all that stands in it.
    """
    lines = text.splitlines()
    if not 0 < place.line <= len(lines):
        return []
    first = max(place.line - _AROUND, 1)
    shown = [Line(at, line) for at, line in enumerate(lines[first - 1 : place.line + _AROUND], first)]
    shown[place.line - first] = _marked(lines[place.line - 1], place, raw)
    return shown


def _marked(line: str, place: Place, raw: str) -> Line:
    cells = line.split(_BETWEEN_CELLS)
    at = place.column - 1
    if not (raw and 0 <= at < len(cells) and squeezed(cells[at]) == squeezed(raw)):
        return Line(place.line, line, is_marked=True)
    before, after = cells[:at], cells[at + 1 :]
    return Line(
        place.line,
        "".join(cell + _BETWEEN_CELLS for cell in before),
        cells[at],
        "".join(_BETWEEN_CELLS + cell for cell in after),
        is_marked=True,
    )
