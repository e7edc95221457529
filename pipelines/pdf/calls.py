"""pdfium's functions as they are called a thousand times a page: without types of arguments, which takes half the time.

So nothing checks what goes in: pointers have to be of `Address`, never plain integers, which would lose their upper half.
Results are written to the places of a `Room`. The caller holds pdfium's lock and keeps the document, the page and the room
alive.
"""

from collections.abc import Callable
from ctypes import PYFUNCTYPE, addressof, c_char, c_double, c_int, c_void_p, cast
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium


class Address(c_void_p):
    """A pointer; false if it points to nothing. As a subclass it comes out of a call as it is, not as an integer."""


class Room(NamedTuple):
    """Memory for results, and places in it. `struct` takes numbers from it in a fifth of the time that ctypes needs."""

    held: bytearray  # never to be resized
    places: tuple[Address, ...]


def make_room(size: int, *offsets: int) -> Room:
    """Room for so many bytes, with the places at those offsets."""
    held = bytearray(size)
    start = addressof((c_char * size).from_buffer(held))
    return Room(held, tuple(Address(start + offset) for offset in offsets))


def address_of(pointer: object) -> Address:
    """Where a typed pointer points to."""
    return cast(pointer, Address)  # type: ignore[arg-type]


def _plain(function: object, result: object = c_int) -> Any:
    return PYFUNCTYPE(result)(address_of(function).value)  # type: ignore[arg-type]


AskOne = Callable[[Address], int]
AskAt = Callable[[Address, int], int]
GetAt = Callable[[Address, int], Address]
Read = Callable[[Address, Address], int]
ReadTwo = Callable[[Address, Address, Address], int]
ReadFour = Callable[[Address, Address, Address, Address, Address], int]

clip_of: Callable[[Address], Address] = _plain(pdfium.FPDFPageObj_GetClipPath, Address)
clip_segment_of: Callable[[Address, int, int], Address] = _plain(pdfium.FPDFClipPath_GetPathSegment, Address)
count_clip_segments: AskAt = _plain(pdfium.FPDFClipPath_CountPathSegments)
count_clips: AskOne = _plain(pdfium.FPDFClipPath_CountPaths)
count_in_form: AskOne = _plain(pdfium.FPDFFormObj_CountObjects)
count_segments: AskOne = _plain(pdfium.FPDFPath_CountSegments)
has_no_code: AskAt = _plain(pdfium.FPDFText_HasUnicodeMapError)
is_closing: AskOne = _plain(pdfium.FPDFPathSegment_GetClose)
is_generated: AskAt = _plain(pdfium.FPDFText_IsGenerated)
kind_of: AskOne = _plain(pdfium.FPDFPageObj_GetType)
kind_of_segment: AskOne = _plain(pdfium.FPDFPathSegment_GetType)
object_in_form: GetAt = _plain(pdfium.FPDFFormObj_GetObject, Address)
object_on_page: GetAt = _plain(pdfium.FPDFPage_GetObject, Address)
read_bounds: ReadFour = _plain(pdfium.FPDFPageObj_GetBounds)
read_box: Callable[[Address, int, Address], int] = _plain(pdfium.FPDFText_GetLooseCharBox)
read_draw_mode: ReadTwo = _plain(pdfium.FPDFPath_GetDrawMode)
read_fill: ReadFour = _plain(pdfium.FPDFPageObj_GetFillColor)
read_matrix: Callable[[Address, int, Address], int] = _plain(pdfium.FPDFText_GetMatrix)
read_object_matrix: Read = _plain(pdfium.FPDFPageObj_GetMatrix)
read_origin: Callable[[Address, int, Address, Address], int] = _plain(pdfium.FPDFText_GetCharOrigin)
read_point: ReadTwo = _plain(pdfium.FPDFPathSegment_GetPoint)
read_size: Callable[[Address, int], float] = _plain(pdfium.FPDFText_GetFontSize, c_double)
render_mode_of: AskOne = _plain(pdfium.FPDFTextObj_GetTextRenderMode)
segment_of: GetAt = _plain(pdfium.FPDFPath_GetPathSegment, Address)
text_object_of: GetAt = _plain(pdfium.FPDFText_GetTextObject, Address)
