"""What a sheet of statistics says above its table: the year and the body, where the document is that sheet alone."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.blocks import Block, Paragraph

_YEAR = re.compile(r"(?:.{0,40}统计报?表)?\(?(20\d\d)年度\)?(?:.{0,40}统计报?表)?")
_BODY = re.compile(r"填报单位\s*(?:\([^)]*\))?\s*:\s*(\S{2,40})")


class TableHead(NamedTuple):
    """`year` is None and `organisation` "" where the sheet doesn't say, or says more than one."""

    year: int | None
    organisation: str


def read_table_head(blocks: Sequence[Block]) -> TableHead:
    """Year and body as （2016年度） and 填报单位（盖章）： print them; a half-year or a quarter is no year."""
    texts = [unicodedata.normalize("NFKC", text) for text in _texts(blocks)]
    years = [match[1] for text in texts if (match := _YEAR.fullmatch("".join(text.split())))]
    bodies = [match[1] for text in texts if (match := _BODY.search(text))]
    year = _only(years)
    return TableHead(int(year) if year else None, _only(bodies))


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells)


def _only(found: Sequence[str]) -> str:
    return found[0] if len(set(found)) == 1 else ""
