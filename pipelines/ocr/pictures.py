"""Brings pictures to the size and the colours in which they are read."""

from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from pipelines.ocr.engine import Gray

DOTS = 200  # an inch; small print of 9 points is then 25 pixels high
SHEET = 595 / 72  # inches; a picture that doesn't say its size is taken for as wide as a sheet of A4
NEAR = 0.15  # a picture so near to the right size is left as it is: every change of size blurs
TALLEST = 40_000  # pixels; pages of the web are pictures of many screens


class Picture(NamedTuple):
    """A page as a picture at 200 dots an inch. `unit` is how many of its pixels are one unit of places in the document:
    a point of a PDF page, a pixel of a picture."""

    gray: Gray
    unit: float


def picture_of(image: Image.Image) -> Picture:
    """The picture of an image, on white paper where it is transparent."""
    return scaled(gray_of(image), min(DOTS * SHEET / image.width, TALLEST / image.height))


def gray_of(image: Image.Image) -> Gray:
    """The image's shades of grey."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", image.size, "white")
        image.alpha_composite(layer)
    if image.mode.startswith("I"):  # of two bytes a pixel, which Pillow would cut off at 255
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return np.asarray(image.convert("L"))


def scaled(gray: Gray, factor: float) -> Picture:
    """The picture made larger or smaller."""
    if abs(factor - 1) <= NEAR:
        return Picture(gray, 1.0)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return Picture(cv2.resize(gray, None, fx=factor, fy=factor, interpolation=way).astype(np.uint8, copy=False), factor)
