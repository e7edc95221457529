"""What portals answer for pages that they do not have, with status 200."""

import re
from collections.abc import Callable
from hashlib import sha1

_VARYING = re.compile(r"[^\u4e00-\u9fff]+")  # times, counters, tokens, the address that was asked for
_FEWEST_WORDS = 20  # characters; fewer are the same on pages that have nothing to do with each other

HOME = "the page is the home page, served for another address"
MISSING = "the page is the one that the portal serves for any missing page"


class Hollow:
    """Knows such pages by their bytes, and where a portal has them at all also by their words."""

    def __init__(self) -> None:
        self._bodies: dict[str, str] = {}  # by portal and digest: the reason
        self._words: dict[str, str] = {}  # by portal: digest of the words for a missing page

    def learn_home(self, portal: str, body: bytes) -> None:
        """Takes up a portal's home page."""
        self._bodies[_key(portal, body)] = HOME

    def learn_missing(self, portal: str, body: bytes, text: str) -> None:
        """Takes up what a portal served for a page that does not exist; `text` are its words."""
        self._bodies.setdefault(_key(portal, body), MISSING)
        if len(_VARYING.sub("", text)) >= _FEWEST_WORDS:
            self._words[portal] = _digest_of_words(text)

    def reason(self, portal: str, body: bytes, words_of: Callable[[], str]) -> str:
        """Why a page is none of its own, "" where it is. `words_of` gives its words, where they are needed."""
        known = self._bodies.get(_key(portal, body))
        if known or portal not in self._words:
            return known or ""
        return MISSING if _digest_of_words(words_of()) == self._words[portal] else ""


def _key(portal: str, body: bytes) -> str:
    return f"{portal} {sha1(body, usedforsecurity=False).hexdigest()}"


def _digest_of_words(text: str) -> str:
    return sha1(_VARYING.sub("", text).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
