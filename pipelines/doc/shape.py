"""The shape of a table's row: where its cells begin and end, and which of them are merged ([MS-DOC] 2.9.327 and 2.6.3)."""

import struct
from itertools import pairwise
from typing import NamedTuple

from pipelines.doc.fib import broken
from pipelines.doc.sprms import TABLE, Modifier

CELL = 20  # bytes that describe one cell
ACROSS = 0b11  # bits: the cell belongs to a horizontal merge
DOWN = 0b11 << 5  # bits: the cell belongs to a vertical merge
DOWN_CONTINUES = 1 << 5  # and not the bit beside it, with which a merge begins
DELETE, INSERT, WIDTH, MERGE, SPLIT, MERGE_DOWN = 0x5622, 0x7621, 0x7623, 0x5624, 0x5625, 0xD62B
MOST_CELLS = 64  # Word stops at 63


class Shape(NamedTuple):
    """`edges` are one more than cells, in twentieths of a point from the margin; `across` and `down` tell which cells
    only continue the one to the left, or the one above."""

    edges: tuple[int, ...]
    across: tuple[bool, ...]
    down: tuple[bool, ...]


def read_shape(changes: tuple[Modifier, ...]) -> Shape | None:
    """The shape that modifiers give a row, or None where they give none. Raises `Unreadable` where they are broken."""
    edges: list[int] = []
    flags: list[int] = []
    for code, operand in changes:
        if code == TABLE:
            edges, flags = _define(operand)
        elif flags and len(operand) >= 2:
            _change(code, operand, edges, flags)
    return (
        Shape(tuple(edges), _across(flags), tuple(flag & DOWN == DOWN_CONTINUES for flag in flags)) if flags else None
    )


def _define(operand: bytes) -> tuple[list[int], list[int]]:
    count = operand[0] if operand else 0
    described = 1 + 2 * (count + 1)
    if count > MOST_CELLS or described > len(operand):
        raise broken(f"a row of {count} cells is cut short")
    edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
    # Cells at the end may be left undescribed: nothing is merged there.
    places = [described + CELL * i for i in range(count)]
    return edges, [struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0 for at in places]


def _change(code: int, operand: bytes, edges: list[int], flags: list[int]) -> None:
    first, last = operand[0], min(operand[1], len(flags))
    if code == MERGE_DOWN and first < len(flags):
        flags[first] = flags[first] & ~DOWN | operand[1] << 5 & DOWN
    elif code == MERGE and first < last:
        flags[first:last] = [flags[first] & ~ACROSS | 1] + [flag & ~ACROSS | 2 for flag in flags[first + 1 : last]]
    elif code == SPLIT:
        flags[first:last] = [flag & ~ACROSS for flag in flags[first:last]]
    elif code == DELETE and first < last:
        del flags[first:last]
        _set_widths(edges, [width for i, width in enumerate(_widths(edges)) if not first <= i < last])
    elif code in (INSERT, WIDTH) and len(operand) == 4:
        width = struct.unpack_from("<h", operand, 2)[0]
        widths = _widths(edges)
        if code == INSERT and len(flags) + operand[1] <= MOST_CELLS:
            flags[first:first] = [0] * operand[1]
            widths[first:first] = [width] * operand[1]
        elif code == WIDTH:
            widths[first:last] = [width] * (last - first)
        _set_widths(edges, widths)


def _widths(edges: list[int]) -> list[int]:
    return [right - left for left, right in pairwise(edges)]


def _set_widths(edges: list[int], widths: list[int]) -> None:
    del edges[1:]
    for width in widths:
        edges.append(edges[-1] + width)


def _across(flags: list[int]) -> tuple[bool, ...]:
    """Whether each cell continues the one to its left.

    Programs disagree on which of the two bits begins a merge, but none begins it with the one that it continues it with:
    in a row of marked cells the first one's mark begins, any other continues.
    """
    begins = 0
    continues: list[bool] = []
    for flag in flags:
        mark = flag & ACROSS
        begins = (begins or mark) if mark else 0
        continues.append(mark != 0 and mark != begins)
    return tuple(continues)
