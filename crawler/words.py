"""Words as the rules read them."""

from pipelines.traditional import simplified
from pipelines.words import squash


def plain(text: str) -> str:
    """The text in NFKC and in simplified characters, without any white space."""
    return simplified(squash(text))
