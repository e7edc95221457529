"""Tables that plain text draws: with pipes, commas, tabs or spaces between the cells, or one cell a line.

Each taker looks at the lines from `at` on and gives the rows of the table that begins there, with the line after it; no
rows where none begins.
"""

import csv
import re
from collections.abc import Iterator
from itertools import islice, takewhile

PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")

_RULE = re.compile(r"[\s|:\-—=+]+")  # the line that Markdown draws under column headings
_PIPED_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_EMPHASIS = re.compile(r"\*\*([^*]+)\*\*")
_ESCAPE = re.compile(r"\\([.()\[\]*_#+\-|])")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOXED = re.compile(r"[│┃║｜].*[│┃║｜]|[─━═]{2}")
_LIKE_PIPES = (
    dict.fromkeys(map(ord, "│┃║｜"), "|")
    | dict.fromkeys(range(0x2500, 0x2580), "-")
    | {ord(sign): "|" for sign in "│┃║"}
)
_PIPE = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r" {2,}|\u3000+(?=\S)|(?: ?\u3000 ?)+")
_MOST_ROWS = 200  # of a drawing that are looked at together
_ROWS_WITHOUT_NUMBER = 10  # after which values parted by commas are none of a table's
_BARE_NUMBER = re.compile(r"\s*[+\-]?\d[\d,]*(?:\.\d+)?\s*")
_FEWEST_FIELDS, _FEWEST_ROWS = 3, 3  # of comma-separated values; less is prose with commas

Rows = list[list[tuple[str, int]]]  # cells with their line number


def with_pipes(lines: list[str]) -> list[str]:
    """The lines; those that are drawn with other signs that look like pipes, and boxes, drawn with pipes."""
    return [line.translate(_LIKE_PIPES) if _BOXED.search(line) else line for line in lines]


def take_pipes(lines: list[str], at: int) -> tuple[Rows, int]:
    """Rows drawn with pipes; without the outer ones where a rule with pipes follows the first row, or several rows show it.

    A row that does not end with its pipe goes on in the next line if that ends with one and begins with none.
    """
    ruled = "|" in lines[at] and at + 1 < len(lines) and bool(_PIPED_RULE.fullmatch(lines[at + 1]))
    bare = "|" in lines[at] and (_have_no_outer(lines, at) or (ruled and not lines[at].lstrip().startswith("|")))
    rows: Rows = []
    while at < len(lines):
        line, number = lines[at].strip(), at + 1
        if not line or not (line.startswith("|") or (bare and "|" in line) or (rows and _RULE.fullmatch(line))):
            break
        while not bare and not line.endswith("|") and _goes_on(lines, at + 1):
            at += 1
            line += "\n" + lines[at].strip()
        if not _RULE.fullmatch(line):
            parts = _PIPE.split(line if bare else _without_end(line.removeprefix("|")))
            rows.append([(_without_marks(part.strip()), number) for part in parts])
        at += 1
    return rows, at


def _have_no_outer(lines: list[str], at: int) -> bool:
    """Whether rows of a drawing neither begin nor end with a pipe: in the others, such a pipe parts a blank cell then."""
    drawn = list(takewhile(lambda line: line.count("|") > 1, map(str.strip, islice(lines, at, at + _MOST_ROWS))))
    is_even = len({line.count("|") for line in drawn}) == 1  # or one row that takes three lines would show it
    return sum(not line.startswith("|") and not line.endswith("|") for line in drawn) > (not is_even)


def _goes_on(lines: list[str], at: int) -> bool:
    line = lines[at].strip() if at < len(lines) else ""
    return line.endswith("|") and not line.startswith("|")


def _without_end(line: str) -> str:
    return line[:-1] if line.endswith("|") and not line.endswith("\\|") else line


def _without_marks(cell: str) -> str:
    """A Markdown cell without emphasis, escapes and line breaks in HTML."""
    if "*" in cell or "\\" in cell or "<" in cell:
        cell = _ESCAPE.sub(r"\1", _LINE_BREAK.sub("\n", _EMPHASIS.sub(r"\1", cell)))
    return cell


def take_cell_lines(lines: list[str], at: int) -> tuple[Rows, int]:
    """One cell a line, each after a tab; a line without a tab goes on with the cell above; an empty line ends the row."""
    if not _is_cell_line(lines[at]):
        return [], at
    rows: Rows = [[]]
    end = at
    while at < len(lines):
        line = lines[at]
        if _is_cell_line(line):
            rows[-1].append((line[1:], at + 1))
            end = at + 1
        elif not line.strip():
            rows.append([])
        elif rows[-1]:
            text, number = rows[-1][-1]
            rows[-1][-1] = (f"{text}\n{line}", number)
            end = at + 1
        elif not PAGE_NUMBER.fullmatch(line):
            break
        at += 1
    kept = [row for row in rows if row]
    return (kept, end) if len(kept) > 1 else ([], at)


def _is_cell_line(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") == 1


def take_tab_rows(lines: list[str], at: int) -> tuple[Rows, int]:
    """A row a line, cells parted by tabs; empty lines and page numbers inside the table don't end it.

    Bare digits right under a row that ends in a number may be its next line as well as a page number: they stay with it.
    """
    rows: Rows = []
    end = at
    while at < len(lines):
        line = lines[at]
        if rows and at == end and line.rstrip().isdecimal() and rows[-1][-1][0].strip().isdecimal():
            text, number = rows[-1][-1]
            rows[-1][-1] = (f"{text}\n{line.rstrip()}", number)
            end = at + 1
        elif "\t" in line and line.strip():
            if not _RULE.fullmatch(line):
                rows.append([(cell, at + 1) for cell in line.split("\t")])
            end = at + 1
        elif (line.strip() and not (rows and PAGE_NUMBER.fullmatch(line))) or not rows:
            break
        at += 1
    return rows, end


def take_commas(lines: list[str], at: int) -> tuple[Rows, int]:
    """Comma-separated values: rows with the same number of fields, as a spreadsheet writes them; fields may hold lines."""
    rows: Rows = []
    end = at
    if lines[at].count(",") < _FEWEST_FIELDS - 1:
        return rows, at
    reader = csv.reader(_with_ends(lines, at), strict=True)
    try:
        for fields in reader:
            if len(fields) < _FEWEST_FIELDS or (rows and len(fields) != len(rows[0])):
                break
            rows.append([(field.strip(), end + 1) for field in fields])
            end = at + reader.line_num
            if len(rows) == _ROWS_WITHOUT_NUMBER and not _hold_numbers(rows):
                return [], at  # or every line of a long text would be read to its end again
    except csv.Error:
        pass  # what could be read before the quote that never ends is the table
    return (rows, end) if len(rows) >= _FEWEST_ROWS and _hold_numbers(rows) else ([], at)


def _hold_numbers(rows: Rows) -> bool:
    return any(_BARE_NUMBER.fullmatch(cell) for row in rows for cell, _ in row)


def _with_ends(lines: list[str], at: int) -> Iterator[str]:
    return (f"{lines[number]}\n" for number in range(at, len(lines)))


def take_spaced_rows(lines: list[str], at: int) -> tuple[Rows, int]:
    """A row a line, cells parted by two or more spaces; at least two rows, with a number among them."""
    rows: Rows = []
    end = at
    while at < len(lines):
        cells = [cell for cell in _GAP.split(lines[at].strip()) if cell.strip()]
        if len(cells) > 1:
            rows.append([(cell, at + 1) for cell in cells])
            end = at + 1
        elif lines[at].strip() or not rows:
            break
        at += 1
    numbers = any(_BARE_NUMBER.fullmatch(cell) for row in rows for cell, _ in row)
    return (rows, end) if len(rows) > 1 and numbers else ([], at)
