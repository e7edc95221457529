"""What is printed on a picture: darker than the paper around it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.ocr.engine import Gray
from pipelines.ocr.rules import Stroke

Mask = NDArray[np.uint8]  # 255 where there is ink

# In pixels, at 200 dots an inch (pipelines/ocr/pictures.py).
NEIGHBOURHOOD = 41  # the paper's brightness is that of so wide a square
FAINTEST = 18  # steps of grey that ink is darker than its paper
SPECK = 3  # both ways; smaller spots are dust


def find_ink(picture: Gray) -> Mask:
    """What is darker than the paper around it, specks of dust left out."""
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    ink = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, NEIGHBOURHOOD, FAINTEST)
    return _without_specks(ink)


def without_rules(ink: Mask, rules: list[Stroke], margin: int) -> Mask:
    """The ink that stands apart from the rules: none within the margin."""
    left = ink.copy()
    for rule in rules:
        top, start = max(rule.top - margin, 0), max(rule.left - margin, 0)
        left[top : rule.bottom + margin, start : rule.right + margin] = 0
    return _without_specks(left)


def _without_specks(ink: Mask) -> Mask:
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    is_speck = (boxes[:, 2] < SPECK) & (boxes[:, 3] < SPECK)
    is_speck[0] = True  # the paper
    return np.where(is_speck[labels], 0, 255).astype(np.uint8)
