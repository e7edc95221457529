"""Walks the paragraphs of a stretch of text and puts those in tables into rows and cells ([MS-DOC] 2.4.3)."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipelines.doc.characters import END, Characters, read_characters, spell_out
from pipelines.doc.fib import Parts
from pipelines.doc.numbering import Numbering, number_of, read_numbering
from pipelines.doc.pages import Run, paragraph_runs
from pipelines.doc.pieces import Text, read_text, whole_characters
from pipelines.doc.properties import PROSE, Properties, read_properties
from pipelines.doc.shape import Shape, read_shape
from pipelines.doc.sprms import Modifier
from pipelines.doc.styles import Styles, read_styles

HEADING_LEVELS = 6
CELL_END, PAGE_END = "\x07", "\x0c"


class Printed(NamedTuple):
    """One paragraph. `joins_next` says that its end was deleted: the next one continues it."""

    text: str
    level: int = 0
    joins_next: bool = False


class Row(NamedTuple):
    """The cells of a row, each with what stands in it, and its shape where the document tells one."""

    cells: "list[list[Printed | Rows]]"
    shape: Shape | None


Rows = list[Row]
Item = Printed | Rows


class Ending(NamedTuple):
    """A paragraph and what its end says."""

    paragraph: Printed
    properties: Properties
    shape: Shape | None  # of the row that ends here
    position: int
    ends_cell: bool
    is_deleted: bool


@dataclass(slots=True)
class Level:
    """What stands at one depth of tables in tables and is not finished yet. At depth 0 only `content` is used."""

    content: list[Item] = field(default_factory=list)  # of the open cell
    cells: list[list[Item]] = field(default_factory=list)  # of the open row
    rows: Rows = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """All that the paragraphs of a document are read from."""

    parts: Parts
    text: Text
    characters: Characters
    styles: Styles
    runs: list[Run]
    starts: list[int]  # of the runs
    numbering: Numbering


def read_source(parts: Parts) -> Source:
    """Raises `Unreadable` where the text or its formatting is broken."""
    text, styles, runs = read_text(parts), read_styles(parts), paragraph_runs(parts)
    characters = read_characters(parts, text, styles)
    return Source(parts, text, characters, styles, runs, [run.start for run in runs], read_numbering(parts))


def read_story(source: Source, start: int, end: int, boxes: Mapping[int, Sequence[tuple[int, int]]]) -> list[Item]:
    """The paragraphs and tables between two positions of the text, in order; text boxes behind what anchors them."""
    levels = [Level()]
    anchors = sorted(position for position in boxes if start <= position < end)
    for ending in _endings(source, start, end):
        depth = ending.properties.depth
        while len(levels) > depth + 1:
            _close(levels)
        while len(levels) <= depth:
            levels.append(Level())
        level = levels[-1]
        if not ending.properties.ends_row:
            level.content.append(ending.paragraph)
            while anchors and anchors[0] <= ending.position:
                for stretch in boxes[anchors.pop(0)]:
                    level.content += read_story(source, *stretch, {})
            if ending.ends_cell:
                level.cells.append(level.content)
                level.content = []
            continue
        # Some programs mark a row's end as deleted with the text behind it: a row that prints anything is none that went.
        if not ending.is_deleted or any(map(_prints, level.cells)):
            level.rows.append(Row(level.cells, ending.shape))
        level.cells, level.content = [], []
    while len(levels) > 1:
        _close(levels)
    return levels[0].content


def _prints(content: list[Item]) -> bool:
    return any(not isinstance(item, Printed) or item.text.strip() for item in content)


def _close(levels: list[Level]) -> None:
    """Ends the innermost table. Cells whose row never ends make a row that has no shape."""
    level = levels.pop()
    if level.content:
        level.cells.append(level.content)
    if level.cells:
        level.rows.append(Row(level.cells, None))
    if level.rows:
        levels[-1].content.append(level.rows)


def _endings(source: Source, start: int, end: int) -> Iterator[Ending]:
    read = lru_cache(maxsize=None)(
        lambda style, changes: read_properties(style, changes, source.styles, source.parts.data)
    )
    begun = start
    for mark in END.finditer(source.text.characters, start, end):
        run, changes, is_end = _formatting(source, mark.start())
        if mark[0] == PAGE_END and not is_end:
            continue  # a page break inside a paragraph
        properties: Properties = read(run.style, changes) if run else Properties()
        if not is_end:
            properties = properties._replace(table=())  # which of several rows it shapes can't be told
        yield _ending(source, begun, mark.start(), properties)
        begun = mark.end()
    if begun < end:
        yield _ending(source, begun, end, Properties())


def _formatting(source: Source, position: int) -> tuple[Run | None, tuple[Modifier, ...], bool]:
    """The formatting of the paragraph that a position is in, and whether the formatting ends with that position."""
    piece = source.text.piece_at(position)
    after = piece.offset + (position + 1 - piece.start) * piece.width
    run = source.runs[bisect_right(source.starts, after - 1) - 1] if source.runs else None
    if run is None or not run.start < after <= run.end:
        return None, (), False
    return run, (*run.changes, *piece.changes), run.end == after


def _ending(source: Source, start: int, end: int, properties: Properties) -> Ending:
    text = spell_out(whole_characters("".join(source.characters.printed[start:end])), properties.depth > 0)
    is_deleted = end in source.characters.deleted_ends
    is_cell_mark = source.text.characters[end : end + 1] == CELL_END
    if is_cell_mark and not properties.depth:
        properties = properties._replace(depth=1)
    if not properties.ends_row:
        text = number_of(properties, source.numbering) + text
    level = min(properties.outline + 1, HEADING_LEVELS) if 0 <= properties.outline < PROSE else 0
    return Ending(
        Printed(text, level, is_deleted and not is_cell_mark),
        properties,
        read_shape(properties.table) if properties.ends_row else None,
        end,
        properties.ends_inner_cell or (is_cell_mark and not properties.ends_row),
        is_deleted,
    )
