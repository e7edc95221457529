"""Plain text and Markdown: tables flattened to rows of tabs, to one cell a line, or drawn with pipes."""

import re
from collections.abc import Iterator

from pipelines.blocks import Block, Cell, Document, Paragraph, Table
from pipelines.encoding import decode, head
from pipelines.readers.unreadable import Unreadable

MEDIA_TYPE = "text/plain"

_LITTER = re.compile(r"\[bookmark:[^\]]*\]")  # left in the text by converters of Word files
_RULE = re.compile(r"[\s|:\-—=+]+")  # the line that Markdown draws under column headings
_PIPED_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_EMPHASIS = re.compile(r"\*\*([^*]+)\*\*")
_ESCAPE = re.compile(r"\\([.()\[\]*_#+\-])")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
_FACT = re.compile(r"(标题|发布时间|发布日期|发布机构)[:：]\s*(\S.*)")
_FACT_KEYS = {"标题": "title", "发布时间": "published_on", "发布日期": "published_on", "发布机构": "publisher"}
_HEAD_BYTES = 8192  # looked at to tell text from other files
_HEAD_LINES = 12  # lines in which a dump states title, date and publisher

Rows = list[list[tuple[str, int]]]  # cells with their line number


def recognises(data: bytes) -> bool:
    """Whether the bytes are text at all; the readers of richer formats are asked first."""
    return bool(data) and b"\x00" not in head(data, _HEAD_BYTES)


def read(data: bytes, declared_type: str = "") -> Document:
    """The text's paragraphs and tables. A row of tabs may have lost or gained empty cells, so its table is not aligned."""
    text = _LITTER.sub("", decode(data, declared_type))
    if not text.strip():
        raise Unreadable("empty", "the text holds nothing but white space")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    facts = _take_facts(lines)
    return Document(tuple(_blocks(lines)), facts)


def _blocks(lines: list[str]) -> Iterator[Block]:
    number, at = 0, 0
    while at < len(lines):
        for take in (_take_pipes, _take_cell_lines, _take_tab_rows):
            rows, end = take(lines, at)
            if rows:
                break
        else:
            if paragraph := _paragraph(lines[at], at + 1):
                yield paragraph
            at += 1
            continue
        number += 1
        yield _table(number, rows, aligned=take is _take_pipes, padded=take is _take_tab_rows)
        at = end


def _paragraph(line: str, number: int) -> Paragraph | None:
    text = line.strip()
    heading = _HEADING.fullmatch(text)
    if heading:
        return Paragraph(_without_emphasis(heading[2].strip()), len(heading[1]), line=number)
    text = _without_emphasis(text)
    return Paragraph(text, line=number) if text and not _PAGE_NUMBER.fullmatch(text) else None


def _without_emphasis(line: str) -> str:
    whole = _EMPHASIS.fullmatch(line) if line.startswith("*") else None
    return whole[1] if whole else line


def _table(number: int, rows: Rows, aligned: bool, padded: bool) -> Table:
    if aligned and len({len(row) for row in rows}) > 1:
        aligned = False
    cells = tuple(
        Cell(text, r, c, source_row=r + 1, source_column=c + 1, line=line)
        for r, row in enumerate(rows)
        for c, (text, line) in enumerate(row)
    )
    return Table(number, cells, aligned, padded)


def _take_pipes(lines: list[str], at: int) -> tuple[Rows, int]:
    """Rows drawn with pipes; without the outer ones only where a rule with pipes follows the first row."""
    ruled = "|" in lines[at] and at + 1 < len(lines) and bool(_PIPED_RULE.fullmatch(lines[at + 1]))
    bare = ruled and not lines[at].lstrip().startswith("|")
    rows: Rows = []
    while at < len(lines):
        line = lines[at].strip()
        if not line or not (line.startswith("|") or (bare and "|" in line) or (rows and _RULE.fullmatch(line))):
            break
        if not _RULE.fullmatch(line):
            parts = (lines[at] if bare else line.removeprefix("|").removesuffix("|")).split("|")
            rows.append([(_without_marks(part.strip()), at + 1) for part in parts])
        at += 1
    return rows, at


def _without_marks(cell: str) -> str:
    """A Markdown cell without emphasis, escapes and line breaks in HTML."""
    if "*" in cell or "\\" in cell or "<" in cell:
        cell = _ESCAPE.sub(r"\1", _LINE_BREAK.sub("\n", _EMPHASIS.sub(r"\1", cell)))
    return cell


def _take_cell_lines(lines: list[str], at: int) -> tuple[Rows, int]:
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
        elif not _PAGE_NUMBER.fullmatch(line):
            break
        at += 1
    kept = [row for row in rows if row]
    return (kept, end) if len(kept) > 1 else ([], at)


def _is_cell_line(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") == 1


def _take_tab_rows(lines: list[str], at: int) -> tuple[Rows, int]:
    """A row a line, cells parted by tabs; empty lines and page numbers inside the table don't end it."""
    rows: Rows = []
    end = at
    while at < len(lines):
        line = lines[at]
        if "\t" in line and line.strip():
            if not _RULE.fullmatch(line):
                rows.append([(cell, at + 1) for cell in line.split("\t")])
            end = at + 1
        elif (line.strip() and not (rows and _PAGE_NUMBER.fullmatch(line))) or not rows:
            break
        at += 1
    return rows, end


def _take_facts(lines: list[str]) -> dict[str, str]:
    """What the first lines of a dump declare of the document; those lines are emptied, they are none of its own."""
    facts: dict[str, str] = {}
    for at, line in enumerate(lines[:_HEAD_LINES]):
        match = _FACT.fullmatch(line.strip())
        if match:
            facts.setdefault(_FACT_KEYS[match[1]], match[2].strip())
            lines[at] = ""
    return facts
