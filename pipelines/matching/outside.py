"""What stands outside the tables and may be a cell of theirs: labels with digits, rows of numbers."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.blocks import Block, Paragraph
from pipelines.forms.form import FormCell
from pipelines.matching.gather import Gathered
from pipelines.matching.vocabulary import Vocabulary
from pipelines.words import words

_MOST_PROSE = 50_000  # characters that are looked through for labels; no report has half as many
_QUOTE = 60  # characters that are kept of a run of text in which a cell may stand
_MOST_NOTE = 50  # characters of a label's note
_FEWEST_LABELS = 3  # with numbers behind, that make a list in the prose
_ROW = re.compile(r"(?<![\d.,+-])\d[\d,.]*(?:\s+(?:[+-]?\d[\d,.]*|[/—–-]{1,2})(?![^\s/—–-])){2,}")


class Outside(NamedTuple):
    """The words of the prose, the first row of numbers in it, and what of each list stands there; "" if nothing.

    `labels` say for each table where one of its labels stands in the prose, -1 where none does.
    """

    prose: str
    row: str
    lists: dict[str, str]
    labels: dict[str, int]


def look_outside(known: Vocabulary, blocks: Sequence[Block]) -> Outside:
    """What the paragraphs print that may belong to a table."""
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    prose = words("".join(paragraphs))[:_MOST_PROSE]
    rows = (match[0] for match in _ROW.finditer("\n".join(paragraphs)[:_MOST_PROSE]))
    row = next((row for row in rows if not _counts_up(row)), "")
    lists = {key: _list_in(known, key, prose) for key in known.lists}
    named: dict[str, set[str]] = {}
    for cell in known.form.cells:
        named.setdefault(cell.table_key, set()).add(_label(cell))
    labels = {key: max(map(prose.find, words_of)) for key, words_of in named.items()}
    return Outside(prose, " ".join(row.split())[:_QUOTE], lists, labels)


def printed_outside(form_cell: FormCell, gathered: Gathered, outside: Outside) -> str:
    """What follows the row's label outside the tables: digits, or anything where the whole table stands there.

    Else a row of numbers whose label can't be told, which may be any row that the tables lack.
    """
    prose = outside.prose
    label = _label(form_cell)
    if form_cell.table_key in gathered.vocabulary.lists:  # its words are those of the prose of its years
        return _with_digits(form_cell, prose) or outside.lists[form_cell.table_key]
    if any(row.table_key == form_cell.table_key for row in gathered.rows):
        match = re.search(re.escape(label) + r"\d", prose)
        return _quote(prose, match.start()) if match else outside.row
    at = prose.find(label)
    if at < 0:
        at = outside.labels[form_cell.table_key]
    return _quote(prose, at) if at >= 0 else outside.row


def _list_in(known: Vocabulary, table_key: str, prose: str) -> str:
    """The first label with digits behind, where so many stand in the prose that the list does."""
    cells = (cell for cell in known.form.cells if cell.table_key == table_key)
    found = [quote for cell in cells if (quote := _with_digits(cell, prose))]
    return found[0] if len(found) >= _FEWEST_LABELS else ""


def _with_digits(form_cell: FormCell, prose: str) -> str:
    label, unit = re.escape(_label(form_cell)), form_cell.unit
    noted = rf"|\D{{,{_MOST_NOTE}}}?{unit}" if unit else ""  # a note may stand between, and then the unit
    match = re.search(rf"{label}(?:(?:{unit})?{noted})\d", prose)
    return _quote(prose, match.start()) if match else ""


def _label(form_cell: FormCell) -> str:
    return words(form_cell.row_zh.rpartition("/")[2])


def _quote(prose: str, at: int) -> str:
    return prose[at : at + _QUOTE]


def _counts_up(row: str) -> bool:
    """Whether the numbers count 1, 2, 3: pages to leaf through."""
    numbers = [int(part) if part.isdecimal() else -1 for part in row.split()]
    return all(number + 1 == after for number, after in pairwise(numbers))
