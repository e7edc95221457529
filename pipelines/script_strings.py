"""The strings that a script would put together, without running it."""

import re
from collections.abc import Iterator

_STRING = re.compile(
    r"""(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))"""
    r"""|"(?P<double>[^"\\\n]*(?:\\.[^"\\\n]*)*)"|'(?P<single>[^'\\\n]*(?:\\.[^'\\\n]*)*)'|`(?P<tick>[^`\\]*(?:\\.[^`\\]*)*)`""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
# What stands between two strings of which the second is appended to the first.
_JOINT = re.compile(r"\s*(?:\+\s*|,\s*|\)?\s*;?\s*(?:document\.write(?:ln)?\s*\(|[\w.$\[\]]+\s*\+=)\s*\(?\s*)")
_SUM = re.compile(r"\s*\+(.*)\+\s*", re.DOTALL)  # of something that is no string
_NUMBER = re.compile(r"\s*\d+(?:\.\d+)?\s*")
_LONGEST_SUM = 200  # characters
_LAST_CODE = 0x10FFFF


def strings_of(script: str) -> Iterator[str]:
    """The strings in the script, unescaped; those that are added or written one after another come out as one.

    What is added in between and is neither string nor number stands in braces: its value is not known.
    """
    parts: list[str] = []
    end = 0
    between = ""
    for match in _STRING.finditer(script):
        between += script[end : match.start()]
        end = match.end()
        if match.lastgroup == "comment":
            continue
        joint = _joint(between) if parts else None
        if parts and joint is None:
            yield "".join(parts)
            parts = []
        parts += [joint or "", unescape(match[match.lastgroup or 0])]
        between = ""
    if parts:
        yield "".join(parts)


def unescape(text: str) -> str:
    """What a string of a script stands for."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _NAMED.get(match[4], match[4])
    return chr(min(int(code, 16), _LAST_CODE))


def _joint(between: str) -> str | None:
    """What stands for the script between two strings in their sum; None where they don't belong together."""
    if _JOINT.fullmatch(between):
        return ""
    added = _SUM.fullmatch(between) if len(between) <= _LONGEST_SUM else None
    if added is None or ";" in added[1]:
        return None
    return added[1].strip() if _NUMBER.fullmatch(added[1]) else "{" + added[1].strip() + "}"
