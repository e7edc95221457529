"""Puts the strips of characters on a page together to words."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence

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
        parts = split([order for strip in run for order in strip.orders]) if _is_crossed(run, rules, places) else []
        words.extend([_word([part]) for part in parts] or [_word(run)])
    return _drop_overprints(words)


def _runs(strips: list[Strip]) -> Iterator[list[Strip]]:
    run: list[Strip] = []
    for strip in strips:
        if run and (strip.spaced or not _goes_on(run[-1], strip)):
            yield run
            run = []
        run.append(strip)
    if run:
        yield run


def _goes_on(last: Strip, strip: Strip) -> bool:
    if last.quarter != strip.quarter:
        return False
    size = last.size if last.size > strip.size else strip.size
    if strip.quarter:
        return abs(last.x - strip.x) + abs(last.y - strip.y) < RUNNING_ON * size
    return abs(last.y - strip.y) < SAME_LINE * size and -BACKWARDS * size < strip.x - last.box[2] < GAP * size


def _is_crossed(run: list[Strip], rules: list[Rule], places: list[float]) -> bool:
    """Whether a rule runs down through the word; the rules come from left to right, at those places."""
    first, last = run[0], run[-1]
    if first.quarter:
        return False
    begin = bisect_right(places, first.box[0] + EDGE)
    end = bisect_right(places, last.box[2] - EDGE, begin)
    if begin == end:
        return False
    height = first.y + 0.35 * first.size
    return any(rule.start < height < rule.end for rule in rules[begin:end])


def _at(rule: Rule) -> float:
    return rule.at


def _word(run: list[Strip]) -> Word:
    text, _, y, (left, low, right, high), size, quarter, spaced, orders = run[0]
    for strip in run[1:]:
        box = strip.box
        left, low, right, high = min(left, box[0]), min(low, box[1]), max(right, box[2]), max(high, box[3])
        text += strip.text
    baseline = (low + high) / 2 if quarter else y
    return Word(text, left, right, baseline, size, spaced, not quarter, orders[0])


def _drop_overprints(words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    places: dict[str, list[tuple[float, float]]] = {}  # left edge and baseline of the words kept, left to right
    for word in words:
        left, baseline, near = word.left, word.baseline, OVERPRINT * word.size
        twins = places.setdefault(word.text, [])
        if twins:
            begin, end = bisect_left(twins, (left - 2 * near,)), bisect_right(twins, (left + 2 * near,))
            if True in [abs(x - left) < near and abs(y - baseline) < near for x, y in twins[begin:end]]:
                continue
        insort(twins, (left, baseline))
        kept.append(word)
    return kept
