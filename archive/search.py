"""Chinese search: one character a token, so that words of two characters are found.

SQLite's unicode61 tokenizer takes a run of Chinese characters for one word, and its trigram tokenizer finds nothing
shorter than three characters. So the text is spaced out before it is indexed, and a query becomes phrases of characters.
"""

import re
import unicodedata

_ASCII_RUN = re.compile(r"([0-9A-Za-z]+)")
_FULL_WIDTH_PUNCTUATION = re.compile("[，。、：；！？（）《》“”‘’\u3000]+")
_NO_WORD = re.compile(r"[\W_]+")
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


def spaced(text: str) -> str:
    """The text as the search indexes hold it: NFKC, characters apart, runs of ASCII letters and digits whole.

    Punctuation and white space are dropped, so a word is found across a line break or a full-width comma.
    """
    # Normalising takes most of the time, and full-width punctuation, which is dropped anyway, is what mostly calls for it.
    text = _FULL_WIDTH_PUNCTUATION.sub(" ", text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    parts = _ASCII_RUN.split(text)  # every second part is such a run
    parts[::2] = [" ".join(_NO_WORD.sub("", part)) for part in parts[::2]]
    return " ".join(filter(None, parts))


def match_query(q: str) -> str:
    """The FTS5 expression for what a person typed: every term, or run of words in quotes, as a phrase; all must match.

    "" when nothing is left that could match (nothing typed, or punctuation only).
    """
    terms = (spaced(quoted or bare) for quoted, bare in _TERM.findall(unicodedata.normalize("NFKC", q)))
    return " ".join(f'"{term}"' for term in terms if term)
