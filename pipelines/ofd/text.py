"""Reads the letters of a text object, each where it is printed."""

import math
import unicodedata
from collections.abc import Iterator
from itertools import accumulate, chain, repeat

from lxml import etree

from pipelines.blocks import UNKNOWN
from pipelines.ofd.matrix import Matrix, Point, apply, box_of, read_numbers
from pipelines.ofd.package import child, children, text_at
from pipelines.pdf.letters import PRINTED_AS, Strip

SPACES = (" ", "\xa0", "\u3000")
LINE_BREAKS = "\r\n\t"  # put in by programs that indent XML
# In parts of the type size.
ASCENT, DESCENT = 0.88, 0.12
WIDE, NARROW = 1.0, 0.5
LOOSE = 1.35  # letters that follow at up to so many times their usual width stand side by side


def read_letters(element: etree._Element, matrix: Matrix, order: int) -> list[Strip]:
    """The letters of a text object, numbered from `order`; `matrix` brings it onto the page.

    A glyph that the file gives no code for is "\\ufffd". Spaces are no letters: they mark the one that follows.
    """
    size = next(iter(read_numbers(element.get("Size"))), 0.0)
    stretch = next(iter(read_numbers(element.get("HScale"))), 1.0)
    turned = math.radians(next(iter(read_numbers(element.get("CharDirection"))), 0.0))
    quarter = round((math.atan2(matrix[1], matrix[0]) - turned) / (math.pi / 2)) % 4
    printed_size = size * math.hypot(matrix[2], matrix[3])
    letters: list[Strip] = []
    spaced = False
    for text, (x, y), width in _glyphs(element, size * stretch):
        if text in SPACES:
            spaced = True
            continue
        corners = [(x, y + DESCENT * size), (x + width, y - ASCENT * size)]
        box = box_of([apply(matrix, *corner) for corner in corners])
        at = order + len(letters)
        letters.append(
            Strip(text.translate(PRINTED_AS), *apply(matrix, x, y), box, printed_size, quarter, spaced, (at,))
        )
        spaced = False
    return letters


def is_seen(element: etree._Element) -> bool:
    """Whether people see the text: else it is there to be searched, as over a scan."""
    fill = child(element, "FillColor")
    is_clear = element.get("Alpha") == "0" or (fill is not None and fill.get("Alpha") == "0")
    return not is_clear and (element.get("Fill") != "false" or element.get("Stroke") == "true")


def _glyphs(element: etree._Element, size: float) -> Iterator[tuple[str, Point, float]]:
    """Each letter with its place and width in the object's coordinates."""
    x = y = 0.0
    coded = False
    for code in children(element, "TextCode"):
        x = next(iter(read_numbers(code.get("X"))), x)
        y = next(iter(read_numbers(code.get("Y"))), y)
        text = (code.text or "").strip(LINE_BREAKS)
        coded = coded or bool(text)
        yield from _row(text, x, y, code, size)
    if not coded:
        glyphs = sum(len(text_at(change, "Glyphs").split()) for change in children(element, "CGTransform"))
        yield from ((UNKNOWN, (x + place * size, y), size) for place in range(glyphs))


def _row(text: str, x: float, y: float, code: etree._Element, size: float) -> Iterator[tuple[str, Point, float]]:
    across, down = _steps(code.get("DeltaX"), len(text) - 1), _steps(code.get("DeltaY"), len(text) - 1)
    widths = [_width(letter) * size for letter in text]
    if not across and not down:
        across = widths[:-1]  # else all letters would lie on one another
    xs = accumulate(across or [0.0] * (len(text) - 1), initial=x)
    ys = accumulate(down or [0.0] * (len(text) - 1), initial=y)
    steps = chain(across, repeat(math.inf))
    for letter, at_x, at_y, width, step in zip(text, xs, ys, widths, steps, strict=False):
        yield letter, (at_x, at_y), step if 0 < step <= LOOSE * width else width


def _steps(text: str | None, count: int) -> list[float]:
    """The distances from letter to letter; "g 3 5" stands for "5 5 5", and the last one serves for all that lack."""
    words = (text or "").split()
    steps: list[float] = []
    while words and len(steps) < count:
        word = words.pop(0)
        if word != "g":
            steps += read_numbers(word)[:1]
            continue
        many, step = read_numbers(" ".join(words[:2])) if len(words) > 1 else (0.0, 0.0)
        steps += [step] * max(0, min(int(many), count - len(steps)))
        del words[:2]
    return (steps + steps[-1:] * (count - len(steps)))[: max(count, 0)]


def _width(letter: str) -> float:
    return WIDE if unicodedata.east_asian_width(letter) in "WFA" else NARROW
