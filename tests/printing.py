"""Prints figures as the field prints them: a web page, rows of tabs, one cell a line; whole or damaged."""

import random
import re
from collections.abc import Callable

from demo.figures import Figures
from demo.report import tables_html
from pipelines.forms import load_forms

PAGE = (
    "<html><body><h1>{title}</h1><div id='zoom'><p>一、总体情况</p><p>本年工作平稳。</p><p>二、主动公开政府信息情况</p>{0}"
    "<p>三、收到和处理政府信息公开申请情况</p>{1}<p>四、政府信息公开行政复议、行政诉讼情况</p>{2}"
    "<p>五、存在的主要问题及改进情况</p><p>继续改进。</p><p>六、其他需要报告的事项</p><p>没有。</p></div></body></html>"
)
TITLE = "文峰区人民政府{year}年政府信息公开工作年度报告"
APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
ENDINGS = ("upheld", "corrected", "other", "pending")
YEARS = {"2019": 2020, "2021": 2023}


def figures_for(form: str, numbers: random.Random) -> Figures:
    """Random figures for every cell of a form, a fifth of them blank; no arithmetic holds."""
    figures = Figures({"*": "0"})
    for cell in load_forms()[form].cells:
        if not cell.is_variant:
            figures[".".join(cell.key)] = "" if numbers.random() < 0.2 else str(numbers.randrange(0, 5000))
    return figures


def sparse_figures(form: str, numbers: random.Random, most: int = 30, blank: float = 0.0) -> Figures:
    """Figures that fulfil every equation, most of them 0 as small bodies report them; a share of the zeros blank."""
    figures = Figures({"*": "0"})
    cells = [cell for cell in load_forms()[form].cells if not cell.is_variant]
    for cell in cells:
        figures[".".join(cell.key)] = str(numbers.randrange(most * 10) if numbers.random() < 0.5 else 0)
    rows = list(dict.fromkeys(cell.row_key for cell in cells if cell.table_key == "requests"))
    for applicant in APPLICANTS:
        often = 0.5 if applicant == "natural_person" else 0.1
        column = {row: numbers.randrange(most) if numbers.random() < often else 0 for row in rows}
        ends = ("received", "carried_in", "outcome_total", "carried_out")
        column["outcome_total"] = sum(value for row, value in column.items() if row not in ends)
        column["carried_in"] = min(column["carried_in"], column["outcome_total"] + column["carried_out"])
        column["received"] = column["outcome_total"] + column["carried_out"] - column["carried_in"]
        figures |= {f"requests.{row}.{applicant}": str(value) for row, value in column.items()}
    for row in rows:
        figures[f"requests.{row}.total"] = _sum(figures, "requests", row, APPLICANTS)
    for row in dict.fromkeys(cell.row_key for cell in cells if cell.table_key == "disputes"):
        for ending in ENDINGS:
            figures[f"disputes.{row}.{ending}"] = str(numbers.randrange(most) if numbers.random() < 0.4 else 0)
        figures[f"disputes.{row}.total"] = _sum(figures, "disputes", row, ENDINGS)
    for key, value in figures.items():
        if key != "*" and value == "0" and numbers.random() < blank:
            figures[key] = ""
    return figures


def _sum(figures: Figures, table: str, row: str, columns: tuple[str, ...]) -> str:
    return str(sum(int(figures[f"{table}.{row}.{column}"]) for column in columns))


def words_printed(form: str, figures: Figures) -> list[str]:
    """What a page prints, headings, labels and numbers one by one; blank cells leave nothing."""
    pieces = re.findall(r"<(?:td|p|h1)[^>]*>.*?</(?:td|p|h1)>", page(form, figures), flags=re.S)
    return [text for piece in pieces if (text := _without_tags(piece).strip())]


def page(form: str, figures: Figures, change: Callable[[str], str] = str, cell: str = "{}") -> str:
    """A web page with the three tables of a form, each passed through `change`."""
    tables = [change(table) for table in tables_html(form, figures, cell)]
    return PAGE.format(*tables, title=TITLE.format(year=YEARS[form]))


def cell_lines(form: str, figures: Figures) -> str:
    """The same as text: one cell a line after a tab, a blank line after each row, page numbers between rows."""
    html = page(form, figures)
    rows = re.sub(r"<tr.*?</tr>", _row_of_lines, html, flags=re.S)
    return _without_tags(rows)


def tab_rows(form: str, figures: Figures, width: int = 11) -> str:
    """The same as rows of tabs whose label columns shift left: a row is its cells, then blanks up to `width`."""
    return _without_tags(re.sub(r"<tr.*?</tr>", lambda row: _row_of_tabs(row, width), page(form, figures), flags=re.S))


def _row_of_lines(row: re.Match[str]) -> str:
    return "\n" + "".join(f"\t{cell}\n" for cell in _cells(row[0]))


def _row_of_tabs(row: re.Match[str], width: int) -> str:
    cells = _cells(row[0])
    return "\n" + "\t".join(cells + [""] * (width - len(cells)))


def _cells(row: str) -> list[str]:
    return [_without_tags(cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, flags=re.S)]


def _without_tags(html: str) -> str:
    return re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|h1|h3)>", "\n", html))
