"""Columns change places, with their headings or without, are lost, or join the table."""

from random import Random

from tests.accuracy.damages.choosing import DoesNotFit
from tests.accuracy.printed import PrintedCell, PrintedReport, Rows


def swap_columns(report: PrintedReport, random: Random) -> None:
    """Two neighbours of the lowest headings change places with all their figures: nothing is wrong with that."""
    rows, first = _matrix(report)
    figures = max(sum(bool(cell.key) for cell in row) for row in rows)
    heads = _lowest_headings(rows, first)[-figures:]
    if any(not any(cell.key for cell in row) for row in rows[first:]):
        raise DoesNotFit  # headings that are printed again would have to change places too
    spots = [i for i in range(len(heads) - 1) if heads[i][0] == heads[i + 1][0] and heads[i + 1][1] == heads[i][1] + 1]
    if not spots:
        return
    n = random.choice(spots)
    r, c = heads[n]
    rows[r][c], rows[r][c + 1] = rows[r][c + 1], rows[r][c]
    for row in rows[first:]:
        at = [i for i, cell in enumerate(row) if cell.key]
        if len(at) > n + 1:
            row[at[n]], row[at[n + 1]] = row[at[n + 1]], row[at[n]]


def swap_figures(report: PrintedReport, random: Random) -> None:
    """Two columns of figures change places under headings that stay: the page prints the one for the other."""
    rows, first = _matrix(report)
    for row in rows[first:]:
        at = [i for i, cell in enumerate(row) if cell.key]
        if len(at) > 2:
            one, two = row[at[0]], row[at[1]]
            row[at[0]], row[at[1]] = two._replace(key=one.key), one._replace(key=two.key)


def lose_column_of_figures(report: PrintedReport, random: Random) -> None:
    """The headings stay, the figures below move up: 渑池 2022."""
    rows, first = _matrix(report)
    if first == 1 and len(rows[0]) < max(map(len, rows[1:])):
        raise DoesNotFit  # of a list that lost a heading: the figures that are left would stand under another one, and well
    column = _any_column(rows, random)
    for row in rows[first:]:
        row[:] = [cell for cell in row if cell.key.rpartition(".")[2] != column or not cell.key]


def lose_figures_of_some_rows(report: PrintedReport, random: Random) -> None:
    """The same in a run of rows."""
    rows, first = _matrix(report)
    column = _any_column(rows, random)
    start = random.randrange(first, len(rows))
    for row in rows[start : start + random.randrange(2, 9)]:
        row[:] = [cell for cell in row if cell.key.rpartition(".")[2] != column or not cell.key]


def lose_heading(report: PrintedReport, random: Random) -> None:
    """A heading is gone, the others move up."""
    rows, first = _matrix(report)
    if first == 1 and len(rows[0]) > max(map(len, rows[1:])):
        raise DoesNotFit  # of a list that lost a column of figures: they would stand under another heading, and well
    spots = [(r, c) for r in range(first) for c in range(len(rows[r]))]
    r, c = random.choice(spots)
    del rows[r][c]


def invent_heading(report: PrintedReport, random: Random) -> None:
    """A heading that the form does not have, over nothing."""
    rows, first = _matrix(report)
    r = random.randrange(first)
    rows[r].insert(random.randrange(len(rows[r]) + 1), PrintedCell(random.choice(("备注", "其他组织", "个人", "占比"))))


def number_rows(report: PrintedReport, random: Random) -> None:
    """A first column that counts the rows, right or wrong, under 序号 or under nothing."""
    rows, first = _matrix(report)
    rows[0].insert(0, PrintedCell(random.choice(("序号", "", "编号")), rowspan=first))
    for number, row in enumerate(rows[first:], 1):
        row.insert(0, PrintedCell(str(random.choice((number, number, random.randrange(99))))))


def add_column(report: PrintedReport, random: Random) -> None:
    """A last column of the province's own, filled here and there."""
    rows, first = _matrix(report)
    rows[0].append(PrintedCell(random.choice(("备注", "去年同期", "占比")), rowspan=first))
    for row in rows[first:]:
        row.append(PrintedCell(random.choice(("", "", str(random.randrange(99))))))


def print_headings_again(report: PrintedReport, random: Random) -> None:
    """As at the top of a new page, some of the lines or all."""
    rows, first = _matrix(report)
    lines = [list(row) for row in rows[random.randrange(first) : first]]
    at = random.randrange(first + 1, len(rows))
    rows[at:at] = lines


def _matrix(report: PrintedReport) -> tuple[Rows, int]:
    """The table with most rows, and where its figures begin. Raises DoesNotFit where it has lost its headings."""
    rows = max(report.tables, key=len)
    first = next((r for r, row in enumerate(rows) if any(cell.key for cell in row)), 0)
    if not 0 < first < len(rows) - 1:
        raise DoesNotFit
    return rows, first


def _any_column(rows: Rows, random: Random) -> str:
    columns = sorted({cell.key.rpartition(".")[2] for row in rows for cell in row if cell.key})
    if not columns:
        raise DoesNotFit
    return random.choice(columns)


def _lowest_headings(rows: Rows, first: int) -> list[tuple[int, int]]:
    """Row and place of the headings over single columns, from left to right."""
    columns: dict[int, tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows[:first]):
        column = 0
        for c, cell in enumerate(row):
            while (r, column) in taken:
                column += 1
            spanned = range(column, column + cell.colspan)
            taken |= {(below, x) for below in range(r, r + cell.rowspan) for x in spanned}
            if cell.colspan == 1:
                columns[column] = (r, c)
            column += cell.colspan
    return [columns[column] for column in sorted(columns)]
