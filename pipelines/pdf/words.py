"""Puts the letters of a page together to words."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import groupby

from pipelines.pdf.geometry import Rule, Word
from pipelines.pdf.letters import Letter

EDGE = 1.0  # points by which letters may touch a rule
# In parts of the type size.
GAP = 0.12  # figures in neighbouring cells stand farther apart than this, figures of one number don't
BACKWARDS = 0.6
SAME_LINE = 0.2
OVERPRINT = 0.2  # the same again so near is bold type
RUNNING_ON = 1.6  # between the letters of a word that runs up or down


def join_words(letters: list[Letter], down: list[Rule], object_of: Callable[[Letter], int]) -> list[Word]:
    """The words of a page in the order of the file, each once.

    `object_of` names the text object that prints a letter. It is asked where a word crosses a rule: two numbers that
    nearly touch are two objects, while one number that is too wide for its cell is one.
    """
    words: list[Word] = []
    rules = sorted(down, key=_at)
    for run in _runs(letters):
        parts = _parts(run, object_of) if _is_crossed(run, rules) else [run]
        words.extend(_word(part) for part in parts)
    return _drop_overprints(words)


def _runs(letters: list[Letter]) -> Iterator[list[Letter]]:
    run: list[Letter] = []
    for letter in letters:
        if run and _is_overprint(run[-1], letter):
            continue
        if run and not _goes_on(run[-1], letter):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _is_overprint(last: Letter, letter: Letter) -> bool:
    near = OVERPRINT * letter.size
    return last.text == letter.text and abs(last.x - letter.x) < near and abs(last.y - letter.y) < near


def _goes_on(last: Letter, letter: Letter) -> bool:
    size = max(last.size, letter.size)
    if letter.spaced or last.quarter != letter.quarter:
        return False
    if letter.quarter:
        return abs(last.x - letter.x) + abs(last.y - letter.y) < RUNNING_ON * size
    gap = letter.x - last.box[2]
    return abs(last.y - letter.y) < SAME_LINE * size and -BACKWARDS * size < gap < GAP * size


def _is_crossed(run: list[Letter], rules: list[Rule]) -> bool:
    """Whether a rule runs down through the word; the rules come from left to right."""
    first, last = run[0], run[-1]
    height = first.y + 0.35 * first.size
    begin = bisect_right(rules, first.box[0] + EDGE, key=_at)
    end = bisect_right(rules, last.box[2] - EDGE, begin, key=_at)
    return not first.quarter and any(rule.start < height < rule.end for rule in rules[begin:end])


def _at(rule: Rule) -> float:
    return rule.at


def _parts(run: list[Letter], object_of: Callable[[Letter], int]) -> list[list[Letter]]:
    parts = [list(part) for _, part in groupby(run, key=object_of)]
    # Some programs print each letter as an object of its own, which says nothing about words.
    return [run] if all(len(part) == 1 for part in parts) else parts


def _word(run: list[Letter]) -> Word:
    upright = run[0].quarter == 0
    left, right = min(letter.box[0] for letter in run), max(letter.box[2] for letter in run)
    low, high = min(letter.box[1] for letter in run), max(letter.box[3] for letter in run)
    baseline = run[0].y if upright else (low + high) / 2
    text = "".join(letter.text for letter in run)
    return Word(text, left, right, baseline, run[0].size, run[0].spaced, upright, run[0].order)


def _drop_overprints(words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    places: dict[str, list[Word]] = {}
    for word in words:
        near = OVERPRINT * word.size
        twins = places.setdefault(word.text, [])
        if not any(abs(twin.left - word.left) < near and abs(twin.baseline - word.baseline) < near for twin in twins):
            twins.append(word)
            kept.append(word)
    return kept
