"""Slips in printed labels: a character left out, doubled or taken for another, where no other label comes near."""

from collections.abc import Iterable

_FEWEST = 6  # characters of a label; in a shorter one a single character is most of what tells it from others
_LONGEST = 60  # characters; what is longer is prose
_CHARACTERS_A_SLIP = 6  # a label of 12 may have two slips, one of 18 three
_MOST = 3
_MARGIN = 2  # slips by which every other label must be further away
# One of these more or less, and the label says something else: 上年结转 is not 本年结转, 不予公开 not 予以公开.
_TELLING = frozenset("上本下前后去今当往不未非无没已拟应新增减内外年月季期可或和与一二三四五六七八九十0123456789")


def without_slip(label: str, known: Iterable[str]) -> str:
    """The one known label that `label` is a slip of, "" where there is none or another comes near.

    A slip never adds, drops or changes a character that gives a label its meaning.
    """
    most = min(len(label) // _CHARACTERS_A_SLIP, _MOST)
    if not _FEWEST <= len(label) <= _LONGEST:
        return ""
    near = sorted((distance, other) for other in known if (distance := _distance(label, other, most + _MARGIN)) >= 0)
    if not near or near[0][0] > most or (len(near) > 1 and near[1][0] < near[0][0] + _MARGIN):
        return ""
    found = near[0][1]
    return found if len(found) >= _FEWEST and _telling(found) == _telling(label) else ""


def _telling(label: str) -> list[str]:
    return [character for character in label if character in _TELLING]


def _distance(one: str, other: str, most: int) -> int:
    """How many characters must be added, dropped or changed to make one the other; -1 for more than `most`."""
    shared = len(set(one) & set(other))
    if abs(len(one) - len(other)) > most or shared < len(set(other)) - most:
        return -1
    row = list(range(len(other) + 1))
    for i, character in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (character != against))
    return row[-1] if row[-1] <= most else -1
