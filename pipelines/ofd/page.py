"""Puts what an OFD page draws into the form in which the PDF code reads pages."""

import zipfile
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from pipelines.ofd.documents import PageParts
from pipelines.ofd.lines import read_image, read_path
from pipelines.ofd.matrix import POINTS
from pipelines.ofd.objects import read_objects
from pipelines.ofd.package import local
from pipelines.ofd.text import is_seen, read_letters
from pipelines.pdf.geometry import Box, Page, Word, turn_box
from pipelines.pdf.letters import Strip, main_quarter, turn_strip
from pipelines.pdf.rules import split_lines
from pipelines.pdf.words import join_words
from pipelines.readers.unreadable import Unreadable

LETTER_LIMIT = 200_000  # on one page; the densest real ones have some 5,000


class Drawn(NamedTuple):
    """What a page draws: letters, the object that prints each, which are seen, lines, and how many images."""

    letters: list[Strip]
    objects: list[int]
    seen: list[bool]
    lines: list[Box]
    images: int


def read_page(package: zipfile.ZipFile, parts: PageParts, number: int) -> tuple[Page, int]:
    """Page `number`, counted from 1, turned so that most of its text is upright; and how many images it shows."""
    drawn = _read_drawn(package, parts)
    width, height = parts.box[2] * POINTS, parts.box[3] * POINTS
    quarters = main_quarter(drawn.letters)
    letters = [turn_strip(letter, quarters, width, height) for letter in drawn.letters] if quarters else drawn.letters
    across, down = split_lines([turn_box(line, quarters, width, height) for line in drawn.lines])

    def split(orders: Sequence[int]) -> list[Strip]:
        return _split(letters, orders, drawn.objects)

    words = join_words(letters, down, split)
    if quarters % 2:
        width, height = height, width
    words = [word for word in words if _is_on_page(word, width, height)]
    seen = tuple(word for word in words if drawn.seen[word.order])
    page = Page(number, width, height, -quarters % 4, seen, tuple(across), tuple(down), hidden=len(words) - len(seen))
    return page, drawn.images


def _read_drawn(package: zipfile.ZipFile, parts: PageParts) -> Drawn:
    drawn = Drawn([], [], [], [], 0)
    images = 0
    for place, (element, matrix) in enumerate(read_objects(package, parts)):
        kind = local(element)
        if kind == "TextObject":
            letters = read_letters(element, matrix, len(drawn.letters))
            drawn.letters.extend(letters)
            drawn.objects.extend([place] * len(letters))
            drawn.seen.extend([is_seen(element)] * len(letters))
        elif kind == "PathObject":
            drawn.lines.extend(read_path(element, matrix))
        else:
            drawn.lines.extend(read_image(element, matrix))
            images += 1
        if len(drawn.letters) > LETTER_LIMIT:
            raise Unreadable("too_large", f"more than {LETTER_LIMIT} letters on one page of the OFD")
    return drawn._replace(images=images)


def _split(letters: list[Strip], orders: Sequence[int], objects: list[int]) -> list[Strip]:
    """The letters one strip for each object; empty where each is an object of its own, which says nothing of words."""
    groups = [list(group) for _, group in groupby(orders, key=objects.__getitem__)]
    if all(len(group) == 1 for group in groups):
        return []
    return [_join([letters[order] for order in group]) for group in groups]


def _join(letters: list[Strip]) -> Strip:
    lows, highs = [letter.box[:2] for letter in letters], [letter.box[2:] for letter in letters]
    box = (*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True)))
    orders = [order for letter in letters for order in letter.orders]
    return letters[0]._replace(text="".join(letter.text for letter in letters), box=box, orders=orders)


def _is_on_page(word: Word, width: float, height: float) -> bool:
    # A number that sticks out over the edge is kept whole.
    return word.right > 0 and word.left < width and 0 <= word.middle[1] <= height
