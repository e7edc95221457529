"""Cell styles of an .xlsx workbook, as far as they change what a cell shows or say where a table is (ECMA-376 18.8)."""

from math import isfinite
from typing import NamedTuple

from lxml import etree

from pipelines.sheets.number_format import BUILT_IN, GENERAL
from pipelines.sheets.sheet import CellStyle

CENTRED_ACROSS = "centerContinuous"
WHITE = "FFFFFF"


class Looks(NamedTuple):
    """What the numbers in a cell's style stand for: number formats, and of borders, fonts and fills whether they are so."""

    codes: dict[int, str]
    ruled: list[bool]
    struck: list[bool]
    white: list[bool]
    filled: list[bool]


def read_styles(root: etree._Element | None) -> list[CellStyle]:
    """The styles by the numbers that cells give; empty where the workbook has none."""
    if root is None:
        return []
    codes = dict(BUILT_IN)
    for item in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[number_of(item.get("numFmtId"))] = item.get("formatCode", GENERAL)
    ruled = [_is_ruled(border) for border in root.iterfind("{*}borders/{*}border")]
    struck = [is_struck(font) for font in root.iterfind("{*}fonts/{*}font")]
    white = [_is_white(font) for font in root.iterfind("{*}fonts/{*}font")]
    filled = [_is_filled(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    looks = Looks(codes, ruled, struck, white, filled)
    return [_style(item, looks) for item in root.iterfind("{*}cellXfs/{*}xf")]


def number_of(text: str | None, default: int = 0) -> int:
    """A count in an attribute; `default` where it is missing or none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def finite(text: str) -> float | None:
    """The number that a cell keeps, None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _style(item: etree._Element, looks: Looks) -> CellStyle:
    alignment = item.find("{*}alignment")
    return CellStyle(
        looks.codes.get(number_of(item.get("numFmtId")), GENERAL),
        _is_so(looks.ruled, item.get("borderId")),
        alignment is not None and alignment.get("horizontal") == CENTRED_ACROSS,
        _is_so(looks.struck, item.get("fontId")),
        _is_so(looks.white, item.get("fontId")) and not _is_so(looks.filled, item.get("fillId")),
    )


def _is_so(said: list[bool], number: str | None) -> bool:
    at = number_of(number)
    return at < len(said) and said[at]


def is_struck(font: etree._Element | None) -> bool:
    """Whether the properties of a font strike out what is set in it."""
    mark = font.find("{*}strike") if font is not None else None
    return mark is not None and mark.get("val", "1") in ("1", "true")


def _is_filled(fill: etree._Element) -> bool:
    pattern = fill.find("{*}patternFill")
    return pattern is None or pattern.get("patternType", "none") != "none"


def _is_white(font: etree._Element) -> bool:
    colour = font.find("{*}color")
    return colour is not None and colour.get("rgb", "")[-6:].upper() == WHITE


def _is_ruled(border: etree._Element) -> bool:
    sides = [border.find("{*}" + side) for side in ("left", "right", "start", "end")]
    return any(side is not None and side.get("style", "none") != "none" for side in sides)
