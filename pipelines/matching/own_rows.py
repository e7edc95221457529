"""Rows of a body's own in a table of the form: what they count is part of the table's totals and of no row of the form."""

from pipelines.blocks import Block
from pipelines.matching.gather import gather
from pipelines.matching.lines import lines_of
from pipelines.matching.vocabulary import vocabulary


def tables_with_own_rows(form_key: str, blocks: tuple[Block, ...]) -> frozenset[str]:
    """The keys of the tables that print numbers under labels that are none of the form's."""
    return frozenset(gather(lines_of(blocks), vocabulary(form_key)).unplaced)
