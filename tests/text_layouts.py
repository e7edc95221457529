"""Ways in which text dumps print a report: each takes its form and figures and gives the text."""

import re
from collections.abc import Callable

from demo.figures import Figures
from tests import printing
from tests.html_layouts import cells_of, grid_of, rows_of

_TABLE = re.compile(r"<table.*?</table>", re.S)


def glued(form: str, figures: Figures) -> str:
    """Nothing between one cell and the next."""
    title, *rest = printing.words_printed(form, figures)
    return f"{title}\n{''.join(rest)}"


def cell_a_line(form: str, figures: Figures) -> str:
    return "\n".join(printing.words_printed(form, figures))


def single_spaces(form: str, figures: Figures) -> str:
    title, *rest = printing.words_printed(form, figures)
    return f"{title}\n{' '.join(rest)}"


def commas(form: str, figures: Figures) -> str:
    """As a spreadsheet writes it: merged cells leave blanks, labels with commas or line breaks stand in quotes."""
    return _tables(form, figures, lambda row: ",".join(_quoted(_on_one_line(cell)) for cell in row), even=True)


def spaces(form: str, figures: Figures) -> str:
    return _tables(form, figures, lambda row: "   ".join(_on_one_line(cell) for cell in row if cell))


def tabs(form: str, figures: Figures) -> str:
    return _tables(form, figures, lambda row: "\t".join(map(_on_one_line, row)))


def pipes(form: str, figures: Figures) -> str:
    """Markdown as strict writers give it: a rule under the first row, points and pipes escaped, labels broken by <br>."""
    text = _tables(form, figures, lambda row: f"| {' | '.join(map(_escaped, row))} |", even=True)
    return re.sub(r"(?<!\|)\n\n(\|[^\n]*)\n", lambda row: f"\n\n{row[1]}\n|{'---|' * (row[1].count('|') - 1)}\n", text)


def pipes_inside(form: str, figures: Figures) -> str:
    """Pipes between the cells alone: where the first cell of a row is blank, or the last, its line begins or ends with one."""
    return _tables(form, figures, lambda row: "｜".join(map(_on_one_line, row)), even=True)


def boxes(form: str, figures: Figures) -> str:
    """Frames drawn around every cell."""
    rule = "├" + "──┼" * 3 + "──┤"
    return _tables(form, figures, lambda row: f"{rule}\n│{'│'.join(map(_on_one_line, row))}│", even=True)


def pipes_wrapped(form: str, figures: Figures) -> str:
    """Rows with pipes that go on in the next line inside their label."""
    return re.sub(
        r"(\| [一-龥（）、]{2,}新收|\| [0-9（一二）.、]+[一-龥]{3})(?=[一-龥])", r"\1\n", pipes(form, figures)
    )


def labels_parted(form: str, figures: Figures) -> str:
    """Numbers stand between the halves of long labels, as where these take two lines of a page."""
    words = printing.words_printed(form, figures)
    lines: list[str] = []
    tails: list[str] = []
    for at, word in enumerate(words):
        if tails and not word.isdecimal():
            lines += tails
            tails = []
        label = re.fullmatch(r"((?:\d\.|（[一二六]）|[一二四]、)[一-龥]{3,})([一-龥]{4,})", word)
        if label and at + 1 < len(words) and words[at + 1].isdecimal():
            lines.append(label[1])
            tails = [label[2]]
            continue
        lines.append(word)
    return "\n".join(lines)


def headings_lost(form: str, figures: Figures) -> str:
    """Markdown with a table for every row of the second table and placeholders for its column headings."""
    head = "| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |\n|---|---|---|---|---|---|---|---|"
    rows = _rows_of_requests(form, figures)
    return _with_requests(form, figures, "\n\n".join(f"{head}\n| {' | '.join(row)} |" for row in rows))


def labels_lost(form: str, figures: Figures) -> str:
    """Markdown whose rows have lost every label that is long, and all column headings."""
    rows = _rows_of_requests(form, figures)
    lines = [f"| {' | '.join(row if len(row[0]) < 14 else row[1:])} |" for row in rows]
    return _with_requests(form, figures, "\n\n".join(lines))


def _rows_of_requests(form: str, figures: Figures) -> list[list[str]]:
    table = _TABLE.findall(printing.page(form, figures))[1]
    return [cells_of(row)[-8:] for row in rows_of(table)[3:]]


def _with_requests(form: str, figures: Figures, text: str) -> str:
    parts = pipes(form, figures).split("\n\n")
    at = next(n for n, part in enumerate(parts) if "本列数据" in part)
    return "\n\n".join([*parts[:at], text, *parts[at + 1 :]])


def _tables(form: str, figures: Figures, line: Callable[[list[str]], str], even: bool = False) -> str:
    """The page as text, each row of its tables as `line` gives it; rows made as long as the widest where they are `even`."""

    def lines(table: re.Match[str]) -> str:
        rows = _even(table[0]) if even else [cells_of(row) for row in rows_of(table[0])]
        return "\n\n" + "\n".join(line(row) for row in rows) + "\n\n"

    text = _TABLE.sub(lines, printing.page(form, figures))
    return re.sub(r"<(?!br)[^>]*>", "", re.sub(r"</(?:p|h1)>", "\n", text))


def _even(table: str) -> list[list[str]]:
    return [["" if cell is None else cell[0] for cell in row] for row in grid_of(table)]


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "，" in cell or "," in cell else cell


def _on_one_line(cell: str) -> str:
    return re.sub(r"<br\s*/?>", "", cell)


def _escaped(cell: str) -> str:
    return re.sub(r"(?<=[一-龥]{6})(?=[一-龥]{4})", "<br>", cell, count=1).replace(".", r"\.")
