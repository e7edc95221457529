"""Reads the straight lines that a page draws: strokes, thin filled boxes, the sides of stroked boxes, thin images."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from struct import Struct

import pypdfium2.raw as pdfium

from pipelines.pdf import calls
from pipelines.pdf.geometry import Box, Rule

THIN = 3.0  # points; a rule is at most so thick
SHORT = 3.0  # points; a rule is at least so long
DEPTH_LIMIT = 8  # forms within forms
OBJECT_LIMIT = 100_000  # on one page; ruled pages have some hundred
SEGMENT_LIMIT = 100_000  # in one path
ENDS_OF_LINE = 2
SIDES_OF_BOX = 5

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Drawn = tuple[calls.Address, int, Matrix]  # a path or an image, its kind, and what brings it onto the page
DRAWN = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)
TEXT = pdfium.FPDF_PAGEOBJ_TEXT
# What pdfium writes when it is asked.
MODE, POINT, BOX, MATRIX = Struct("2i"), Struct("2f"), Struct("4f"), Struct("6f")
ROOM = MATRIX.size, 0, 4, 8, 12
NOTHING: Box = (0.0, 0.0, 0.0, 0.0)
UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_lines(page: pdfium.FPDF_PAGE, left: float, bottom: float) -> list[Box]:
    """The page's lines as flat boxes, measured from the given corner: a line across has hardly any height."""
    room = calls.make_room(*ROOM)
    lines = [line for item, kind, matrix in _objects(page) for line in _lines_of(item, kind, matrix, room)]
    return [(x1 - left, y1 - bottom, x2 - left, y2 - bottom) for x1, y1, x2, y2 in lines]


def split_lines(lines: list[Box]) -> tuple[list[Rule], list[Rule]]:
    """The lines across and the lines down."""
    across = [Rule((y1 + y2) / 2, x1, x2) for x1, y1, x2, y2 in lines if x2 - x1 >= y2 - y1]
    down = [Rule((x1 + x2) / 2, y1, y2) for x1, y1, x2, y2 in lines if x2 - x1 < y2 - y1]
    return across, down


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[Drawn]:
    budget = iter(range(OBJECT_LIMIT))
    address = calls.address_of(page)
    object_on_page, kind_of = calls.object_on_page, calls.kind_of
    for index in range(min(pdfium.FPDFPage_CountObjects(page), OBJECT_LIMIT)):
        item = object_on_page(address, index)
        if not item or (kind := kind_of(item)) == TEXT:
            continue
        if kind in DRAWN:
            yield item, kind, UNCHANGED
        else:
            yield from _unfold(item, kind, UNCHANGED, budget, 0)


def _unfold(item: calls.Address, kind: int, matrix: Matrix, budget: Iterator[int], depth: int) -> Sequence[Drawn]:
    """The path or image, or those that the form holds that it is; none when the page's budget of objects is used up."""
    if next(budget, None) is None:
        return ()
    if kind in DRAWN:
        return ((item, kind, matrix),)
    if kind != pdfium.FPDF_PAGEOBJ_FORM or depth >= DEPTH_LIMIT:
        return ()
    inner = _product(_matrix_of(item, calls.make_room(*ROOM)), matrix)
    held = (calls.object_in_form(item, index) for index in range(calls.count_in_form(item)))
    return [drawn for one in held if one for drawn in _unfold(one, calls.kind_of(one), inner, budget, depth + 1)]


def _lines_of(item: calls.Address, kind: int, matrix: Matrix, room: calls.Room) -> Sequence[Box]:
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        boxes = [_bounds(item, matrix, room)]
    else:
        held, places = room
        calls.read_draw_mode(item, places[0], places[1])
        is_filled, is_stroked = MODE.unpack_from(held)
        if not is_filled and not is_stroked:
            return ()
        count = calls.count_segments(item)
        if is_stroked and count == ENDS_OF_LINE:
            boxes = _straight(item, matrix, room)
        elif is_stroked:
            boxes = [_side(*ends) for path in _subpaths(item, count, matrix, room) for ends in pairwise(path)]
        elif count <= SIDES_OF_BOX:
            boxes = [_bounds(item, matrix, room)]  # most filled paths are one box, whose bounds pdfium already knows
        else:
            boxes = [_box(path) for path in _subpaths(item, count, matrix, room)]
    return [box for box in boxes if _is_line(box)]


def _is_line(box: Box) -> bool:
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    return (width >= SHORT or height >= SHORT) and (width <= THIN or height <= THIN)


def _straight(item: calls.Address, matrix: Matrix, room: calls.Room) -> list[Box]:
    """What most rules are: a path of two points, drawn back again if it is closed."""
    a, b, c, d, e, f = _product(_matrix_of(item, room), matrix)
    held, (at_x, at_y, *_) = room
    calls.read_point(calls.segment_of(item, 0), at_x, at_y)
    x, y = POINT.unpack_from(held)
    segment = calls.segment_of(item, 1)
    if calls.kind_of_segment(segment) == pdfium.FPDF_SEGMENT_MOVETO:
        return []
    calls.read_point(segment, at_x, at_y)
    x2, y2 = POINT.unpack_from(held)
    side = _side((a * x + c * y + e, b * x + d * y + f), (a * x2 + c * y2 + e, b * x2 + d * y2 + f))
    return [side, side] if calls.is_closing(segment) else [side]


def _subpaths(item: calls.Address, count: int, matrix: Matrix, room: calls.Room) -> list[list[Point]]:
    """The points of each connected part, as they lie on the page; a closed part ends where it began."""
    a, b, c, d, e, f = _product(_matrix_of(item, room), matrix)
    held, (at_x, at_y, *_) = room
    paths: list[list[Point]] = []
    for index in range(min(count, SEGMENT_LIMIT)):
        segment = calls.segment_of(item, index)
        calls.read_point(segment, at_x, at_y)
        x, y = POINT.unpack_from(held)
        if not paths or calls.kind_of_segment(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            paths.append([])
        paths[-1].append((a * x + c * y + e, b * x + d * y + f))
        if calls.is_closing(segment):
            paths[-1].append(paths[-1][0])
    return paths


def _matrix_of(item: calls.Address, room: calls.Room) -> Matrix:
    if not calls.read_object_matrix(item, room.places[0]):
        return UNCHANGED
    a, b, c, d, e, f = MATRIX.unpack_from(room.held)
    return a, b, c, d, e, f


def _bounds(item: calls.Address, matrix: Matrix, room: calls.Room) -> Box:
    if not calls.read_bounds(item, *room.places):
        return NOTHING
    left, bottom, right, top = BOX.unpack_from(room.held)
    if matrix is UNCHANGED:
        return left, bottom, right, top
    return _side(_apply(matrix, left, bottom), _apply(matrix, right, top))


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    if outer is UNCHANGED:
        return inner
    a, b, c, d, e, f = inner
    (e2, f2) = _apply(outer, e, f)
    oa, ob, oc, od, _, _ = outer
    return a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e2, f2


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _side(begin: Point, end: Point) -> Box:
    (x1, y1), (x2, y2) = begin, end
    if x1 > x2:
        x1, x2 = x2, x1
    if y1 > y2:
        y1, y2 = y2, y1
    return x1, y1, x2, y2


def _box(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
