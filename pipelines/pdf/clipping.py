"""Text that lies outside the part of the page in which it may show: the file holds it, and nobody sees it."""

from collections.abc import Iterator
from struct import Struct

from pipelines.pdf import calls

BOUNDS, POINT = Struct("4f"), Struct("2f")  # left, bottom, right, top; x, y
ROOM = BOUNDS.size + POINT.size, 0, 4, 8, 12, BOUNDS.size, BOUNDS.size + 4
MOST_POINTS = 1_000  # of one path; only what is cut out along letters and pictures has more


def is_clipped(page_object: calls.Address) -> bool:
    """Whether an object lies wholly outside the box of one of the paths that its page clips it with."""
    clip = calls.clip_of(page_object)
    count = calls.count_clips(clip) if clip else 0
    if count <= 0:
        return False
    held, (*edges, at_x, at_y) = calls.make_room(*ROOM)
    if not calls.read_bounds(page_object, *edges):
        return False
    left, bottom, right, top = BOUNDS.unpack_from(held)
    for path in range(count):
        points = []
        for segment in _segments(clip, path):
            calls.read_point(segment, at_x, at_y)
            points.append(POINT.unpack_from(held, BOUNDS.size))
        if points:
            across, up = zip(*points, strict=True)
            if min(across) > right or max(across) < left or min(up) > top or max(up) < bottom:
                return True
    return False


def _segments(clip: calls.Address, path: int) -> Iterator[calls.Address]:
    count = calls.count_clip_segments(clip, path)
    for index in range(count if count <= MOST_POINTS else 0):
        yield calls.clip_segment_of(clip, path, index)
