"""Where what an object prints lies on the page: OFD measures in millimetres from the upper left corner."""

import math
import re

from lxml import etree

from pipelines.pdf.geometry import Box

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

POINTS = 72 / 25.4  # in a millimetre
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def read_numbers(text: str | None) -> list[float]:
    """The numbers in an attribute; what is none, or too large to be one, is passed over."""
    if not text:
        return []
    numbers = map(float, NUMBER.findall(text))
    return [number for number in numbers if math.isfinite(number)]


def read_box(text: str | None) -> Box | None:
    """Left, top, width and height as an attribute gives them; None where it doesn't."""
    numbers = read_numbers(text)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def page_matrix(page: Box) -> Matrix:
    """From millimetres on the page (left, top, width, height) to points from its lower left corner."""
    left, top, _, height = page
    return POINTS, 0.0, 0.0, -POINTS, -left * POINTS, (top + height) * POINTS


def object_matrix(element: etree._Element, outer: Matrix) -> Matrix:
    """From the object's own coordinates to the page: its CTM, then the corner of its boundary, then what it stands in."""
    boundary = read_box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    numbers = read_numbers(element.get("CTM"))
    a, b, c, d, e, f = numbers if len(numbers) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    oa, ob, oc, od, _, _ = outer
    x, y = apply(outer, e + boundary[0], f + boundary[1])
    return a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, x, y


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """The point on the page."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_of(points: list[Point]) -> Box:
    """Left, bottom, right, top of points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
