"""Whether two readings say the same, and how alike their words are."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b, sha1
from operator import itemgetter

from pipelines.report import Report, State
from pipelines.words import nfkc

# What a page prints beside its article and changes with every visit. It counts only where it is a line of its own: in
# a sentence 访问量 120 is what the report says.
_FURNITURE = re.compile(
    r"【?(?:(?:已|被|总|本页|本文|文章|信息)?(?:浏览|访问|阅读|点击|查看|人气|来访)(?:次数|人次|人数|量|数)?[::]?\d+(?:次|人次|人)?"
    r"|您是第\d+位(?:访客|访问者|来访者|浏览者)|(?:今天是|现在是|当前时间|系统时间|打印时间|打印日期|访问时间)[::]?.{0,30})】?"
)
_SENTENCE_ENDS = re.compile(r"[。;!?\n]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_GRAM = 5  # characters
_SHORTEST_SENTENCE = 8  # characters; shorter ones are headings and list marks
HASH_SIZE = 8  # bytes


def reading_digest(report: Report) -> str:
    """A digest of what a report says: its cells, words, title, body, year, and the dates that it prints itself.

    Equal where two documents read the same, whatever else differs in their bytes: layout, counters of visits, scripts. A
    date that only a portal's list tells is left out, for the same document may be reached without the list.
    """
    listed = {t.field for t in report.identity if t.is_chosen and t.source == "list"}
    dates = [report.signed_on, "" if "published_on" in listed else report.published_on]
    head = [report.title, report.organisation, str(report.year), report.form, *dates]
    # One text for all cells: there are two hundred, and this is done for every report.
    reported = State.REPORTED
    cells = [
        f"{t}.{row}.{column} reported {value} {unit} "
        if state is reported
        else f"{t}.{row}.{column} {state.value} {value} {unit} {folded(raw) if raw else ''}"  # a number is what it prints
        for t, row, column, state, value, raw, unit, *_ in report.figures
    ]
    cells.sort()
    prose = [f"{section.number} {folded(section.heading)} {folded(section.text)}" for section in report.sections]
    said = "\0".join([*map(folded, head), *cells, *prose])
    return sha1(said.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:16]


@lru_cache(maxsize=32)  # the sections of one report, which its digest and its sentences are made of
def folded(text: str) -> str:
    """The text without white space, full-width forms and lines of page furniture."""
    lines = ["".join(line.split()) for line in nfkc(text).split("\n")]
    return "\n".join(line for line in lines if line and not _FURNITURE.fullmatch(line))


def similarity(one: str, other: str) -> float:
    """The share of runs of five characters that two texts have in common, of all they have: 1 for the same words.

    Digits count: reports that only differ in their numbers are not the same.
    """
    first, second = _grams(one), _grams(other)
    return len(first & second) / len(first | second) if first or second else 1.0


def _grams(text: str) -> frozenset[str]:
    text = "".join(nfkc(text).split())
    return frozenset(text[start : start + _GRAM] for start in range(max(len(text) - _GRAM + 1, min(len(text), 1))))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, in order, folded; headings and other scraps are left out."""
    return [sentence for sentence in _SENTENCE_ENDS.split(folded(text)) if len(sentence) >= _SHORTEST_SENTENCE]


def sentence_hashes(texts: Iterable[str]) -> bytes:
    """The hashes, of eight bytes each, of the different sentences of some texts. Numbers don't count, nor does order.

    A sentence that differs in its numbers alone is the same template.
    """
    sentences = {_DIGITS.sub("0", sentence) for text in texts for sentence in sentences_of(text)}
    return b"".join(sorted(blake2b(s.encode("utf-8", "replace"), digest_size=HASH_SIZE).digest() for s in sentences))


def hashes_in(packed: bytes) -> frozenset[bytes]:
    """The hashes that `sentence_hashes` packed."""
    return frozenset(packed[start : start + HASH_SIZE] for start in range(0, len(packed), HASH_SIZE))


def changed_words(before: str, after: str) -> tuple[str, str]:
    """The sentences that only the one and only the other text has, in order, as printed but for white space."""
    old, new = _printed_sentences(before), _printed_sentences(after)
    old_keys, new_keys = set(map(itemgetter(0), old)), set(map(itemgetter(0), new))
    return _joined(old, new_keys), _joined(new, old_keys)


def _printed_sentences(text: str) -> Sequence[tuple[str, str]]:
    parts = (part.strip() for part in re.split(r"(?<=[。；;！？!?])|\n", text))
    return [(key, part) for part in parts if (key := folded(part))]


def _joined(sentences: Sequence[tuple[str, str]], known: set[str]) -> str:
    return "\n".join(printed for key, printed in sentences if key not in known)
