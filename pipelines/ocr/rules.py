"""Finds the straight rules of the tables in a picture."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.ocr.engine import Gray

Dark = NDArray[np.bool_]  # height × width
Way = NDArray[np.bool_]  # along a track

# In pixels, at 200 dots an inch (pipelines/ocr/pictures.py).
THICKEST = 13
SMOOTHED = 3  # along the rule; the gaps between letters must stay
LONG_ACROSS = 84  # 30 points; somewhere on its way each rule is so long in one piece, and no stroke of a letter is
LONG_DOWN = 66  # 24 points: two rows of small print
ROW = 33  # 12 points: the lowest row
SAME = 3  # pieces whose heights differ no more are of one rule
REACH = 10  # a rule ends so near to the one that it runs into; the lines of a double rule lie nearer than this
NARROWEST = 24  # 8.6 points: no row and no column is narrower
AS_DARK = 0.1  # shares that differ no more are alike
SWAY = 3  # to either side, where a page is not quite level
FAINTEST = 6.0  # steps of grey, over what the noise of the paper makes
DRAWN = 0.75  # of the way between two rules must be dark, for a rule to run there; letters alone darken less
SHORT = 60  # on so short a way a single letter may darken as much, so it takes more:
DRAWN_WHOLE = 0.9
GOING_ON = 0.6  # between two parts of a rule that are whole
WORN = 18  # 6.5 points: the longest piece that an original has lost
OPEN = 75  # 27 points: a rule that ends in the open is longer than the strokes of letters
WORD = 260  # longer rows of letters leave gaps
WHOLE = 0.97  # of its length is dark where it is a rule, even a faint one
STOOD_ON = 0.15  # of the length of a stroke; on a rule hardly anything stands
IN_LINE = 3  # rules that end at one height in the open: the side of a table that has no outer rule


class Stroke(NamedTuple):
    """A straight rule: its left, top, right and bottom edge."""

    left: int
    top: int
    right: int
    bottom: int


class Piece(NamedTuple):
    """A piece of a rule: where it lies, from where to where, and how much of it is dark, 0 to 1."""

    at: int
    start: int
    end: int
    share: float = 1.0


def find_rules(picture: Gray) -> tuple[list[Stroke], list[Stroke]]:
    """The rules across and the rules down, each cut where it meets others.

    A faint rule is found in pieces. Its whole way from one crossing rule to the next is then looked at: it is drawn where
    most of it is dark. What only looks like a rule ends in the open, or lies too near to one for a row to be between.
    """
    dark_across, dark_down = _dark(picture), _dark(picture.T)
    tracks_across = _tracks(_strokes(dark_across, LONG_ACROSS))
    tracks_down = _tracks(stroke for stroke in _strokes(dark_down, ROW) if _is_rule_down(stroke, tracks_across))
    across = _drawn(dark_across, dark_down.T, tracks_across, tracks_down)
    across = _apart([piece for piece in across if not _is_of_letters(dark_down.T, piece)])
    down = _apart(_drawn(dark_down, dark_across.T, tracks_down, tracks_across))
    across, down = _settled(across, down)
    return (
        [Stroke(piece.start, piece.at - 1, piece.end, piece.at + 2) for piece in across],
        [Stroke(piece.at - 1, piece.start, piece.at + 2, piece.end) for piece in down],
    )


def _dark(picture: Gray) -> Dark:
    """Where thin dark lines run across."""
    smooth = cv2.blur(np.ascontiguousarray(picture), (SMOOTHED, 1))
    lines = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, cv2.getStructuringElement(cv2.MORPH_RECT, (1, THICKEST)))
    usual = float(np.median(lines))
    noise = float(np.median(np.abs(lines - usual)))
    return np.asarray(lines > usual + max(FAINTEST, 5 * noise))


def _strokes(dark: Dark, shortest: int) -> list[Piece]:
    """The long dark strokes across."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (shortest, 1))
    long = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, _, boxes, middles = cv2.connectedComponentsWithStats(long, connectivity=8)
    return [
        Piece(round(float(y)), int(box[0]), int(box[0] + box[2]))
        for box, (_, y) in zip(boxes[1:], middles[1:], strict=True)
        if box[3] <= THICKEST
    ]


def _is_rule_down(stroke: Piece, across: list[Piece]) -> bool:
    """Whether a stroke is longer than a letter's, or runs through the rules above and below it, as no letter does."""
    if stroke.end - stroke.start >= LONG_DOWN:
        return True
    met = [track.at for track in across if _meets(stroke.at, track)]
    return any(stroke.start <= at + 1 < stroke.end - ROW // 2 for at in met) and any(
        stroke.start + ROW // 2 < at - 1 <= stroke.end for at in met
    )


def _tracks(strokes: Iterable[Piece]) -> list[Piece]:
    """The lines on which strokes lie, from the first of them to the last."""
    groups: list[list[Piece]] = []
    for stroke in sorted(strokes):
        if not groups or stroke.at - groups[-1][-1].at > SAME:
            groups.append([])
        groups[-1].append(stroke)
    return [_joined(group) for group in groups]


def _joined(group: list[Piece]) -> Piece:
    length = sum(stroke.end - stroke.start for stroke in group)
    at = sum(stroke.at * (stroke.end - stroke.start) for stroke in group) / length
    return Piece(round(at), min(stroke.start for stroke in group), max(stroke.end for stroke in group))


def _drawn(dark: Dark, crossing_dark: Dark, tracks: list[Piece], crossing: list[Piece]) -> list[Piece]:
    """The pieces of the tracks, from one crossing track to the next, along which a rule is drawn."""
    return [piece for track in tracks for piece in _pieces(dark, crossing_dark, track, crossing)]


def _is_of_letters(crossing_dark: Dark, piece: Piece) -> bool:
    """Whether strokes stand on a short piece with gaps, or hang from it, as they do on the strokes of letters in a row."""
    if piece.share >= WHOLE or not 2 * REACH < piece.end - piece.start <= WORD:
        return False
    sides = (piece.at - 6, piece.at - 3), (piece.at + 4, piece.at + 7)
    return any(
        first >= 0
        and float(np.logical_and.reduce(crossing_dark[first:last, piece.start + REACH : piece.end - REACH]).mean())
        > STOOD_ON
        for first, last in sides
    )


def _pieces(dark: Dark, crossing_dark: Dark, track: Piece, crossing: list[Piece]) -> list[Piece]:
    crossed = sorted({other.at for other in crossing if _meets(track.at, other)})
    met = [at for at in crossed if _meets(at, track)]
    if not met:
        return []
    rows = range(max(track.at - SWAY, 0), track.at + SWAY + 1)
    ways = [np.logical_or.reduce(dark[max(row - 1, 0) : row + 2]) for row in rows]
    ends = [track.start] if track.start < met[0] - REACH else []
    ends += met
    ends += [track.end] if track.end > met[-1] + REACH else []
    shares = [
        1.0 if end - start <= REACH else max(float(way[start + SWAY : end - SWAY].mean()) for way in ways)
        for start, end in pairwise(ends)
    ]
    beside = zip([0.0, *shares[:-1]], [*shares[1:], 0.0], strict=True)
    # A piece at either end may be too worn to be found, or to be found whole, as a part of the track.
    beyond = [(at, met[0]) for at in crossed if at < met[0]][-1:] + [(met[-1], at) for at in crossed if at > met[-1]][
        :1
    ]
    drawn = [
        (part, share)
        for part, share, neighbours in zip(pairwise(ends), shares, beside, strict=True)
        if share >= _needed(part, min(neighbours))
    ]
    worn = [Piece(track.at, *part, GOING_ON) for part in {*pairwise(ends), *beyond} if _is_worn_once(part, ways)]
    return [Piece(track.at, *part, share) for part, share in drawn] + [
        piece for piece in worn if piece[1:3] not in dict(drawn) and not _is_of_letters(crossing_dark, piece)
    ]


def _is_worn_once(part: tuple[int, int], ways: list[Way]) -> bool:
    """Whether a way is dark but for a single short gap: the strokes of letters leave one at either end."""
    start, end = part
    gaps = [np.flatnonzero(~way[start + 1 : end - 1]) for way in ways] if ROW - SWAY <= end - start < 4 * WORN else []
    return any(gap.size and int(gap[-1] - gap[0]) < WORN for gap in gaps)


def _needed(part: tuple[int, int], beside: float) -> float:
    """How much of a way must be dark, by its length and how dark the track is before and after it."""
    if beside >= DRAWN_WHOLE:
        return GOING_ON
    return DRAWN_WHOLE if part[1] - part[0] < SHORT else DRAWN


def _meets(at: int, other: Piece) -> bool:
    return other.start - REACH <= at <= other.end + REACH


def _settled(across: list[Piece], down: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces without those that end in the open, and without those that such pieces held."""
    held_across, held_down = _held(across, down), _held(down, across)
    if len(held_across) + len(held_down) == len(across) + len(down):
        return across, down
    return _settled(held_across, held_down)


def _held(pieces: list[Piece], crossing: list[Piece]) -> list[Piece]:
    """The pieces both ends of which run into another rule, or end in line with others at the open side of a table."""
    return [piece for piece in pieces if all(_is_held(piece, end, pieces, crossing) for end in piece[1:3])]


def _is_held(piece: Piece, end: int, pieces: list[Piece], crossing: list[Piece]) -> bool:
    if any(abs(other.at - end) <= REACH and _meets(piece.at, other) for other in crossing):
        return True
    in_line = {other.at for other in pieces if min(abs(other.start - end), abs(other.end - end)) <= SAME}
    return len(in_line) >= IN_LINE and piece.end - piece.start >= OPEN


def _apart(pieces: list[Piece]) -> list[Piece]:
    """The pieces without those that lie too near to another one for a row or a column to be between.

    Of two the darker one stays; of two as dark the one whose line is longer.
    """
    lengths = Counter[int]()
    for piece in pieces:
        lengths[piece.at] += piece.end - piece.start
    return [piece for piece in pieces if not any(_crowds(other, piece, lengths) for other in pieces)]


def _crowds(other: Piece, piece: Piece, lengths: Mapping[int, int]) -> bool:
    is_near = 0 < abs(other.at - piece.at) < NARROWEST and other.start < piece.end and piece.start < other.end
    darker = other.share - piece.share
    return is_near and (darker > AS_DARK or (abs(darker) <= AS_DARK and lengths[other.at] > lengths[piece.at]))
