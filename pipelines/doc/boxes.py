"""Text boxes: where their text stands, and at which place of the main text each is anchored ([MS-DOC] 2.8.31, 2.8.37)."""

import struct
from typing import NamedTuple

from pipelines.doc.fib import ANCHORS, BOXES, Parts

ANCHOR_SIZE, BOX_SIZE = 26, 22  # bytes
SHAPE_IN_BOX = 14  # where a box names its shape
AFTER_MAIN = slice(1, 6)  # of the lengths: notes, headers, macros, comments, endnotes stand before the boxes
BOX_TEXT = 6


class Boxes(NamedTuple):
    """Stretches of text as first and last position: by the place of their anchor in the main text, and without any."""

    anchored: dict[int, list[tuple[int, int]]]
    loose: list[tuple[int, int]]


def read_boxes(parts: Parts) -> Boxes:
    """The text boxes of the main text. A box whose anchor can't be told is loose."""
    begin = parts.lengths[0] + sum(parts.lengths[AFTER_MAIN])
    end = begin + parts.lengths[BOX_TEXT]
    anchors = _read_anchors(parts.part(ANCHORS))
    anchored: dict[int, list[tuple[int, int]]] = {}
    loose: list[tuple[int, int]] = []
    reached = begin
    for stop, shape in _read_shapes(parts.part(BOXES)):
        stretch = (reached, begin + stop)
        if not reached < stretch[1] <= end:
            break
        reached = stretch[1]
        if shape in anchors:
            anchored.setdefault(anchors[shape], []).append(stretch)
        else:
            loose.append(stretch)
    return Boxes(anchored, [*loose, (reached, end)])


def _read_anchors(part: bytes) -> dict[int, int]:
    """Shape → position in the main text."""
    count = (len(part) - 4) // (4 + ANCHOR_SIZE)
    if count < 1:
        return {}
    positions = struct.unpack_from(f"<{count}I", part)
    places = (4 * (count + 1) + ANCHOR_SIZE * i for i in range(count))
    shapes = (struct.unpack_from("<I", part, place)[0] for place in places)
    return dict(zip(shapes, positions, strict=True))


def _read_shapes(part: bytes) -> list[tuple[int, int]]:
    """For each box the position where it ends, counted from the first box on, and its shape."""
    count = (len(part) - 4) // (4 + BOX_SIZE)
    if count < 1:
        return []
    stops = struct.unpack_from(f"<{count}I", part, 4)
    places = (4 * (count + 1) + BOX_SIZE * i + SHAPE_IN_BOX for i in range(count))
    return [(stop, struct.unpack_from("<I", part, place)[0]) for stop, place in zip(stops, places, strict=True)]
