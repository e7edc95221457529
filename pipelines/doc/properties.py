"""What formatting says of a paragraph: how deep in tables it stands, what it ends, whether it is numbered or a heading."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.doc.fib import broken
from pipelines.doc.sprms import Modifier, outsourced
from pipelines.doc.styles import OUTLINE, Styles, inherited

STYLE, IN_TABLE, ROW_END, LIST_LEVEL, LIST = 0x4600, 0x2416, 0x2417, 0x260A, 0x460B
DEPTH, DEPTH_CHANGE, INNER_CELL_END, INNER_ROW_END = 0x6649, 0x664A, 0x244B, 0x244C
TABLE_GROUP = 5  # in bits 10 to 12 of a modifier's code
PROSE = 9  # outline level
NESTING_LIMIT = 20  # tables in tables


class Properties(NamedTuple):
    """`outline` is 0 to 8 for headings; `table` are the modifiers that shape a table's row, where one ends here."""

    depth: int = 0  # of tables in tables; 0 outside
    ends_row: bool = False
    ends_inner_cell: bool = False
    outline: int = PROSE
    list_use: int = 0  # from 1; 0 where the paragraph has no number
    list_level: int = 0
    table: tuple[Modifier, ...] = ()


def read_properties(style: int, changes: Iterable[Modifier], styles: Styles, data: bytes) -> Properties:
    """The properties of a paragraph of that style with changes of its own. Raises `Unreadable` where they are broken."""
    own = [modifier for change in changes for modifier in (outsourced(*change, data) or (change,))]
    style = next((_number(operand) for code, operand in reversed(own) if code == STYLE), style)
    values: dict[int, int] = {}
    for code, operand in (*_of_style(style, styles), *own):
        if code == DEPTH_CHANGE:
            values[DEPTH] = values.get(DEPTH, 0) + _number(operand)
        elif len(operand) <= 4:
            values[code] = _number(operand)
    depth = values.get(DEPTH, 0) or int(values.get(IN_TABLE, 0) != 0)
    if not 0 <= depth <= NESTING_LIMIT:
        raise broken(f"tables stand in tables {depth} deep")
    ends_row = bool(values.get(INNER_ROW_END if depth > 1 else ROW_END))
    return Properties(
        depth,
        ends_row,
        depth > 1 and bool(values.get(INNER_CELL_END)),
        values.get(OUTLINE, PROSE),
        max(values.get(LIST, 0), 0),
        values.get(LIST_LEVEL, 0),
        tuple(change for change in own if change[0] >> 10 & 7 == TABLE_GROUP) if ends_row else (),
    )


def _of_style(number: int, styles: Styles) -> Iterator[Modifier]:
    for style in inherited(number, styles):
        yield from style.paragraph


def _number(operand: bytes) -> int:
    """A signed number in 1, 2 or 4 bytes."""
    return int.from_bytes(operand, "little", signed=len(operand) > 1)
