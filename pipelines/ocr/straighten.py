"""Turns a picture of a page until its lines run level."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.ocr.engine import Gray

SMALL = 700  # pixels, the longer side of the picture on which angles are tried
WIDEST_ANGLE = 6.0  # degrees; a sheet lies no more askew on the glass
STEPS = (1.0, 0.2, 0.04)  # degrees, from coarse to fine; over a page's width the last is a pixel
WHITE = 255

Matrix = NDArray[np.float64]  # 2 × 3: from the picture to the straightened one


def straighten(picture: Gray) -> tuple[Gray, Matrix]:
    """The picture turned by the angle at which its rows differ most, and how a point of it moved."""
    angle = _angle(picture)
    height, width = picture.shape
    matrix: Matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    if not angle:
        return picture, matrix
    return _turned(picture, matrix), matrix


def _angle(picture: Gray) -> float:
    """Degrees, counterclockwise."""
    scale = SMALL / max(picture.shape)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    ink = cv2.subtract(cv2.blur(small, (31, 31)), small)
    best, reach = 0.0, WIDEST_ANGLE
    for step in STEPS:
        angles = [best + step * count for count in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: (_contrast(ink, angle), -abs(angle)))
        reach = step
    return best if abs(best) >= STEPS[-1] else 0.0


def _contrast(ink: Gray, angle: float) -> float:
    """How sharply the rows of the turned picture differ from their neighbours."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _turned(picture: Gray, matrix: Matrix) -> Gray:
    height, width = picture.shape
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
    return np.asarray(turned, dtype=np.uint8)
