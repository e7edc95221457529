"""Text that is struck out: each of its characters bears a stroke, so that no digit of it passes for a number's."""

import re

STROKE = "\u0336"  # what text uses to strike out the character before it
_STRUCK = re.compile(rf".{STROKE}", re.DOTALL)


def strike(text: str) -> str:
    """The text, each of its characters with a stroke."""
    return "".join(character + STROKE for character in text)


def without_strokes(text: str) -> str:
    """The text as if nothing in it were struck out, as in prose."""
    return text.replace(STROKE, "") if STROKE in text else text


def settle_struck(text: str) -> str:
    """What a cell says. What it strikes out gives way to what it says instead; alone, it stays and bears its strokes."""
    if STROKE not in text:
        return text
    kept = _STRUCK.sub("", text).strip()
    return kept or text.strip()
