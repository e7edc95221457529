"""What a damaged report says, as a careful reader takes it from the page."""

from collections import Counter
from collections.abc import Iterator

from tests.accuracy.judge import NUMBER
from tests.accuracy.printed import PrintedCell, PrintedReport, Rows, lay_out

Truth = dict[str, tuple[str, ...]]


def truth_of(report: PrintedReport) -> Truth:
    """What may be taken from the page for each figure; nothing where it is printed twice and differently."""
    printed: dict[str, list[PrintedCell]] = {}
    for cell in (cell for table in report.tables for row in table for cell in row if cell.key):
        printed.setdefault(cell.key, []).append(cell)
    return {
        key: (*(cell.text for cell in cells), *(cell.also for cell in cells if cell.also is not None))
        for key, cells in printed.items()
        if len({_said(cell.text) for cell in cells}) == 1
    }


def truth_of_sheet(report: PrintedReport, whole: PrintedReport) -> Truth:
    """The same for a sheet, given the report before it was damaged.

    A sheet has a cell in every row and column: a row that lost one prints the others under other headings and a blank at
    its end. That, too, is what the page says.
    """
    keys = {cell.key for table in whole.tables for row in table for cell in row if cell.key}
    printed = [cell.key for table in report.tables for row in table for cell in row if cell.key]
    truth = truth_of(report)
    places = Counter(place for table in whole.tables for place in _places(table))
    headed = dict(pair for table in whole.tables for pair in _headed(table))
    for table in report.tables:
        below = Counter((headed[head], column) for head, column in _headings(table).items() if head in headed)
        for key, text in _under_headings(table, [places, Counter(_places(table)), below]):
            if key in keys and (key in truth or key not in printed):
                truth[key] = (*truth.get(key, ()), text)
    return truth


def _said(text: str) -> str:
    number = NUMBER.fullmatch(text.strip())
    return number[1] if number else text


def _places(rows: Rows) -> list[tuple[str, int]]:
    """The name of each figure with the grid column where it stands."""
    return [(cell.key.rpartition(".")[2], column) for _, column, cell in lay_out(rows) if cell.key]


def _headed(rows: Rows) -> Iterator[tuple[tuple[str, int], str]]:
    """The lowest headings above the first figures, each with the name of the figures below it."""
    names = {column: name for name, column in _places(rows)}
    return ((head, names[column]) for head, column in _headings(rows).items() if column in names)


def _headings(rows: Rows) -> dict[tuple[str, int], int]:
    """The lowest headings and how many of the same words stand left of them, with their grid column."""
    first = next((n for n, row in enumerate(rows) if any(cell.key for cell in row)), 0)
    lowest = {column + beside: cell.text for _, column, cell in lay_out(rows[:first]) for beside in range(cell.colspan)}
    before: Counter[str] = Counter()
    found = {}
    for column in sorted(lowest):
        found[lowest[column], before[lowest[column]]] = column
        before[lowest[column]] += 1
    return found


def _under_headings(rows: Rows, counted: list[Counter[tuple[str, int]]]) -> Iterator[tuple[str, str]]:
    """The text that stands, in each row with figures, in the grid column where most have the figure of a name."""
    placed = lay_out(rows)
    texts = {(row, column): cell.text for row, column, cell in placed}
    named = {row: cell.key.rpartition(".")[0] for row, _, cell in placed if cell.key}
    for places in counted:
        for name in {name for name, _ in places}:
            column = max((count, column) for (other, column), count in places.items() if other == name)[1]
            for row, prefix in named.items():
                yield f"{prefix}.{name}", texts.get((row, column), "")
