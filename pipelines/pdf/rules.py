"""Reads the straight lines that a page draws: strokes, thin filled boxes, the sides of stroked boxes, thin images."""

from collections.abc import Iterator, Sequence
from ctypes import addressof, c_float, c_int
from itertools import pairwise

import pypdfium2.raw as pdfium

from pipelines.pdf import calls
from pipelines.pdf.geometry import Box, Rule

THIN = 3.0  # points; a rule is at most so thick
SHORT = 3.0  # points; a rule is at least so long
DEPTH_LIMIT = 8  # forms within forms
OBJECT_LIMIT = 100_000  # on one page; ruled pages have some hundred
SEGMENT_LIMIT = 100_000  # in one path
SIDES_OF_BOX = 5

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Drawn = tuple[int, int, Matrix]  # the address of a path or an image, its kind, and what brings it onto the page
DRAWN = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)
UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_lines(page: pdfium.FPDF_PAGE, left: float, bottom: float) -> list[Box]:
    """The page's lines as flat boxes, measured from the given corner: a line across has hardly any height."""
    lines = [line for item, kind, matrix in _objects(page) for line in _lines_of(item, kind, matrix)]
    return [(x1 - left, y1 - bottom, x2 - left, y2 - bottom) for x1, y1, x2, y2 in lines]


def split_lines(lines: list[Box]) -> tuple[list[Rule], list[Rule]]:
    """The lines across and the lines down."""
    across = [Rule((y1 + y2) / 2, x1, x2) for x1, y1, x2, y2 in lines if x2 - x1 >= y2 - y1]
    down = [Rule((x1 + x2) / 2, y1, y2) for x1, y1, x2, y2 in lines if x2 - x1 < y2 - y1]
    return across, down


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[Drawn]:
    budget = iter(range(OBJECT_LIMIT))
    address = calls.address_of(page)
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _unfold(calls.object_on_page(address, index), UNCHANGED, budget, 0)


def _unfold(item: int | None, matrix: Matrix, budget: Iterator[int], depth: int) -> Sequence[Drawn]:
    """The path or image, or those that the form holds that it is; none when the page's budget of objects is used up."""
    if not item or next(budget, None) is None:
        return ()
    kind = calls.kind_of(item)
    if kind in DRAWN:
        return ((item, kind, matrix),)
    if kind != pdfium.FPDF_PAGEOBJ_FORM or depth >= DEPTH_LIMIT:
        return ()
    inner = _product(_matrix_of(item), matrix)
    held = (calls.object_in_form(item, index) for index in range(calls.count_in_form(item)))
    return [drawn for one in held for drawn in _unfold(one, inner, budget, depth + 1)]


def _lines_of(item: int, kind: int, matrix: Matrix) -> list[Box]:
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        boxes = [_bounds(item, matrix)]
    else:
        mode = (c_int * 2)()  # fill, stroke
        place = addressof(mode)
        calls.read_draw_mode(item, place, place + 4)
        if mode[1]:
            boxes = [_box(side) for path in _subpaths(item, matrix) for side in pairwise(path)]
        else:
            boxes = [_box(path) for path in _filled(item, matrix)] if mode[0] else []
    return [box for box in boxes if _is_line(box)]


def _filled(item: int, matrix: Matrix) -> list[list[Point]]:
    # Most filled paths are one box, whose bounds pdfium already knows.
    if calls.count_segments(item) <= SIDES_OF_BOX:
        left, bottom, right, top = _bounds(item, matrix)
        return [[(left, bottom), (right, top)]]
    return _subpaths(item, matrix)


def _is_line(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= THIN and max(width, height) >= SHORT


def _subpaths(item: int, matrix: Matrix) -> list[list[Point]]:
    """The points of each connected part, as they lie on the page; a closed part ends where it began."""
    to_page = _product(_matrix_of(item), matrix)
    paths: list[list[Point]] = []
    point = (c_float * 2)()
    place = addressof(point)
    for index in range(min(calls.count_segments(item), SEGMENT_LIMIT)):
        segment = calls.segment_of(item, index)
        calls.read_point(segment, place, place + 4)
        if calls.kind_of_segment(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([])
        paths[-1].append(_apply(to_page, *point))
        if calls.is_closing(segment):
            paths[-1].append(paths[-1][0])
    return paths


def _matrix_of(item: int) -> Matrix:
    matrix = (c_float * 6)()
    if not calls.read_object_matrix(item, addressof(matrix)):
        return UNCHANGED
    a, b, c, d, e, f = matrix
    return a, b, c, d, e, f


def _bounds(item: int, matrix: Matrix) -> Box:
    edges = (c_float * 4)()
    place = addressof(edges)
    calls.read_bounds(item, place, place + 4, place + 8, place + 12)
    left, bottom, right, top = edges
    if matrix is UNCHANGED:
        return left, bottom, right, top
    return _box([_apply(matrix, left, bottom), _apply(matrix, right, top)])


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    (e2, f2) = _apply(outer, e, f)
    oa, ob, oc, od, _, _ = outer
    return a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e2, f2


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
