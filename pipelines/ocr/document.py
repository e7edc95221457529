"""Puts recognised pages together to a document, and says of each cell how sure it is and where it stands on the picture."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.blocks import Block, Cell, Document, Table
from pipelines.ocr.engine import Gray
from pipelines.ocr.page import POINT, Recognised, read_picture
from pipelines.ocr.pictures import Picture
from pipelines.ocr.straighten import Matrix, straighten
from pipelines.pdf.flow import read_blocks
from pipelines.pdf.geometry import Box, Page, Word
from pipelines.recognition import READ_BY

UPRIGHT = 0.8  # mean confidence of a page that stands upright; upside down hardly a letter is recognised
FEW = 6  # lines that are not enough to turn a page by
QUARTERS = (0, 1, 3, 2)  # turns counterclockwise, the likelier ones first


@dataclass(frozen=True, slots=True)
class Sight:
    """A page as it is seen on a picture. `matrix` leads from the picture to the page, both in pixels."""

    recognised: Recognised
    picture: Picture
    matrix: Matrix

    @property
    def page(self) -> Page:
        return self.recognised.page

    def words_in(self, box: Box) -> list[Word]:
        """The words of the page that stand in a box."""
        left, bottom, right, top = box
        inside = []
        for word in self.page.words:
            x, y = word.middle
            if left <= x <= right and bottom <= y <= top:
                inside.append(word)
        return inside

    def placed(self, box: Box) -> Box:
        """The box of the page as it stands on the picture, in the units of the document's places."""
        left, bottom, right, top = (edge * POINT for edge in box)
        height = self.page.height * POINT
        corners = np.array([[(x, height - y) for x in (left, right) for y in (bottom, top)]], dtype=np.float64)
        [points] = cv2.transform(corners, cv2.invertAffineTransform(self.matrix)) / self.picture.unit
        high = self.picture.gray.shape[0] / self.picture.unit
        (x1, y1), (x2, y2) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return x1, high - y2, x2, high - y1


def see(picture: Picture, number: int) -> Sight:
    """Page `number` as its picture shows it, whichever way up it lies."""
    best: Sight | None = None
    for quarters in QUARTERS:
        turned, turning = _quarter_turn(picture.gray, quarters)
        level, matrix = straighten(turned)
        sight = Sight(read_picture(level, number), picture, _product(matrix, turning))
        if best is None or _clearness(sight) > _clearness(best):
            best = sight
        if _clearness(best) >= UPRIGHT or len(best.page.words) < FEW:
            break
    assert best is not None  # there are quarters to try
    return best


def document_of(sights: Mapping[int, Sight]) -> Document:
    """A document of nothing but recognised pages."""
    return Document(
        tuple(with_confidence(read_blocks([sight.page for sight in sights.values()]), sights)), {READ_BY: "ocr"}
    )


def with_confidence(blocks: Iterable[Block], sights: Mapping[int, Sight]) -> Iterator[Block]:
    """The blocks; each cell on a recognised page with its confidence, and its box as it stands on the picture."""
    for block in blocks:
        if isinstance(block, Table):
            yield Table(block.number, tuple(_sure(cell, sights) for cell in block.cells), block.aligned, block.padded)
        else:
            yield block


def _sure(cell: Cell, sights: Mapping[int, Sight]) -> Cell:
    sight = sights.get(cell.page or 0)
    if sight is None or cell.box is None:
        return cell
    words = sight.words_in(cell.box)
    confidences = [sight.recognised.confidences[word.order] for word in words]
    # A cell that a page break cuts holds words of two pages, and the box is only that of its first part.
    is_whole = sum(len(_bare(word.text)) for word in words) == len(_bare(cell.text))
    return cell._replace(confidence=min(confidences, default=1.0) if is_whole else 0.0, box=sight.placed(cell.box))


def _bare(text: str) -> str:
    return "".join(text.split())


def _clearness(sight: Sight) -> float:
    """How well the page is recognised: the mean over its letters."""
    weights = [(len(word.text), sight.recognised.confidences[word.order]) for word in sight.page.words]
    letters = sum(length for length, _ in weights)
    return sum(length * confidence for length, confidence in weights) / letters if letters else 0.0


def _quarter_turn(gray: Gray, quarters: int) -> tuple[Gray, Matrix]:
    """The picture turned counterclockwise, and how a point of it moved."""
    height, width = gray.shape
    moves = {
        0: ((1, 0, 0), (0, 1, 0)),
        1: ((0, 1, 0), (-1, 0, width)),
        2: ((-1, 0, width), (0, -1, height)),
        3: ((0, -1, height), (1, 0, 0)),
    }
    return np.ascontiguousarray(np.rot90(gray, quarters)), np.array(moves[quarters], dtype=np.float64)


def _product(outer: Matrix, inner: Matrix) -> Matrix:
    below = np.array([[0.0, 0.0, 1.0]])
    product: Matrix = np.vstack([outer, below]) @ np.vstack([inner, below])
    return product[:2]
