"""Lists of figures that became a cell a line: an indicator, its unit, its number."""

import re

from pipelines.numbers import COUNT_UNITS, MONEY_UNITS, is_without_words, read_number
from pipelines.report import State
from pipelines.text_tables import Rows

UNIT_HEADINGS = frozenset({"单位", "计量单位"})
_UNITS = {*COUNT_UNITS, *MONEY_UNITS, "——", "—", "--", "-"}
_MOST_LINES = 3  # of one indicator
_FEWEST_ROWS = 3
_NOTED = re.compile(r"\d[\d,]*(?:\.\d+)?(?![\d.、．，)）])")  # a number with a note, and not the one of a label
_STOP = re.compile(r"[。；，：]$")


def take_listed_lines(lines: list[str], at: int) -> tuple[Rows, int]:
    """Rows from the headings on, the second of which is that of the units; no rows where none begin.

    Each is a label, a unit and a number, or several where the lines print more than one before the next label.

    The units tell where a row is: a row whose number is blank is followed by the next indicator.
    """
    head = [line.strip() for line in lines[at : at + 3]]
    if len(head) < 3 or head[1] not in UNIT_HEADINGS or not head[0] or not head[2]:
        return [], at
    rows: Rows = [[(text, at + 1 + n) for n, text in enumerate(head)]]
    at += len(head)
    while (found := _row(lines, at)) is not None:
        row, at = found
        rows.append(row)
    return (rows, at) if len(rows) > _FEWEST_ROWS else ([], at)


def _row(lines: list[str], at: int) -> tuple[list[tuple[str, int]], int] | None:
    """The row that begins there and the line after it, None where none does."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    for unit_at in range(at + 1, min(at + 1 + _MOST_LINES, len(lines))):
        if lines[unit_at].strip() in _UNITS:
            break
        if not lines[unit_at].strip():
            return None
    else:
        return None
    label = "\n".join(line.strip() for line in lines[at:unit_at])
    if _STOP.search(label) or _is_value(label):
        return None
    values, end = _values(lines, unit_at + 1)
    return [(label, at + 1), (lines[unit_at].strip(), unit_at + 1), *(values or [("", unit_at + 1)])], end


def _values(lines: list[str], at: int) -> tuple[list[tuple[str, int]], int]:
    """All that is no words up to the next ones, and the line after it. Of several any may be the row's, or a part of it."""
    values, end = [], at
    for number in range(at, len(lines)):
        text = lines[number].strip()
        if text and (is_without_words(text) or _NOTED.match(text)):
            values.append((text, number + 1))
            end = number + 1
        elif text:
            break
    return values, end


def _is_value(text: str) -> bool:
    return bool(text) and read_number(text, True, True).state is not State.TEXT
