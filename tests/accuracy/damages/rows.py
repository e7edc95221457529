"""A row is lost, doubled, moved, shifted by one, run into the next, or a stranger."""

from random import Random

from tests.accuracy.damages.choosing import any_cell, any_row, first_figure, is_figure
from tests.accuracy.printed import PrintedCell, PrintedReport

STRANGERS = ("（八）涉及重大活动的申请", "其中：网上申请", "4.协商撤回", "小计", "备注", "")


def lose_row(report: PrintedReport, random: Random) -> None:
    """Any row, headings too."""
    rows = random.choice(report.tables)
    del rows[random.randrange(len(rows))]


def print_row_twice(report: PrintedReport, random: Random) -> None:
    """The same words and the same numbers once more."""
    rows, r = any_row(report, random)
    rows.insert(random.randrange(r, len(rows) + 1), list(rows[r]))


def print_row_twice_differently(report: PrintedReport, random: Random) -> None:
    """The same words over other numbers: nobody can tell which holds."""
    rows, r = any_row(report, random)
    again = [cell._replace(text=str(random.randrange(9999))) if cell.key else cell for cell in rows[r]]
    rows.insert(r + 1, again)


def move_row(report: PrintedReport, random: Random) -> None:
    """A row stands elsewhere in its table with all its words."""
    rows, r = any_row(report, random)
    labels = [cell for cell in rows[r] if not cell.key and cell.text]
    if len(labels) == 1 and labels[0].text[-2:] != "其他":  # which 其他 is meant, its group alone tells
        row = rows.pop(r)
        rows.insert(random.randrange(len(rows) + 1), row)


def shift_figures_right(report: PrintedReport, random: Random) -> None:
    """A blank cell before the figures pushes them by one, the last beyond the headings."""
    rows, r = any_row(report, random)
    rows[r].insert(first_figure(rows[r]), PrintedCell(""))


def shift_figures_left(report: PrintedReport, random: Random) -> None:
    """The first figure is gone, the rest move up, and a blank closes the row.

    Under its headings the page prints this; who follows its sums may find out what stood where.
    """
    rows, r = any_row(report, random)
    at = first_figure(rows[r])
    moved = [*rows[r][at + 1 :], PrintedCell("")]
    rows[r][at:] = [
        new._replace(key=old.key, colspan=old.colspan, also=old.text)
        for old, new in zip(rows[r][at:], moved, strict=True)
    ]


def slip_label_up(report: PrintedReport, random: Random) -> None:
    """The words of a row stand at the end of the row above."""
    rows, r = any_row(report, random)
    if r:
        at = first_figure(rows[r]) - 1
        if at >= 0:
            rows[r - 1].append(rows[r].pop(at))


def run_rows_together(report: PrintedReport, random: Random) -> None:
    """Two rows in one."""
    rows, r = any_row(report, random)
    if r + 1 < len(rows):
        rows[r] += rows.pop(r + 1)


def break_row(report: PrintedReport, random: Random) -> None:
    """One row in two."""
    rows, r, c = any_cell(report, random, is_figure)
    if c:
        rows.insert(r + 1, rows[r][c:])
        del rows[r][c:]


def page_number_between_rows(report: PrintedReport, random: Random) -> None:
    """A row that holds nothing but the number of the page."""
    rows, r = any_row(report, random)
    number = random.choice(("{}", "- {} -", "第{}页")).format(random.randrange(1, 12))
    rows.insert(r, [PrintedCell(number, colspan=random.choice((1, 1, 4)))])


def stranger(report: PrintedReport, random: Random) -> None:
    """A row of the province's own, with numbers."""
    rows, r = any_row(report, random)
    figures = [PrintedCell(str(random.randrange(999))) for cell in rows[r] if cell.key]
    spans = sum(cell.colspan for cell in rows[r] if not cell.key)
    rows.insert(r, [PrintedCell(random.choice(STRANGERS), colspan=max(spans, 1)), *figures])


def wrap_label_around(report: PrintedReport, random: Random) -> None:
    """The first half of a label stands in a row above its numbers, the second in a row below."""
    rows, r = any_row(report, random)
    at = first_figure(rows[r]) - 1
    if at < 0 or len(rows[r][at].text) < 4:
        return
    label = rows[r][at]
    half = len(label.text) // 2
    rows[r][at] = label._replace(text="")
    rows.insert(r + 1, [label._replace(text=label.text[half:])])
    rows.insert(r, [label._replace(text=label.text[:half])])
