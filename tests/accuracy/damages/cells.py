"""A cell is lost, blanked, glued to the next, broken in two, doubled, or printed in another way."""

from random import Random

from tests.accuracy.damages.choosing import any_cell, is_figure, is_label
from tests.accuracy.printed import PrintedCell, PrintedReport

NOTES = ("（含自然失效{}件）", "①", "*", "（注{}）", "（其中网上{}）")


def lose_cell(report: PrintedReport, random: Random) -> None:
    """The cells after it move up."""
    rows, r, c = any_cell(report, random)
    del rows[r][c]


def lose_figure(report: PrintedReport, random: Random) -> None:
    """The same, where it is a figure."""
    rows, r, c = any_cell(report, random, is_figure)
    del rows[r][c]


def blank_figure(report: PrintedReport, random: Random) -> None:
    """The cell stays, its number is gone: the page prints a blank."""
    rows, r, c = any_cell(report, random, is_figure)
    rows[r][c] = rows[r][c]._replace(text=random.choice(("", "/", "—", "无")))


def lose_label(report: PrintedReport, random: Random) -> None:
    """The cell stays, its words are gone."""
    rows, r, c = any_cell(report, random, is_label)
    rows[r][c] = rows[r][c]._replace(text="")


def misprint_label(report: PrintedReport, random: Random) -> None:
    """A letter is missing, or two have changed places."""
    rows, r, c = any_cell(report, random, lambda cell: is_label(cell) and len(cell.text) > 1)
    text = rows[r][c].text
    at = random.randrange(len(text) - 1)
    changed = text[:at] + random.choice(("", text[at + 1] + text[at])) + text[at + random.choice((1, 2)) :]
    rows[r][c] = rows[r][c]._replace(text=changed)


def break_label(report: PrintedReport, random: Random) -> None:
    """The words go on in another line of the cell."""
    rows, r, c = any_cell(report, random, lambda cell: is_label(cell) and len(cell.text) > 1)
    text = rows[r][c].text
    at = random.randrange(1, len(text))
    rows[r][c] = rows[r][c]._replace(text=f"{text[:at]}{random.choice((chr(10), ' ', chr(0x3000)))}{text[at:]}")


def double_label(report: PrintedReport, random: Random) -> None:
    """One label stands in place of another one of its table; whose figures follow is not known."""
    rows, r, c = any_cell(report, random, is_label)
    others = [(i, cell) for i, row in enumerate(rows) for cell in row if is_label(cell) and i != r]
    if not others:
        return
    rows[r][c] = rows[r][c]._replace(text=random.choice(others)[1].text)


def glue_cells(report: PrintedReport, random: Random) -> None:
    """Two neighbours run together in one cell; of two numbers neither can be told."""
    rows, r, c = any_cell(report, random)
    if c + 1 == len(rows[r]):
        return
    rows[r][c : c + 2] = [_glued(*rows[r][c : c + 2], random)]


def glue_beside_blank(report: PrintedReport, random: Random) -> None:
    """Two neighbours run together in the first, and a blank stays behind: where both are digits, the page prints one number."""
    rows, r, c = any_cell(report, random)
    if c + 1 == len(rows[r]):
        return
    first, second = rows[r][c : c + 2]
    rows[r][c : c + 2] = [first._replace(text=first.text + second.text), second._replace(text="")]


def glue_down(report: PrintedReport, random: Random) -> None:
    """A number runs into the one below it."""
    rows, r, c = any_cell(report, random, is_figure)
    if r + 1 == len(rows):
        return
    column = rows[r][c].key.rpartition(".")[2]
    for at, below in enumerate(rows[r + 1]):
        if below.key.endswith("." + column) and rows[r][c].text and below.text:
            rows[r][c] = rows[r][c]._replace(text=f"{rows[r][c].text}\n{below.text}", key="")
            rows[r + 1][at] = below._replace(text="", key="")
            return


def break_figure(report: PrintedReport, random: Random) -> None:
    """A number is torn in two by a line break or a blank: two readings, of which the sums may tell the right one."""
    rows, r, c = any_cell(report, random, is_figure)
    text = rows[r][c].text
    if text.isdecimal() and len(text) > 1:
        at = random.randrange(1, len(text))
        torn = f"{text[:at]}{random.choice((chr(10), ' '))}{text[at:]}"
        rows[r][c] = rows[r][c]._replace(text=torn, also=text)


def tear_figure(report: PrintedReport, random: Random) -> None:
    """The two halves of a number stand in a cell each."""
    rows, r, c = any_cell(report, random, is_figure)
    text = rows[r][c].text
    if len(text) > 1:
        at = random.randrange(1, len(text))
        rows[r][c : c + 1] = [PrintedCell(text[:at]), PrintedCell(text[at:])]


def note_in_cell(report: PrintedReport, random: Random) -> None:
    """A footnote or an explanation stands behind the number."""
    rows, r, c = any_cell(report, random, lambda cell: is_figure(cell) and cell.text.isdecimal())
    note = random.choice(NOTES).format(random.randrange(100))
    rows[r][c] = rows[r][c]._replace(text=rows[r][c].text + note)


def stray_blank_cell(report: PrintedReport, random: Random) -> None:
    """An empty cell pushes the rest of its row to the right."""
    rows, r, c = any_cell(report, random)
    rows[r].insert(c, PrintedCell(""))


def page_number_in_row(report: PrintedReport, random: Random) -> None:
    """The number of the page has got among the cells of a row."""
    rows, r, c = any_cell(report, random)
    rows[r].insert(c, PrintedCell(str(random.randrange(1, 12))))


def wrong_span(report: PrintedReport, random: Random) -> None:
    """A cell reaches too far or not far enough."""
    rows, r, c = any_cell(report, random)
    spans = {random.choice(("rowspan", "colspan")): random.randrange(1, 5)}
    rows[r][c] = rows[r][c]._replace(**spans)


def _glued(first: PrintedCell, second: PrintedCell, random: Random) -> PrintedCell:
    text = first.text + random.choice(("", "", " ")) + second.text
    keys = [cell.key for cell in (first, second) if cell.text]
    key = keys[0] if len(keys) == 1 else ""
    return PrintedCell(text, key, max(first.rowspan, second.rowspan), first.colspan)
