"""Puts the strips of characters on a page together to words."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence

from pipelines.pdf.geometry import Rule, Word
from pipelines.pdf.letters import BACKWARDS, GAP, OVERPRINT, Strip

EDGE = 1.0  # points by which letters may touch a rule
# In parts of the type size.
SAME_LINE = 0.2
RUNNING_ON = 1.6  # between the letters of a word that runs up or down


def join_words(strips: list[Strip], down: list[Rule], split: Callable[[Sequence[int]], list[Strip]]) -> list[Word]:
    """The words of a page in the order of the file, each once.

    `split` parts characters by the text object that prints them. It is asked where a word crosses a rule: two numbers
    that nearly touch are two objects, while one number that is too wide for its cell is one.
    """
    words: list[Word] = []
    rules = sorted(down, key=_at)
    places = [rule.at for rule in rules]
    for run in _runs(strips):
        if _is_crossed(run, rules, places) and (parts := split([order for strip in run for order in strip.orders])):
            words.extend([_word([part]) for part in parts])
        else:
            words.append(_word(run))
    return _drop_overprints(words)


def _runs(strips: list[Strip]) -> list[list[Strip]]:
    """The strips of each word."""
    runs: list[list[Strip]] = []
    last: Strip | None = None
    for strip in strips:
        if last is None or strip.spaced or not _goes_on(last, strip):
            run = [strip]
            runs.append(run)
        else:
            run.append(strip)
        last = strip
    return runs


def _goes_on(last: Strip, strip: Strip) -> bool:
    _, last_x, last_y, last_box, size, quarter, _, _ = last
    _, x, y, _, own_size, own_quarter, _, _ = strip
    if quarter != own_quarter:
        return False
    if own_size > size:
        size = own_size
    if quarter:
        return abs(last_x - x) + abs(last_y - y) < RUNNING_ON * size
    return abs(last_y - y) < SAME_LINE * size and -BACKWARDS * size < x - last_box[2] < GAP * size


def _is_crossed(run: list[Strip], rules: list[Rule], places: list[float]) -> bool:
    """Whether a rule runs down through the word; the rules come from left to right, at those places."""
    _, _, y, box, size, quarter, _, orders = run[0]
    if quarter or (len(orders) == 1 and len(run) == 1):
        return False  # one letter is never parted
    begin = bisect_right(places, box[0] + EDGE)
    if begin == len(places) or places[begin] > run[-1].box[2] - EDGE:
        return False
    end = bisect_right(places, run[-1].box[2] - EDGE, begin)
    height = y + 0.35 * size
    return any(rule.start < height < rule.end for rule in rules[begin:end])


def _at(rule: Rule) -> float:
    return rule.at


def _word(run: list[Strip]) -> Word:
    text, _, y, (left, low, right, high), size, quarter, spaced, orders = run[0]
    for strip in run[1:]:
        box = strip.box
        left, low, right, high = min(left, box[0]), min(low, box[1]), max(right, box[2]), max(high, box[3])
        text += strip.text
    return Word(text, left, right, (low + high) / 2 if quarter else y, size, spaced, not quarter, orders[0])


def _drop_overprints(words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    places: dict[str, list[tuple[float, float]]] = {}  # left edge and baseline of the words kept, left to right
    for word in words:
        text, left, _, baseline, size, _, _, _ = word
        twins = places.get(text)
        if twins is None:
            places[text] = [(left, baseline)]
        else:
            near = OVERPRINT * size
            at = bisect_left(twins, (left - 2 * near,))
            if at < len(twins) and twins[at][0] <= left + 2 * near and _is_among(twins, at, left, baseline, near):
                continue
            insort(twins, (left, baseline))
        kept.append(word)
    return kept


def _is_among(places: list[tuple[float, float]], begin: int, left: float, baseline: float, near: float) -> bool:
    """Whether one of the places, from that one on, is as near as bold type is to itself."""
    end = bisect_right(places, (left + 2 * near,), begin)
    return True in [abs(x - left) < near and abs(y - baseline) < near for x, y in places[begin:end]]
