"""The way to the recogniser of pictures, which is an extra: without it a picture is told as one, never passed over."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipelines.blocks import Block, Document
from pipelines.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipelines.ocr.document import Sight
    from pipelines.ocr.pictures import Picture

REMEDY = "install the extra `ocr` (make ocr) and read again (nianbao build --all)"
PAGE_LIMIT = 60  # pages that are pictures; each takes some seconds, and no annual report is so long
READ_BY = "read_by"  # the fact that says how a document was read, where it was not as text: "ocr"
NOT_SEEN = "not_seen"  # the fact that says which part of a document is pictures and was not read
SURE = 0.9  # what is recognised with less confidence is not taken for read
UNRECOGNISED = "\N{REPLACEMENT CHARACTER}"  # stands for ink in which nothing is recognised
_PACKAGES = ("onnxruntime", "cv2", "rapidocr")


@cache
def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def recognise_pages(pictures: Iterable[tuple[int, "Picture"]]) -> "dict[int, Sight]":
    """What is seen on each picture, by its page number. Asked for only where `is_installed`."""
    from pipelines.ocr.document import see  # half a second to import, for those who need it

    return {number: see(picture, number) for number, picture in pictures}


def blocks_of(blocks: Iterable[Block], sights: "Mapping[int, Sight]") -> Iterable[Block]:
    """The blocks, the cells on recognised pages with their confidence."""
    if not sights:
        return blocks
    from pipelines.ocr.document import with_confidence

    return with_confidence(blocks, sights)


def document_of_pictures(pictures: Iterable["Picture"]) -> Document:
    """A document of which each page is a picture. Asked for only where `is_installed`."""
    from pipelines.ocr.document import document_of

    return document_of(recognise_pages(enumerate(pictures, start=1)))


def document_of_cuttings(images: "Mapping[int, Image]") -> Document:
    """A document of pictures by page number that show a part of a page, of whatever size. As `document_of_pictures`."""
    from pipelines.ocr.document import document_of
    from pipelines.ocr.type_size import pictures_of

    return document_of(recognise_pages(pictures_of(images)))


def refuse_many(count: int) -> None:
    """Raises `Unreadable` for a document with too many pages that are pictures."""
    if count > PAGE_LIMIT:
        raise Unreadable(
            "too_large", f"{count} pages are pictures, the limit is {PAGE_LIMIT}: no annual report is so long"
        )
