"""Makes a page of what is recognised in its picture, as the pages of a PDF are that hold text."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.ocr.engine import Gray
from pipelines.ocr.ink import Mask, find_ink, without_rules, without_seals
from pipelines.ocr.lines import Span, find_lines
from pipelines.ocr.printed import Reading, read_line, read_prose
from pipelines.ocr.rules import NARROWEST, find_rules
from pipelines.pdf.geometry import Box, Page, Rule, Word
from pipelines.pdf.grid import find_grids
from pipelines.recognition import UNRECOGNISED

DOTS = 200  # an inch; all pictures are brought to it
POINT = DOTS / 72  # pixels
EDGE = 4  # pixels of a cell along its rules that are not looked at: they hold the rules' own ink
CLEARANCE = 2  # pixels around a rule that are its own
INTELLIGIBLE = 0.5  # lines read with less are no text: seals, emblems, stains
TYPE = 0.88  # the ink of a line of Chinese in parts of its type size
FOOT = 0.12  # how far below the baseline it reaches
ALIKE = 0.25  # lines that differ no more in height are set in one type size


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page read from its picture, and how sure each of its words is, by the word's place in the page's order."""

    page: Page
    confidences: dict[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A line and what it says."""

    span: Span
    reading: Reading


def read_picture(picture: Gray, number: int) -> Recognised:
    """Page `number` as its picture shows it; the picture stands upright at 200 dots an inch."""
    height, width = picture.shape
    across, down = find_rules(picture)
    ink = without_rules(find_ink(picture), across, down, CLEARANCE)
    across_rules = tuple(
        Rule((height - _middle(s.top, s.bottom)) / POINT, s.left / POINT, s.right / POINT) for s in across
    )
    down_rules = tuple(
        Rule(_middle(s.left, s.right) / POINT, (height - s.bottom) / POINT, (height - s.top) / POINT) for s in down
    )
    cells = [
        _on_picture(grid.box(cell), height)
        for grid in find_grids(number, across_rules, down_rules, ())
        for cell in grid.cells
    ]
    found = [*_in_cells(picture, ink, cells), *_outside(picture, ink, cells)]
    words = tuple(_words(found, height))
    page = Page(number, width / POINT, height / POINT, 0, words, across_rules, down_rules, hidden=0)
    return Recognised(page, {order: line.reading.confidence for order, line in enumerate(found)})


def _middle(first: int, last: int) -> float:
    return (first + last) / 2


def _on_picture(box: Box, height: int) -> Span:
    left, bottom, right, top = (round(edge * POINT) for edge in box)
    return Span(left + EDGE, height - top + EDGE, right - EDGE, height - bottom - EDGE)


def _in_cells(picture: Gray, ink: Mask, cells: list[Span]) -> Iterator[Found]:
    for cell in cells:
        if min(cell.width, cell.height) < NARROWEST - 2 * EDGE:  # what it prints may reach over its edges
            yield Found(cell, Reading(UNRECOGNISED, 0.0))
            continue
        for span in find_lines(ink, cell):
            yield Found(span, read_line(picture, ink, span))


def _outside(picture: Gray, ink: Mask, cells: list[Span]) -> Iterator[Found]:
    rest = ink.copy()
    for cell in cells:
        rest[cell.top - 2 * EDGE : cell.bottom + 2 * EDGE, cell.left - 2 * EDGE : cell.right + 2 * EDGE] = 0
    for span in find_lines(without_seals(rest), Span(0, 0, ink.shape[1], ink.shape[0])):
        reading = read_prose(picture, span)
        if reading.confidence >= INTELLIGIBLE:
            yield Found(span, reading)


def _words(found: list[Found], height: int) -> Iterator[Word]:
    """The lines as words of a page. Lines of about one height are of one type size, whatever letters they hold."""
    usual = float(np.median([line.span.height for line in found])) if found else 0.0
    for order, (span, reading) in enumerate((line.span, line.reading) for line in found):
        high = usual if abs(span.height - usual) <= ALIKE * usual else span.height
        size = high / TYPE / POINT
        baseline = (height - span.bottom) / POINT + FOOT * size
        yield Word(reading.text, span.left / POINT, span.right / POINT, baseline, size, False, True, order)
