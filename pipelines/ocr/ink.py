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
STRAYING = 6  # so far a rule may stray from where it is taken to lie; the upper stroke of 二 stands further off
FLAT = 5  # the height of what is left of it there
LARGEST = 100  # 36 points both ways; larger pieces are seals and emblems, no letters


def find_ink(picture: Gray) -> Mask:
    """What is darker than the paper around it, specks of dust left out."""
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    ink = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, NEIGHBOURHOOD, FAINTEST)
    return _without_specks(ink)


def without_rules(ink: Mask, across: list[Stroke], down: list[Stroke], margin: int) -> Mask:
    """The ink that stands apart from the rules: none within the margin, and no strip of one that is not quite level."""
    left = ink.copy()
    near = np.zeros_like(ink, dtype=bool)
    for rule in (*across, *down):
        top, start = max(rule.top - margin, 0), max(rule.left - margin, 0)
        left[top : rule.bottom + margin, start : rule.right + margin] = 0
    for rule in across:
        near[max(rule.top - STRAYING, 0) : rule.bottom + STRAYING, rule.left : rule.right] = True
    return _without_strips(_without_specks(left), near)


def _without_strips(ink: Mask, near: NDArray[np.bool_]) -> Mask:
    """The ink without flat pieces that lie wholly near a rule across, where no dash stands."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    strays = np.bincount(labels[~near], minlength=count) > 0
    is_strip = (boxes[:, 3] <= FLAT) & (boxes[:, 2] > boxes[:, 3]) & ~strays
    is_strip[0] = True  # the paper
    return np.where(is_strip[labels], 0, 255).astype(np.uint8)


def without_seals(ink: Mask) -> Mask:
    """The ink without its largest pieces, for finding the lines that they reach across."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    is_seal = (boxes[:, 2] > LARGEST) & (boxes[:, 3] > LARGEST)
    is_seal[0] = True  # the paper
    return np.where(is_seal[labels], 0, 255).astype(np.uint8)


def _without_specks(ink: Mask) -> Mask:
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    is_speck = (boxes[:, 2] < SPECK) & (boxes[:, 3] < SPECK)
    is_speck[0] = True  # the paper
    return np.where(is_speck[labels], 0, 255).astype(np.uint8)
