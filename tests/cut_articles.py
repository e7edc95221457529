"""Cuts the page of a report into pages of an article, as portals do, and reads them."""

import re
from itertools import pairwise

from pipelines.read import Context, read_report
from pipelines.report import Report, Unread
from pipelines.whole_article import HeldPage

FIRST = "http://www.example.gov.cn/nb/t20240120_1234.html"
_BODY = "<div id='zoom'>"


def address(number: int) -> str:
    """Where a page of the article lies."""
    return FIRST if number == 1 else FIRST.replace(".html", f"_{number - 1}.html")


def breaks(page: str) -> list[int]:
    """Every place between two rows of a table, or between two blocks of the text."""
    start, end = page.index(_BODY) + len(_BODY), page.rindex("</div>")
    marks = re.finditer(r"(?=<tr)|(?<=</table>)|(?<=</p>)", page)
    return [mark.start() for mark in marks if start < mark.start() < end]


def cut(page: str, at: list[int], headings: int = 0) -> list[str]:
    """The pages; one that begins inside a table, below these, repeats so many of its first rows."""
    start, end = page.index(_BODY) + len(_BODY), page.rindex("</div>")
    edges = [start, *at, end]
    pieces = [_whole(page, first, last, headings) for first, last in pairwise(edges)]
    return [
        f"{page[:start]}{piece}<script>createPageHTML({len(pieces)}, {number}, 't20240120_1234', 'html');</script>{page[end:]}"
        for number, piece in enumerate(pieces)
    ]


def _whole(page: str, start: int, end: int, headings: int) -> str:
    before, piece = page[:start], page[start:end]
    if before.count("<table") > before.count("</table"):
        rows = re.findall(r"<tr.*?</tr>", before[before.rindex("<table") :], re.DOTALL)
        piece = f"<table>{''.join(rows[:headings] if len(rows) > headings else [])}{piece}"
    return f"{piece}</table>" if piece.count("<table") > piece.count("</table") else piece


def read_pages(pages: list[str], lost: frozenset[int] = frozenset()) -> Report | Unread:
    """What the article reads as, where the archive holds all its pages but the lost ones."""
    held = {
        address(number): HeldPage(f"capture {number}", page.encode(), "text/html; charset=utf-8")
        for number, page in enumerate(pages, start=1)
        if number > 1 and number not in lost
    }
    context = Context(FIRST, declared_type="text/html; charset=utf-8", pages=held)
    return read_report(pages[0].encode(), context)
