"""Tells by the size of the type how much larger or smaller a picture should be: one that is cut out of a page has any size."""

from collections.abc import Iterator, Mapping

import cv2
import numpy as np
from PIL import Image

from pipelines.ocr.engine import Gray
from pipelines.ocr.ink import find_ink
from pipelines.ocr.pictures import TALLEST, Picture, gray_of, picture_of, scaled

USUAL = 25.0  # pixels: how high Chinese of ten points stands at 200 dots an inch
QUARTILE = 75  # per cent; figures and the parts of characters are lower, characters stand above these
LOWEST, HIGHEST = 6, 120  # pixels of what may be a character
SLIMMEST, WIDEST = 0.2, 2.0  # in parts of its height
FEWEST = 20  # glyphs; fewer say nothing of the type
LARGEST = 4.0  # times as large; what is smaller still can't be read
SMALLEST = 0.25


def pictures_of(images: Mapping[int, Image.Image]) -> Iterator[tuple[int, Picture]]:
    """The pictures, their type as large as it is on pages. Those of one width are made larger by the same."""
    grays = {number: gray_of(image) for number, image in images.items()}
    for number, gray in grays.items():
        heights = [height for other in grays.values() if other.shape[1] == gray.shape[1] for height in _heights(other)]
        if len(heights) < FEWEST:
            yield number, picture_of(images[number])
        else:
            factor = min(max(USUAL / float(np.percentile(heights, QUARTILE)), SMALLEST), LARGEST)
            yield number, scaled(gray, min(factor, TALLEST / gray.shape[0], TALLEST / gray.shape[1]))


def _heights(gray: Gray) -> list[int]:
    """The heights of the spots of ink that may be characters, in pixels."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(find_ink(gray), connectivity=8)
    wide, high = boxes[1:, cv2.CC_STAT_WIDTH], boxes[1:, cv2.CC_STAT_HEIGHT]
    is_glyph = (high >= LOWEST) & (high <= HIGHEST) & (wide >= SLIMMEST * high) & (wide <= WIDEST * high)
    return [int(height) for height in high[is_glyph]]
