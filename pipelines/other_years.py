"""Documents that hold the reports of several years, one after another, or the tables of several years side by side."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipelines.blocks import Block, Document, Paragraph, Table
from pipelines.captions import years_of_captions
from pipelines.matching.gather import is_number
from pipelines.matching.layouts import layout_of, marks_in, tables_of
from pipelines.words import words

_TITLE = re.compile(
    r"(?P<body>[^。；;，,：:\d]{0,40})(?P<year>20\d\d)年度?[^。；;：:\d]{0,30}信息公开[^。；;：:\d]{0,16}(?:报告|年报)"
)
_YEAR = re.compile(r"20\d\d年")
_LONGEST_TITLE = 80  # characters

Part = tuple[int | None, list[Block]]  # the year of a title, and what stands below it


def part_of_year(document: Document, year: int | None) -> tuple[Document, str]:
    """What of the document is of that year, and in words what is not: the whole and "" where it is of one year, or unclear.

    The reports of two years are parted where each has its tables under its own title; tables by the years of their captions,
    where each with numbers has one. What is of another year has to stand there for this year, too.
    """
    if year is None:
        return document, ""
    kept = _below_titles(document.blocks, year) or _by_captions(document.blocks, year)
    if kept is None:
        return document, ""
    numbers = {block.number for block in kept if isinstance(block, Table)}
    left = [f"table {b.number}" for b in document.blocks if isinstance(b, Table) and b.number not in numbers]
    said = f"the document has tables of other years than {year}, too, which are not read: {', '.join(left)}"
    return replace(document, blocks=tuple(kept)), f"{said}; look for those years' own reports"


def _below_titles(blocks: Sequence[Block], year: int) -> list[Block] | None:
    """The blocks below the titles of that year, None where not every table is below a title of a year of its own."""
    parts: list[Part] = [(None, [])]
    bodies: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph) and (title := _title(block)):
            bodies.add(title["body"])
            parts.append((int(title["year"]), []))
        parts[-1][1].append(block)
    if len(bodies) != 1 or len({named for named, _ in parts}) < 3:
        return None
    marked = [(named, marks) for named, part in parts if (marks := _marks(tables_of(part)))]
    named_once = dict(marked)
    own = named_once.get(year)
    if len(marked) < 2 or len(named_once) < len(marked) or None in named_once or own is None:
        return None
    if any(not marks <= own for marks in named_once.values()):
        return None
    return [block for named, part in parts if named in (None, year) for block in part]


def _title(paragraph: Paragraph) -> re.Match[str] | None:
    text = paragraph.text
    if len(text) > _LONGEST_TITLE or "信息公开" not in text:
        return None
    return _TITLE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))


def _by_captions(blocks: Sequence[Block], year: int) -> list[Block] | None:
    """The blocks without the tables of other years, None where these are not told."""
    named = years_of_captions(blocks)
    if len(set(named.values())) < 2:
        return None
    of_numbers = [block for block in blocks if isinstance(block, Table) and sum(map(is_number, block.cells)) > 1]
    if any(table.number not in named for table in of_numbers):
        return None
    own = [_labels(table) for table in of_numbers if named[table.number] == year]
    others = {table.number: _labels(table) for table in of_numbers if named[table.number] != year}
    if not others or any(labels not in own for labels in others.values()):
        return None
    return [block for block in blocks if not (isinstance(block, Table) and block.number in others)]


def _labels(table: Table) -> frozenset[str]:
    """The words of a table, without the years in its caption."""
    return frozenset(_YEAR.sub("", words(cell.text)) for cell in table.cells if not is_number(cell))


def _marks(tables: Sequence[tuple[Table, str]]) -> frozenset[str]:
    return marks_in(layout_of(tables))
