"""The bytes of a file are cut, or what is said of them is wrong."""

import re
from random import Random

from tests.accuracy.damages.choosing import DoesNotFit

LINE_END = re.compile(rb"(?<!\d)\n|\n(?!\d)")
PACKED = (b"%PDF", b"PK", b"\xd0\xcf", b"\x89PNG", b"\xff\xd8", b"II*", b"MM")


def cut_off(data: bytes, random: Random) -> bytes:
    """The connection broke, somewhere after the first third."""
    return data[: random.randrange(len(data) // 3, len(data))]


def lose_line_break(data: bytes, random: Random) -> bytes:
    """Two lines run together, in a file that has lines; not two numbers, which would make one that nobody can doubt."""
    ends = [] if data.startswith(PACKED) else [match.start() for match in LINE_END.finditer(data)]
    if not ends:
        raise DoesNotFit
    at = random.choice(ends)
    return data[:at] + data[at + 1 :]
