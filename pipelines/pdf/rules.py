"""Reads the straight lines that a page draws: strokes, thin filled boxes, the sides of stroked boxes, thin images."""

from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int
from itertools import pairwise

import pypdfium2.raw as pdfium

from pipelines.pdf.geometry import Box, Rule

THIN = 3.0  # points; a rule is at most so thick
SHORT = 3.0  # points; a rule is at least so long
DEPTH_LIMIT = 8  # forms within forms
OBJECT_LIMIT = 100_000  # on one page; ruled pages have some hundred
SEGMENT_LIMIT = 100_000  # in one path
SIDES_OF_BOX = 5

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_lines(page: pdfium.FPDF_PAGE, left: float, bottom: float) -> list[Box]:
    """The page's lines as flat boxes, measured from the given corner: a line across has hardly any height."""
    lines = [line for item, matrix in _objects(page) for line in _lines_of(item, matrix)]
    return [(x1 - left, y1 - bottom, x2 - left, y2 - bottom) for x1, y1, x2, y2 in lines]


def split_lines(lines: list[Box]) -> tuple[list[Rule], list[Rule]]:
    """The lines across and the lines down."""
    across = [Rule((y1 + y2) / 2, x1, x2) for x1, y1, x2, y2 in lines if x2 - x1 >= y2 - y1]
    down = [Rule((x1 + x2) / 2, y1, y2) for x1, y1, x2, y2 in lines if x2 - x1 < y2 - y1]
    return across, down


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    budget = iter(range(OBJECT_LIMIT))
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _unfold(pdfium.FPDFPage_GetObject(page, index), UNCHANGED, budget, 0)


def _unfold(
    item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, budget: Iterator[int], depth: int
) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    """The object, or what the form holds that it is; stops when the page's budget of objects is used up."""
    if not item or next(budget, None) is None:
        return
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
        yield item, matrix
    elif depth < DEPTH_LIMIT:
        inner = _product(_matrix_of(item), matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _unfold(pdfium.FPDFFormObj_GetObject(item, index), inner, budget, depth + 1)


def _lines_of(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[Box]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        yield from filter(_is_line, [_bounds(item, matrix)])
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        fill, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if stroke.value:
            yield from filter(_is_line, (_box(side) for path in _subpaths(item, matrix) for side in pairwise(path)))
        elif fill.value:
            yield from filter(_is_line, (_box(path) for path in _filled(item, matrix)))


def _filled(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> list[list[Point]]:
    # Most filled paths are one box, whose bounds pdfium already knows.
    if pdfium.FPDFPath_CountSegments(item) <= SIDES_OF_BOX:
        left, bottom, right, top = _bounds(item, matrix)
        return [[(left, bottom), (right, top)]]
    return _subpaths(item, matrix)


def _is_line(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= THIN and max(width, height) >= SHORT


def _subpaths(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> list[list[Point]]:
    """The points of each connected part, as they lie on the page; a closed part ends where it began."""
    to_page = _product(_matrix_of(item), matrix)
    paths: list[list[Point]] = []
    x, y = c_float(), c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(item), SEGMENT_LIMIT)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _apply(to_page, x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([])
        paths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            paths[-1].append(paths[-1][0])
    return paths


def _matrix_of(item: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return UNCHANGED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _bounds(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    corners = (left.value, bottom.value), (right.value, top.value)
    return _box([_apply(matrix, x, y) for x, y in corners])


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
