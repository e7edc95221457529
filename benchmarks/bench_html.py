"""HTML reports a second: the whole of reading against pandas.read_html on the tables alone, in turns, every cell compared."""

import io
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

import pandas

from demo.figures import figures_of, form_of
from demo.portal import Body
from demo.report import report_html
from pipelines.matching.layouts import places_in
from pipelines.read import Context, read_report
from pipelines.report import Report

PAGES, ROUNDS = 100, 9
OURS, OURS_FIRST = "nianbao, all of reading", "the same, layout never seen"
THEIRS = "pandas.read_html, tables"
PROSE = (
    "本年度继续完善公开目录，按月核对各单位公开的内容，对发布不及时的逐项提醒，并把群众常问的事项编成问答放在显著位置。"
    * 3
)
PARAGRAPHS = 24  # of prose, as many as a report of a county has
# What editors write around a number: attributes of the cell, markup inside it.
EDITORS = (
    ("", "{}"),
    (
        ' valign="center" style="width:54pt;padding:0pt 5.4pt;border:1pt solid windowtext"',
        '<p style="text-align:center"><span style="font-family:宋体;font-size:10.5pt">{}</span></p>',
    ),
    (
        ' width="72" nowrap="nowrap" style="width:54.0pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt"',
        '<p class="MsoNormal" align="center" style="text-align:center;line-height:150%">'
        '<span lang="EN-US" style="font-size:10.5pt;font-family:宋体;mso-bidi-font-size:12.0pt">{}</span></p>',
    ),
)
MENU = "".join(f'<li><a href="/col/col{n}/">栏目 {n}</a></li>' for n in range(120))
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><meta name="ArticleTitle" content="{title}">'
    '<meta name="PubDate" content="2024-01-20 09:30"><title>{title}</title>'
    '</head><body><div class="menu"><ul>{menu}</ul></div><div class="main"><h1>{title}</h1><div id="zoom">{body}</div></div>'
    '<div class="footer">版权所有</div></body></html>'
)


def main() -> None:
    """Prints a table of both, and how many cells came out right."""
    numbers = Random(2026)
    pages = [_page(number, numbers) for number in range(PAGES)]
    right, cells = _right_cells(pages)
    times: dict[str, list[float]] = {OURS: [], OURS_FIRST: [], THEIRS: []}
    for _ in range(ROUNDS):
        times[OURS].append(_seconds(lambda: [read_report(page, Context("")) for page, _ in pages]))
        times[OURS_FIRST].append(_seconds(lambda: [_read_as_first(page) for page, _ in pages]))
        times[THEIRS].append(_seconds(lambda: [_tables(page) for page, _ in pages]))
    theirs = median(times[THEIRS])
    print(f"{PAGES} pages, {sum(len(page) for page, _ in pages) / PAGES / 1000:.0f} kB each, {ROUNDS} rounds in turns")
    print(f"{'':28} {'documents/s':>12} {'ms med (min-max)':>22} {'ratio':>6}")
    for name, taken in times.items():
        spread = f"{_ms(median(taken)):.2f} ({_ms(min(taken)):.2f}-{_ms(max(taken)):.2f})"
        print(f"{name:28} {PAGES / median(taken):12.0f} {spread:>22} {theirs / median(taken):6.2f}")
    print(f"cells right: {right} of {cells}")


def _page(number: int, numbers: Random) -> tuple[bytes, Body]:
    year = 2019 + number % 6
    body = Body(f"bench {number}", "甲乙县人民政府", "", {year: "html"})
    charset = "gb2312" if numbers.random() < 0.3 else "utf-8"
    title = f"甲乙县人民政府{year}年政府信息公开工作年度报告"
    attributes, cell = EDITORS[number % len(EDITORS)]
    report = report_html(body, year, cell).replace("<td", f"<td{attributes}")
    prose = f'<p style="text-indent:2em"><span style="font-family:仿宋_GB2312;font-size:16pt">{PROSE}</span></p>'
    report = report.replace("<h3>二、", f"{prose * PARAGRAPHS}<h3>二、", 1)
    html = PAGE.format(charset=charset, title=title, menu=MENU, body=report)
    return html.encode("gb18030" if charset == "gb2312" else charset), body


def _right_cells(pages: list[tuple[bytes, Body]]) -> tuple[int, int]:
    """How many of the cells that the pages were made of come out as printed, and how many there are."""
    right = cells = 0
    for page, body in pages:
        report = read_report(page, Context(""))
        assert isinstance(report, Report), report
        (year,) = body.years
        figures = figures_of(body.key, year, body.years)
        assert report.form == form_of(year)
        for figure in report.figures:
            printed = figures.get(".".join(figure.key), figures["*"])
            cells += 1
            right += figure.raw == printed and (figure.state == "reported") == bool(printed)
    return right, cells


def _tables(page: bytes) -> list[pandas.DataFrame]:
    return pandas.read_html(io.BytesIO(page), flavor="lxml", encoding="gb18030" if b"gb2312" in page else "utf-8")


def _read_as_first(page: bytes) -> None:
    """Read a page as if no other page had been laid out like it."""
    places_in.cache_clear()
    read_report(page, Context(""))


def _seconds(task: Callable[[], object]) -> float:
    start = perf_counter()
    task()
    return perf_counter() - start


def _ms(seconds: float) -> float:
    return 1000 * seconds / PAGES


if __name__ == "__main__":
    main()
