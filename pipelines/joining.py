"""Makes one document of several that belong together, as the parts of a web page saved in one file."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.blocks import Block, Document, PagePicture, Table


def join(documents: Sequence[Document]) -> Document:
    """The blocks of all in order, tables numbered through; of the facts, the first that says each."""
    blocks: list[Block] = []
    facts: dict[str, str] = {}
    pictures: list[PagePicture] = []
    tables = 0
    for document in documents:
        most = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
        pictures += [picture._replace(at=picture.at + len(blocks)) for picture in document.pictures]
        for block in document.blocks:
            blocks.append(replace(block, number=tables + block.number) if isinstance(block, Table) else block)
        tables += most
        facts = {**document.facts, **facts}
    return Document(tuple(blocks), facts, tuple(pictures))
