"""Picks at random what a damage strikes."""

from collections.abc import Callable
from random import Random

from tests.accuracy.printed import PrintedCell, PrintedReport, Rows


class DoesNotFit(Exception):
    """Raised where a report has nothing that a damage could strike, by an earlier damage or by itself."""


def any_cell(
    report: PrintedReport, random: Random, fits: Callable[[PrintedCell], bool] = lambda cell: True
) -> tuple[Rows, int, int]:
    """A table, and the row and the place in it of one of its fitting cells. Raises DoesNotFit where there is none."""
    spots = [
        (rows, r, c) for rows in report.tables for r, row in enumerate(rows) for c, cell in enumerate(row) if fits(cell)
    ]
    if not spots:
        raise DoesNotFit
    return random.choice(spots)


def is_figure(cell: PrintedCell) -> bool:
    """Whether a cell prints a figure of the form."""
    return bool(cell.key)


def is_label(cell: PrintedCell) -> bool:
    """Whether a cell prints words of the form: a label or a heading."""
    return not cell.key and bool(cell.text)


def any_row(report: PrintedReport, random: Random) -> tuple[Rows, int]:
    """A table, and one of its rows that has figures."""
    rows, r, _ = any_cell(report, random, is_figure)
    return rows, r


def first_figure(row: list[PrintedCell]) -> int:
    """Where the figures of a row begin; its end where it has none."""
    return next((at for at, cell in enumerate(row) if cell.key), len(row))
