"""Rules that originals have lost pieces of, strips of rules that are not quite level, and seals across lines of print.

These tests need the extra `ocr` (make ocr); without it they are skipped and say so.
"""

import pytest

from pipelines.recognition import is_installed

if not is_installed():
    pytest.skip("NOT TESTED: the extra `ocr` is not installed (make ocr)", allow_module_level=True)

import numpy as np
from PIL import Image, ImageDraw

from pipelines.ocr.engine import Gray
from pipelines.ocr.ink import find_ink, without_rules, without_seals
from pipelines.ocr.lines import Span, find_lines
from pipelines.ocr.rules import find_rules

ROW, COLUMN, EDGE = 36, 150, 60  # pixels, as at 200 dots an inch
ROWS, COLUMNS = 4, 3
WORN = 14


def sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (2 * EDGE + COLUMNS * COLUMN, 2 * EDGE + ROWS * ROW), 255)
    return image, ImageDraw.Draw(image)


def table(draw: ImageDraw.ImageDraw, first_with_columns: int = 0) -> None:
    """A table whose rows before `first_with_columns` are one cell each."""
    right, bottom = EDGE + COLUMNS * COLUMN, EDGE + ROWS * ROW
    for row in range(ROWS + 1):
        draw.line((EDGE, EDGE + row * ROW, right, EDGE + row * ROW), fill=30, width=3)
    for column in range(COLUMNS + 1):
        first = 0 if column in (0, COLUMNS) else first_with_columns
        x = EDGE + column * COLUMN
        draw.line((x, EDGE + first * ROW, x, bottom), fill=30, width=3)


def gray(image: Image.Image) -> Gray:
    return np.asarray(image)


def starts_down(picture: Gray) -> list[tuple[int, int]]:
    """The column and the row, counted from 0, of each piece of a rule down."""
    _, down = find_rules(picture)
    return sorted((round((s.left + 1 - EDGE) / COLUMN), round((s.top - EDGE) / ROW)) for s in down)


WHOLE = sorted((column, row) for column in range(COLUMNS + 1) for row in range(ROWS))


@pytest.mark.parametrize("row", range(ROWS))
@pytest.mark.parametrize("from_top", [0, 10, ROW - WORN])
def test_a_rule_that_has_lost_a_piece_is_whole(row: int, from_top: int) -> None:
    image, draw = sheet()
    table(draw)
    x, y = EDGE + COLUMN, EDGE + row * ROW + from_top
    draw.rectangle((x - 3, y, x + 3, y + WORN), fill=255)
    assert starts_down(gray(image)) == WHOLE


def test_a_letter_above_a_rule_does_not_lengthen_it() -> None:
    image, draw = sheet()
    table(draw, first_with_columns=1)
    x, top = EDGE + COLUMN, EDGE + 9
    draw.line(
        (x, top, x, EDGE + ROW), fill=30, width=3
    )  # a stroke as high as the right half of 组, and those across it
    for y in range(top, EDGE + ROW - 3, 6):
        draw.line((x - 12, y, x + 12, y), fill=30, width=2)
    assert starts_down(gray(image)) == [at for at in WHOLE if at[1] > 0 or at[0] in (0, COLUMNS)]


def test_strips_of_a_rule_that_strays_are_no_dashes() -> None:
    image, draw = sheet()
    table(draw)
    y = EDGE + ROW
    draw.line((EDGE + 40, y + 5, EDGE + 80, y + 5), fill=30, width=2)
    draw.line((EDGE + 50, y + ROW // 2, EDGE + 75, y + ROW // 2), fill=30, width=3)  # a dash for nothing
    picture = gray(image)
    ink = without_rules(find_ink(picture), *find_rules(picture), 2)
    cell = Span(EDGE + 4, y + 4, EDGE + COLUMN - 4, y + ROW - 4)
    (dash,) = find_lines(ink, cell)
    assert dash.top < y + ROW // 2 < dash.bottom


def test_the_upper_stroke_of_a_numeral_near_a_rule_stays() -> None:
    image, draw = sheet()
    table(draw)
    y = EDGE + ROW
    draw.line((EDGE + 20, y + 8, EDGE + 40, y + 8), fill=30, width=2)  # 二
    draw.line((EDGE + 16, y + 24, EDGE + 44, y + 24), fill=30, width=2)
    picture = gray(image)
    ink = without_rules(find_ink(picture), *find_rules(picture), 2)
    found = find_lines(ink, Span(EDGE + 4, y + 4, EDGE + COLUMN - 4, y + ROW - 4))
    assert min(span.top for span in found) <= y + 9


def test_a_seal_leaves_the_lines_apart_that_it_reaches_across() -> None:
    image, draw = sheet()
    lines = (60, 100, 140)
    for top in lines:
        for left in range(60, 300, 26):
            draw.rectangle((left, top, left + 20, top + 22), outline=30, width=3)
    draw.ellipse((330, 30, 500, 200), outline=90, width=6)
    found = find_lines(without_seals(find_ink(gray(image))), Span(0, 0, *image.size))
    assert [round(span.top / 10) * 10 for span in found] == list(lines)
