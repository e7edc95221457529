"""Tables that became running text: labels and numbers one after another, a cell a line or with nothing between them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from pipelines.blocks import Block, Cell, Paragraph, Table
from pipelines.forms.form import FormBlock, FormTable, Heading
from pipelines.matching.cells import read_row
from pipelines.matching.columns import Columns, Slot
from pipelines.matching.gather import Row
from pipelines.matching.in_order import Printed, read_rows, row_keys
from pipelines.matching.lines import Line
from pipelines.matching.proof import is_confirmed
from pipelines.matching.splits import only_split, summing_splits
from pipelines.matching.vocabulary import Vocabulary
from pipelines.report import Figure, Key, State

_BETWEEN = r"\W{0,4}"  # what may stand between the characters of a label: punctuation, a line's end
_NUMBERS = r"[\d\s]*"
_PARTED = re.compile(r"\s(\d[\d\s]*)\s")
_NUMERAL = re.compile(r"\s*(\d+)[.、]")
_AMOUNTS = re.compile(r"[\d\s.,+\-]*")
_UNIT = r"(?:\W{0,2}单位\W{0,2}\w{1,3}\W?)?"
_PLACE = "text, outside any table"
_MOST_READINGS = 64  # of a table whose rows can be read in several ways


def read_running_text(known: Vocabulary, blocks: Sequence[Block], figures: Mapping[Key, Figure]) -> dict[Key, Figure]:
    """Figures of tables that stand in the text outside tables, those that are certain.

    All labels of a table must follow one another as in the form, with nothing but numbers between them. Digits without
    white space are parted where that can be done in one way only, and the form's equations must confirm it.
    """
    text = unicodedata.normalize(
        "NFKC", "\n".join(b.text if isinstance(b, Paragraph) else _of_table(b) for b in blocks)
    )
    read: dict[Key, Figure] = {}
    for table in known.form.tables:
        if any(_is_open(figures, cell.key) for cell in known.form.cells if cell.table_key == table.key):
            read |= _READERS[table.layout](known, table, text) if table.layout in _READERS else {}
    return {key: figure._replace(place=_PLACE) for key, figure in read.items() if _is_open(figures, key)}


def _of_table(table: Table) -> str:
    """A table among the text; its cells are none of the text's, so that a label never goes on behind it."""
    return "\x01" if table.cells else ""


def _is_open(figures: Mapping[Key, Figure], key: Key) -> bool:
    return key not in figures or figures[key].state is State.AMBIGUOUS


def _read_matrix(known: Vocabulary, table: FormTable, text: str) -> dict[Key, Figure]:
    heading = re.search(_headings(table.columns) + r"\W*", text)
    for printed in ((), _variant_keys(table)) if heading else ():
        runs = _runs_of(table, printed, text, heading.end()) if heading else None
        if runs is not None:
            return _read_runs(known, table, runs)
    return {}


def _read_runs(known: Vocabulary, table: FormTable, runs: list[tuple[str, str]]) -> dict[Key, Figure]:
    """What all readings of the rows say alike that the equations confirm."""
    count = known.widths[table.key]
    readings: list[list[tuple[str, ...]]] = []
    most = 1
    for _, run in runs:
        readings.append(_readings(run, (count,)))
        most *= len(readings[-1])
        if not 0 < most <= _MOST_READINGS:
            return {}
    confirmed = []
    for chosen in product(*readings):
        rows = [_printed(key, numbers) for (key, _), numbers in zip(runs, chosen, strict=True)]
        read = read_rows(known, table, rows)
        if read and is_confirmed(known, table.key, read):
            confirmed.append(read)
    shared = confirmed[0] if confirmed else {}
    return {key: figure for key, figure in shared.items() if all(other[key] == figure for other in confirmed)}


def _read_record(known: Vocabulary, table: FormTable, text: str) -> dict[Key, Figure]:
    match = re.search(_headings(table.columns) + rf"({_NUMBERS})", text)
    sizes = _sizes(table.columns)
    readings = _readings(match[match.lastindex or 1], sizes) if match else []
    if len(readings) != 1:
        return {}
    read = read_rows(known, table, [_printed("", readings[0])])
    return read if is_confirmed(known, table.key, read) else {}


def _read_blocks(known: Vocabulary, table: FormTable, text: str) -> dict[Key, Figure]:
    """What the rows of each block print. Where one prints too few numbers, blanks are lost and rows of several say nothing."""
    rows = [found for block in table.blocks for found in _rows_of_block(table, block, text)]
    keeps_blanks = not any(_lacks_a_number(run, len(heads)) for _, heads, run in rows)
    read: dict[Key, Figure] = {}
    for row, heads, run in rows:
        numbers = _numbers_of(run, len(heads))
        if numbers and (keeps_blanks or len(heads) == 1):
            read |= _read_block_row(known, table, row, heads, numbers)
    return read


def _lacks_a_number(run: str, count: int) -> bool:
    parts = run.split()
    return len("".join(parts)) < count or 1 < len(parts) < count


def _rows_of_block(table: FormTable, block: FormBlock, text: str) -> Iterator[tuple[Heading, list[str], str]]:
    """The rows of a block that follow its headings, each with these as printed and the characters of its numbers."""
    heads = "".join(rf"\W*({_label(column)}{_UNIT})" for column in block.columns)
    first = _label(block.rows[0])
    match = re.search(rf"{re.escape(table.heading_cell)}{heads}\W*(?={first})", text)
    at = match.end() if match else -1
    for row in block.rows if match else ():
        label = re.compile(_label(row)).match(text, at)
        run = _AMOUNTS.match(text, label.end()) if label else None
        if run is None or match is None:
            break
        at = run.end()
        yield row, [match[n + 1] for n in range(len(block.columns))], run[0]


def _read_block_row(
    known: Vocabulary, table: FormTable, row: Heading, heads: list[str], numbers: Sequence[str]
) -> dict[Key, Figure]:
    row_key, cells, line = _printed(row.key, numbers)
    columns = Columns((), line.table, [Slot((), cell._replace(text=h)) for cell, h in zip(cells, heads, strict=True)])
    read = read_row(known, Row(table.key, row_key, tuple(cells), columns, line, padded=False), list(cells))
    return {key: figure for key, figure in read.items() if figure.state is State.REPORTED}


def _numbers_of(run: str, count: int) -> Sequence[str]:
    """The numbers of a row without a sum, none where they can be told apart in more than one way."""
    parts = run.split()
    if len(parts) == count:
        return parts
    return (only_split(parts[0], count) if len(parts) == 1 else None) or ()


def _readings(run: str, sizes: tuple[int, ...]) -> list[tuple[str, ...]]:
    """Every way to read a run of digits as groups of numbers that end with their sum."""
    parts = tuple(run.split())
    if len(parts) == 1:
        return summing_splits(parts[0], sizes)
    return [parts] if len(parts) == sum(sizes) else []


def _runs_of(table: FormTable, printed: tuple[str, ...], text: str, at: int) -> list[tuple[str, str]] | None:
    """Each row's key with the digits that belong to it, None where the labels don't follow one another."""
    found: list[tuple[str, str]] = []
    key, inside = "", ""
    for pattern, row in _row_patterns(table, printed):
        match = pattern.match(text, at)
        if match is None or (not found and not key and match["before"].strip()):
            return None
        if key:
            found.append((key, _one_of(inside, match["before"])))
        key, inside, at = row.key, " ".join(_PARTED.findall(match["label"])), match.end()
    last = re.compile(_NUMBERS).match(text, at)
    return [*found, (key, _one_of(inside, last[0] if last else ""))]


def _one_of(inside: str, after: str) -> str:
    """The digits of a row: those that part its label, or those that follow it; both together are too many."""
    return f"{inside} {after}" if inside.strip() and after.strip() else inside or after


@cache
def _row_patterns(table: FormTable, printed: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], Heading], ...]:
    """For each row what may stand between the label above and its own: digits, groups, the numeral of the label."""
    patterns = []
    for row, groups in row_keys(table, printed):
        above = "|".join(rf"\W*(?:[一二三四五六七]\W)?{_label(group)}" for group in groups) or r"\b\B"
        numeral = _NUMERAL.match(unicodedata.normalize("NFKC", row.zh))
        # A numeral in digits must be the form's own: else it could be the last digit of the row above.
        number = rf"(?:{numeral[1]}[.、,．]\s*|(?<=[\s\x00-\x1f一-龥)]))" if numeral else r"(?:\W?[一二三四五六七]\W)?"
        label = _label(row, rf"(?:{_BETWEEN}|\s\d[\d\s]{{0,80}}\s)")
        patterns.append(
            (re.compile(rf"(?P<before>{_NUMBERS}?)(?:{above})*\W*?{number}\W*?(?P<label>{label})[^\w\s]*"), row)
        )
    return tuple(patterns)


def _headings(columns: tuple[Heading, ...]) -> str:
    """Matches the headings as they follow one another when a table is read line by line, or group by group."""
    by_line: list[Heading] = []
    level = columns
    while level:
        by_line += level
        level = tuple(child for heading in level for child in heading.children)
    by_group = list(_with_children(columns))
    orders = (by_line, by_group, [h for h in by_line if h is not columns[0]] if len(columns) == 1 else by_line)
    return "(?:" + "|".join(r"\W*".join(_label(heading) for heading in order) for order in orders) + ")"


def _with_children(headings: tuple[Heading, ...]) -> Iterator[Heading]:
    for heading in headings:
        yield heading
        yield from _with_children(heading.children)


def _label(heading: Heading, between: str = _BETWEEN) -> str:
    """Matches a label in any of its wordings, whatever stands between its characters."""
    wordings = sorted(heading.wordings, key=len, reverse=True)
    return "(?:" + "|".join(between.join(map(_character, wording)) for wording in wordings) + ")"


def _character(character: str) -> str:
    return {"年": r"年(?:\W*度)?", "他": "[他它]"}.get(character, re.escape(character))


def _sizes(columns: tuple[Heading, ...]) -> tuple[int, ...]:
    """How many columns each innermost group has."""
    sizes: list[int] = []
    for heading in columns:
        nested = any(child.children for child in heading.children)
        sizes += _sizes(heading.children) if nested else [len(heading.children)]
    return tuple(sizes)


def _variant_keys(table: FormTable) -> tuple[str, ...]:
    return tuple(heading.variant.key for heading in _with_children(table.rows) if heading.variant)


def _printed(key: str, numbers: Sequence[str]) -> Printed:
    cells = tuple(Cell(number, 0, column) for column, number in enumerate(numbers))
    return Printed(key, cells, Line(Table(0, cells, aligned=False), cells, ""))


_READERS = {"matrix": _read_matrix, "record": _read_record, "blocks": _read_blocks}
