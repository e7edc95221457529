"""The words that a search found, marked in the text."""

import re
import unicodedata

from markupsafe import Markup, escape

from archive.search import match_query

_BEFORE = 40  # characters shown before the first hit of a long text


def marked(text: str, q: str, length: int) -> Markup:
    """At most `length` characters of the text around the first hit, every hit of the query `q` inside <mark>."""
    pattern = _hits(q)
    # Normalised a character at a time, so that positions in it are positions in the text.
    plain = "".join(_normal(character) for character in text)
    first = pattern.search(plain) if pattern else None
    start = max(first.start() - _BEFORE, 0) if first and len(text) > length else 0
    end = min(start + length, len(text))
    parts = [escape("…" if start else "")]
    for hit in pattern.finditer(plain, start, end) if pattern else ():
        parts += [escape(text[start : hit.start()]), Markup("<mark>{}</mark>").format(text[hit.start() : hit.end()])]
        start = hit.end()
    parts += [escape(text[start:end]), escape("…" if end < len(text) else "")]
    return Markup("").join(parts)


def _normal(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character)
    return normal if len(normal) == 1 else character


def _hits(q: str) -> re.Pattern[str] | None:
    phrases = [phrase.split() for phrase in re.findall(r'"([^"]+)"', match_query(q))]
    # The index drops punctuation and line breaks, so a hit may hold some between two characters.
    alternatives = [r"[\W_]*".join(re.escape(token) for token in phrase) for phrase in phrases]
    return re.compile("|".join(alternatives), re.IGNORECASE) if alternatives else None
