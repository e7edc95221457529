"""Tells which columns the words above unruled figures head: one, or several side by side."""

import math
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from pipelines.pdf.loose import Piece

Span = tuple[float, float]  # left and right
SAME_EDGE = 2.0  # points
# In parts of the type size.
# Lines of one heading are nearer, headings over one another are not; where a page is set wide, and nothing else is
# understood, the second and third are tried.
LEADINGS = (1.5, 2.0, 2.6)
LEVEL = 0.75
CENTRED = 1.0


class Heading(NamedTuple):
    """The words over columns `first` to `last`, and how deep they stand below other headings over the same columns."""

    pieces: tuple[Piece, ...]
    first: int
    last: int
    depth: int


class Node(NamedTuple):
    """A heading, and all that stands below it: the edges of all its words, the highest of them, the middle of their height."""

    headings: list[Heading]
    left: float
    right: float
    top: float
    middle: float


KeepsPlace = Callable[[Piece, float, float], bool]  # over what reaches from the left to the right edge given


def read_headings(pieces: list[Piece], columns: list[Span]) -> list[Heading] | None:
    """The headings row by row, left to right; None where a column has none or some words stand over no columns clearly.

    `columns` are the spans that the figures of each column cover. The lowest words over one column are its heading. What
    stands higher heads the columns that it is in the middle of, or whose left or whose right edge it keeps, one of the three
    in the whole table, if their own headings begin below it and stand level.
    """
    found = (_read_headings(pieces, columns, leading) for leading in LEADINGS)
    return next((headings for headings in found if headings), None)


def _read_headings(pieces: list[Piece], columns: list[Span], leading: float) -> list[Heading] | None:
    """The headings, if the lines of one are as near as said."""
    leaves: list[list[Piece]] = []
    groups: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        below = [own for own in leaves if any(piece.left < other.right and other.left < piece.right for other in own)]
        if not below:
            leaves.append([piece])
        elif len(below) == 1 and piece.y - below[0][0].y < leading * piece.size:
            below[0].insert(0, piece)
        else:
            groups.append(piece)
    leaves.sort(key=_left)
    if not _are_over(leaves, columns):
        return None
    trees = [_put_groups_over(groups, leaves, keeps_place) for keeps_place in (_is_centred, _is_left, _is_right)]
    found = {tuple(sorted(tree, key=lambda heading: (heading.depth, heading.first))) for tree in trees if tree}
    return list(found.pop()) if len(found) == 1 else None


def _left(pieces: list[Piece]) -> float:
    return min([piece.left for piece in pieces])


def _are_over(leaves: list[list[Piece]], columns: list[Span]) -> bool:
    """Whether there is a heading for each column, most of them over their own, and none over others alone."""
    if len(leaves) != len(columns):
        return False
    aside = 0
    for at, own in enumerate(leaves):
        left, right = _left(own), max([piece.right for piece in own])
        over = [i for i, (start, end) in enumerate(columns) if left < end and start < right]
        if over and at not in over:
            return False
        aside += not over
    return 2 * aside < len(columns)


def _put_groups_over(groups: list[Piece], leaves: list[list[Piece]], keeps_place: KeepsPlace) -> list[Heading] | None:
    """All headings, if each group, from the lowest up, keeps its place over some columns."""
    nodes = [_node([Heading(tuple(own), i, i, 0)]) for i, own in enumerate(leaves)]
    for piece in groups:
        beside = [other for other in groups if abs(other.y - piece.y) < LEVEL * piece.size and other.left > piece.left]
        joined = _put_over(piece, nodes, min((other.left for other in beside), default=math.inf), keeps_place)
        if joined is None:
            return None
        nodes = joined
    return [heading for node in nodes for heading in node.headings]


def _node(headings: list[Heading]) -> Node:
    pieces = [piece for heading in headings for piece in heading.pieces]
    ys = [piece.y for piece in pieces]
    left, right = min([piece.left for piece in pieces]), max([piece.right for piece in pieces])
    return Node(headings, left, right, max(ys), (max(ys) + min(ys)) / 2)


def _put_over(piece: Piece, nodes: list[Node], end: float, keeps_place: KeepsPlace) -> list[Node] | None:
    """The nodes with those that the piece heads made one; the widest choice counts, None where there is none."""
    possible = combinations(range(len(nodes) + 1), 2)
    choices = [
        (begin, stop)
        for begin, stop in possible
        if stop - begin > 1 and _may_head(piece, nodes[begin:stop], end, keeps_place)
    ]
    if not choices:
        return None
    begin, stop = max(choices, key=lambda choice: choice[1] - choice[0])
    below = [heading._replace(depth=heading.depth + 1) for node in nodes[begin:stop] for heading in node.headings]
    head = Heading((piece,), below[0].first, max(heading.last for heading in below), 0)
    return [*nodes[:begin], _node([head, *below]), *nodes[stop:]]


def _may_head(piece: Piece, nodes: list[Node], end: float, keeps_place: KeepsPlace) -> bool:
    """Whether the nodes stand level, below the piece and left of its neighbour, and it keeps its place over them."""
    right = max([node.right for node in nodes])
    if right > end or not keeps_place(piece, min([node.left for node in nodes]), right):
        return False
    tops, middles = [node.top for node in nodes], [node.middle for node in nodes]
    is_level = min(max(tops) - min(tops), max(middles) - min(middles)) < LEVEL * piece.size
    return is_level and max(tops) < piece.y


def _is_centred(piece: Piece, left: float, right: float) -> bool:
    return abs((left + right) / 2 - piece.middle) < CENTRED * piece.size


def _is_left(piece: Piece, left: float, right: float) -> bool:
    return abs(left - piece.left) < SAME_EDGE


def _is_right(piece: Piece, left: float, right: float) -> bool:
    return abs(right - piece.right) < SAME_EDGE
