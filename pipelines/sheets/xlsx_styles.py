"""Cell styles of an .xlsx workbook, as far as they change what a cell shows or say where a table is (ECMA-376 18.8)."""

from math import isfinite

from lxml import etree

from pipelines.sheets.number_format import BUILT_IN, GENERAL
from pipelines.sheets.sheet import CellStyle

CENTRED_ACROSS = "centerContinuous"


def read_styles(root: etree._Element | None) -> list[CellStyle]:
    """The styles by the numbers that cells give; empty where the workbook has none."""
    if root is None:
        return []
    codes = dict(BUILT_IN)
    for item in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[number_of(item.get("numFmtId"))] = item.get("formatCode", GENERAL)
    ruled = [_is_ruled(border) for border in root.iterfind("{*}borders/{*}border")]
    return [_style(item, codes, ruled) for item in root.iterfind("{*}cellXfs/{*}xf")]


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


def _style(item: etree._Element, codes: dict[int, str], ruled: list[bool]) -> CellStyle:
    border = number_of(item.get("borderId"))
    alignment = item.find("{*}alignment")
    return CellStyle(
        codes.get(number_of(item.get("numFmtId")), GENERAL),
        border < len(ruled) and ruled[border],
        alignment is not None and alignment.get("horizontal") == CENTRED_ACROSS,
    )


def _is_ruled(border: etree._Element) -> bool:
    sides = [border.find("{*}" + side) for side in ("left", "right", "start", "end")]
    return any(side is not None and side.get("style", "none") != "none" for side in sides)
