"""Reads the straight lines that path and image objects draw."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from pipelines.ofd.matrix import Matrix, Point, apply, box_of, read_box
from pipelines.ofd.package import child, text_at
from pipelines.pdf.geometry import Box
from pipelines.pdf.rules import SHORT, THIN

STEP = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
POINTS_OF = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3, "C": 0}
ARC = "A"  # its end stands after five numbers
BENT = ("Q", "B", ARC)
SEGMENT_LIMIT = 100_000  # in one path


def read_path(element: etree._Element, matrix: Matrix) -> list[Box]:
    """The lines that a path object draws, as flat boxes: the sides of what it strokes, and thin areas that it fills."""
    paths = _subpaths(text_at(element, "AbbreviatedData"), matrix)
    if element.get("Stroke", "true") == "true" and not _is_clear(element, "StrokeColor"):
        sides = (box_of([a, b]) for path in paths for a, b in pairwise(path) if a is not None and b is not None)
        return [box for box in sides if _is_line(box)]
    if element.get("Fill") == "true" and not _is_clear(element, "FillColor"):
        areas = (box_of([point for point in path if point is not None]) for path in paths if any(path))
        return [box for box in areas if _is_line(box)]
    return []


def read_image(element: etree._Element, matrix: Matrix) -> list[Box]:
    """The line that a thin image is, if it is one. By its CTM an image fills the unit square, else its boundary."""
    _, _, width, height = read_box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    size = (1.0, 1.0) if element.get("CTM") else (width, height)
    box = box_of([apply(matrix, 0, 0), apply(matrix, *size)])
    return [box] if _is_line(box) else []


def _is_line(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= THIN and max(width, height) >= SHORT


def _is_clear(element: etree._Element, colour: str) -> bool:
    found = child(element, colour)
    return element.get("Alpha") == "0" or (found is not None and found.get("Alpha") == "0")


def _subpaths(data: str, matrix: Matrix) -> list[list[Point | None]]:
    """The points of each connected part, as they lie on the page; None stands where a curve bends between two."""
    paths: list[list[Point | None]] = []
    for _, (step, numbers) in zip(range(SEGMENT_LIMIT), _read_steps(data), strict=False):
        if step == "C":
            if paths and paths[-1]:
                paths[-1].append(paths[-1][0])
            continue
        if len(numbers) < 2:
            continue
        point = apply(matrix, numbers[-2], numbers[-1])
        if step in ("S", "M") or not paths:
            paths.append([])
        if step in BENT:
            paths[-1].append(None)
        paths[-1].append(point)
    return paths


def _read_steps(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each step of a path with its numbers; one letter may stand before the numbers of several steps."""
    step, numbers = "", list[float]()
    for letter, number in STEP.findall(data):
        if letter:
            if step == "C" or numbers:
                yield step, numbers
            step, numbers = letter, []
        else:
            numbers.append(float(number))
            needed = 7 if step == ARC else 2 * POINTS_OF.get(step, 1)
            if needed and len(numbers) == needed:
                yield step, numbers
                numbers = []
    if step == "C":
        yield step, []
