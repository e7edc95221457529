"""Web pages, in the ways portals print one and the same table."""

from html import escape
from random import Random

from tests.accuracy.printed import PrintedReport, Rows
from tests.test_layouts import READ_WHOLE

CELLS = ("{}", '<p class="MsoNormal"><span lang="EN-US">{}</span></p>', "<div><b>{}</b>&nbsp;</div>")
CHARSETS = ("", "utf-8", "gb2312", "gb18030")


def print_report(report: PrintedReport, random: Random) -> bytes:
    """A page whose tables go through one of the layouts that are read whole; the declared charset may not be the real one."""
    change, cell, declared = random.choice(READ_WHOLE), random.choice(CELLS), random.choice(CHARSETS)
    body = "".join(
        f"<p>{escape(block)}</p>" if isinstance(block, str) else change(table_html(block, cell))
        for block in report.blocks
    )
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}<title>{report.title}</title></head><body><h1>{report.title}</h1><div>{body}</div></body></html>"
    return page.encode(random.choice(("utf-8", "gb18030")))


def table_html(rows: Rows, cell: str = "{}") -> str:
    """The markup of a table."""
    lines = ["".join(_cell(c.text, c.rowspan, c.colspan, cell) for c in row) for row in rows]
    return '<table border="1">' + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _cell(text: str, rowspan: int, colspan: int, cell: str) -> str:
    spans = f' rowspan="{rowspan}"' * (rowspan > 1) + f' colspan="{colspan}"' * (colspan > 1)
    return f"<td{spans}>{cell.format(escape(text)) if text else ''}</td>"
