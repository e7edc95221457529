"""A table is torn in two, by a page break or an editor."""

from random import Random

from tests.accuracy.damages.choosing import DoesNotFit, any_row
from tests.accuracy.printed import PrintedReport


def split_table(report: PrintedReport, random: Random) -> None:
    """The rest of the rows form a table of their own, after a page number, 续表, or nothing."""
    rows, r = any_row(report, random)
    between = random.choice(([], ["— 3 —"], ["续表"], ["3"]))
    _split(report, rows, r, between)


def split_table_with_headings(report: PrintedReport, random: Random) -> None:
    """The same, with the headings printed again."""
    rows, r = any_row(report, random)
    first = next(i for i, row in enumerate(rows) if any(cell.key for cell in row))
    if r > first:
        heads = [list(row) for row in rows[:first]]
        _split(report, rows, r, [], heads)


def split_table_in_many(report: PrintedReport, random: Random) -> None:
    """A table for every row."""
    rows = max(report.tables, key=len)
    at = next(i for i, block in enumerate(report.blocks) if block is rows)
    report.blocks[at : at + 1] = [[row] for row in rows]


def swap_tables(report: PrintedReport, random: Random) -> None:
    """Two tables change places; their paragraphs stay."""
    places = _tables(report)
    one, two = random.sample(places, 2)
    report.blocks[one], report.blocks[two] = report.blocks[two], report.blocks[one]


def join_tables(report: PrintedReport, random: Random) -> None:
    """Two tables run together, what stood between them before both."""
    places = _tables(report)
    n = random.randrange(len(places) - 1)
    second = report.blocks.pop(places[n + 1])
    first = report.blocks[places[n]]
    assert isinstance(first, list) and isinstance(second, list)
    first += second


def _tables(report: PrintedReport) -> list[int]:
    """Where the tables stand; raises DoesNotFit where there is but one."""
    places = [i for i, block in enumerate(report.blocks) if not isinstance(block, str)]
    if len(places) == 1:
        raise DoesNotFit
    return places


def _split(report: PrintedReport, rows: list, r: int, between: list[str], heads: list | None = None) -> None:
    at = next(i for i, block in enumerate(report.blocks) if block is rows)
    report.blocks[at : at + 1] = [block for block in (rows[:r], *between, [*(heads or []), *rows[r:]]) if block]
