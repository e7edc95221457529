"""pdfium's functions as they are called a thousand times a page: with plain addresses, which takes half the time.

Pointers go in as integers, and results are written to buffers whose addresses go in. The caller holds pdfium's lock and
keeps the document, the page and the buffers alive.
"""

from collections.abc import Callable
from ctypes import PYFUNCTYPE, c_double, c_int, c_uint, c_void_p, cast
from typing import Any

import pypdfium2.raw as pdfium

Plain = Callable[..., Any]


def address_of(pointer: object) -> int:
    """The address that a typed pointer holds, 0 for none."""
    return cast(pointer, c_void_p).value or 0  # type: ignore[arg-type]


def _plain(function: object, result: object, *arguments: object) -> Plain:
    return PYFUNCTYPE(result, *arguments)(address_of(function))  # type: ignore[arg-type]


read_box = _plain(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
read_origin = _plain(pdfium.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
read_matrix = _plain(pdfium.FPDFText_GetMatrix, c_int, c_void_p, c_int, c_void_p)
read_size = _plain(pdfium.FPDFText_GetFontSize, c_double, c_void_p, c_int)
is_generated = _plain(pdfium.FPDFText_IsGenerated, c_int, c_void_p, c_int)
has_no_code = _plain(pdfium.FPDFText_HasUnicodeMapError, c_int, c_void_p, c_int)
text_object_of = _plain(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
render_mode_of = _plain(pdfium.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
read_fill = _plain(pdfium.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
object_on_page = _plain(pdfium.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
object_in_form = _plain(pdfium.FPDFFormObj_GetObject, c_void_p, c_void_p, c_uint)
count_in_form = _plain(pdfium.FPDFFormObj_CountObjects, c_int, c_void_p)
kind_of = _plain(pdfium.FPDFPageObj_GetType, c_int, c_void_p)
read_object_matrix = _plain(pdfium.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
read_bounds = _plain(pdfium.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
read_draw_mode = _plain(pdfium.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
count_segments = _plain(pdfium.FPDFPath_CountSegments, c_int, c_void_p)
segment_of = _plain(pdfium.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
read_point = _plain(pdfium.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
kind_of_segment = _plain(pdfium.FPDFPathSegment_GetType, c_int, c_void_p)
is_closing = _plain(pdfium.FPDFPathSegment_GetClose, c_int, c_void_p)
