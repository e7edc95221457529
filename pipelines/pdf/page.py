"""Reads one page of a PDF with pdfium."""

from ctypes import c_void_p, cast

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.pdf.geometry import Page, Word, turn_box
from pipelines.pdf.letters import Letter, is_invisible, main_quarter, read_letters, turn_letter
from pipelines.pdf.rules import read_lines, split_lines
from pipelines.pdf.words import join_words


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Page `number`, counted from 1, turned so that most of its text is upright."""
    page = document[number - 1]
    text_page = page.get_textpage()
    try:
        return _read(page, text_page.raw, number)
    finally:
        text_page.close()
        page.close()


def _read(page: pypdfium2.PdfPage, text_page: pdfium.FPDF_TEXTPAGE, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    letters = read_letters(text_page, left, bottom)
    lines = read_lines(page.raw, left, bottom)
    quarters = main_quarter(letters)
    if quarters:
        letters = [turn_letter(letter, quarters, width, height) for letter in letters]
        lines = [turn_box(line, quarters, width, height) for line in lines]
    if quarters % 2:
        width, height = height, width
    across, down = split_lines(lines)

    def object_of(letter: Letter) -> int:
        return cast(pdfium.FPDFText_GetTextObject(text_page, letter.order), c_void_p).value or 0

    words = [word for word in join_words(letters, down, object_of) if _is_on_page(word, width, height)]
    seen = tuple(word for word in words if not is_invisible(text_page, word.order))
    turns = (page.get_rotation() // 90 - quarters) % 4
    return Page(number, width, height, turns, seen, tuple(across), tuple(down), hidden=len(words) - len(seen))


def _is_on_page(word: Word, width: float, height: float) -> bool:
    # A number that sticks out over the edge is kept whole.
    return word.right > 0 and word.left < width and 0 <= word.middle[1] <= height
