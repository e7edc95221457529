"""Reads one page of a PDF with pdfium."""

import re
from collections.abc import Iterator, Sequence
from itertools import repeat
from struct import Struct

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.blocks import UNKNOWN
from pipelines.numbers import is_without_words
from pipelines.pdf import calls
from pipelines.pdf.clipping import is_clipped
from pipelines.pdf.geometry import Page, Rule, Word, turn_box
from pipelines.pdf.letters import (
    Glyphs,
    Strip,
    main_quarter,
    read_glyphs,
    read_strips,
    split_by_object,
    turn_strip,
)
from pipelines.pdf.rules import read_lines, split_lines
from pipelines.pdf.strokes import Strokes
from pipelines.pdf.words import join_words

FIELDS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
ANNOTATION_LIMIT = 10_000  # on one page
SLACK = 3.0  # points by which a word may stick out of its table
WHITE = 250  # of 255; nearly white is as good as white
INVISIBLE, CLIPPING = 3, 7  # text render modes (ISO 32000-1, 9.3.6); the second only cuts out what is painted after it
FAINT = 10  # of 255; what covers less is not seen
HAS_DIGIT = re.compile(r"\d").search
COLOR = Struct("4I")  # red, green, blue, alpha
COLOR_ROOM = 16, 0, 4, 8, 12


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Page `number`, counted from 1, turned so that most of its text is upright."""
    page = _flatten(document, number - 1)
    text_page = page.get_textpage()
    try:
        return _read(page, text_page.raw, number)
    finally:
        text_page.close()
        page.close()


def _flatten(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """The page with what is typed into its form fields and text boxes, which are no part of its own content."""
    page = document[index]
    if not _has_fields(page):
        return page
    page.close()
    if document.get_formtype() != pdfium.FORMTYPE_NONE and document.formenv is None:
        document.init_forms()  # draws the fields that carry no drawing of their own
    page = document[index]
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_FAIL:
        raise pypdfium2.PdfiumError("its form fields can't be drawn")
    page.close()
    return document[index]


def _has_fields(page: pypdfium2.PdfPage) -> bool:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), ANNOTATION_LIMIT)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in FIELDS:
            return True
    return False


def _read(page: pypdfium2.PdfPage, text_page: pdfium.FPDF_TEXTPAGE, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    glyphs = read_glyphs(text_page, left, bottom)
    strips = read_strips(glyphs)
    lines = read_lines(page.raw, left, bottom)
    quarters = main_quarter(strips)

    def upright(strips: list[Strip]) -> list[Strip]:
        return [turn_strip(strip, quarters, width, height) for strip in strips] if quarters else strips

    def split(orders: Sequence[int]) -> list[Strip]:
        return upright(split_by_object(glyphs, orders))

    across, down = split_lines([turn_box(line, quarters, width, height) for line in lines] if quarters else lines)
    words = join_words(upright(strips), down, split)
    if quarters % 2:
        width, height = height, width
    words = [word for word in words if _is_on_page(word, width, height) or _is_beyond(word, across, width, height)]
    strokes = Strokes(across)
    seen = tuple(
        word._replace(text=UNKNOWN)
        if _is_figure(word.text) and (strokes.cross(word) or not _is_on_page(word, width, height))
        else word
        for word in _seen(words, glyphs)
    )
    turns = (page.get_rotation() // 90 - quarters) % 4
    return Page(number, width, height, turns, seen, tuple(across), tuple(down), hidden=len(words) - len(seen))


def _is_on_page(word: Word, width: float, height: float) -> bool:
    # A number that sticks out over the edge is kept whole.
    return word.right > 0 and word.left < width and 0 <= word.middle[1] <= height


def _is_beyond(word: Word, across: Sequence[Rule], width: float, height: float) -> bool:
    """Whether a word stands beside the page, in a table that begins on it: no paper shows it, though it is printed."""
    _, y = word.middle
    return 0 <= y <= height and any(
        rule.start < min(word.left, width) and rule.end > max(word.right, 0.0) - SLACK for rule in across
    )


def _is_figure(text: str) -> bool:
    return text.isdecimal() or (HAS_DIGIT(text) is not None and is_without_words(text))


def _seen(words: list[Word], glyphs: Glyphs) -> Iterator[Word]:
    """The words but those that are there to be searched, not seen, as in the text laid under a scan.

    A figure in white or without any colour is "\\ufffd": on white paper nobody sees it, in a dark cell it is one like
    others. So is a figure that is cut off, or seen only if something is painted through it.
    """
    page, room = glyphs.text_page, calls.make_room(*COLOR_ROOM)
    for word in words:
        text = word.text
        if not _is_figure(text):
            text_object = calls.text_object_of(page, word.order)
            if not text_object or calls.render_mode_of(text_object) != INVISIBLE:
                yield word
            continue
        objects = _text_objects(page, word.order, len(text))
        modes = [calls.render_mode_of(text_object) for text_object in objects]
        if not objects or modes.count(INVISIBLE) < len(modes):
            is_unsure = any(map(_is_unsure, objects, modes, repeat(room)))
            yield word._replace(text=UNKNOWN) if is_unsure else word


def _text_objects(page: calls.Address, first: int, count: int) -> list[calls.Address]:
    """The objects that print so many characters, each once: figures that are set close are a word of several.

    pdfium lists the characters of one object in a row, so what begins and ends in one is in it.
    """
    begin = calls.text_object_of(page, first)
    if count == 1 or (begin and begin.value == calls.text_object_of(page, first + count - 1).value):
        return [begin] if begin else []
    found = [calls.text_object_of(page, order) for order in range(first, first + count)]
    return list({text_object.value: text_object for text_object in found if text_object}.values())


def _is_unsure(text_object: calls.Address, mode: int, room: calls.Room) -> bool:
    return mode in (INVISIBLE, CLIPPING) or _is_faint(text_object, room) or is_clipped(text_object)


def _is_faint(text_object: calls.Address, room: calls.Room) -> bool:
    is_known = calls.read_fill(text_object, *room.places)
    red, green, blue, alpha = COLOR.unpack_from(room.held)
    return bool(is_known) and (alpha <= FAINT or (red >= WHITE and green >= WHITE and blue >= WHITE))
