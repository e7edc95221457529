"""Portals with any number of report pages, served by a process of its own: `python many_pages.py PORTALS PAGES`.

It prints the portals' home pages, one a line, and serves until its standard input ends. The pages are in the shape of
TRS lists and articles, with the metas that government portals have to give and their menus around the report, and table
cells as three editors write them.
"""

import asyncio
import re
import sys
from functools import cache, partial

from demo.portal import Body
from demo.report import report_html

PER_LIST = 100
VARIANTS = 50  # pages that differ in more than their body's name
CELLS = (
    "{}",
    '<p align="center" style="margin-top:0;text-align:center"><span>{}</span></p>',
    '<p class="MsoNormal" align="center" style="text-align:center;line-height:150%">'
    '<span lang="EN-US" style="font-size:10.5pt;font-family:宋体;mso-bidi-font-size:12.0pt">{}</span></p>',
)
MENU = "".join(
    f'<li class="menu-item"><a href="#column{number}" target="_blank" title="第{number}个栏目">第{number}个栏目</a></li>'
    for number in range(150)
)
NAME = "甲乙县人民政府"
PAGE = '<html><head><meta charset="utf-8">{metas}<title>{title}</title></head><body>{body}</body></html>'
METAS = (
    '<meta name="SiteName" content="甲乙县人民政府"><meta name="ColumnName" content="政府信息公开年报">'
    '<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-01-31 10:00:00">'
)


@cache
def _report(variant: int) -> bytes:
    year = 2019 + variant % 6
    body = Body(f"bench {variant}", NAME, "", {year: "html"})
    title = f"{NAME}{year}年政府信息公开工作年度报告"
    inside = f'<h1>{title}</h1><div class="TRS_Editor">{report_html(body, year, CELLS[variant % 3])}</div>'
    metas = METAS.format(title=title)
    return PAGE.format(title=title, metas=metas, body=f"<ul>{MENU}</ul>{inside}<ul>{MENU}</ul>").encode()


def answer(path: str, pages: int, first: int = 0) -> bytes:
    """The page at a path of a portal with that many reports, of bodies numbered from `first`; b"" where there is none."""
    if path == "/":
        return PAGE.format(title="首页", metas="", body='<a href="/zfxxgknb/">政府信息公开年报</a>').encode()
    if found := re.fullmatch(r"/zfxxgknb/t(\d+)\.html", path):
        number = int(found[1])
        return (
            _report(number % VARIANTS).replace(NAME.encode(), _name(first + number).encode()) if number < pages else b""
        )
    if found := re.fullmatch(r"/zfxxgknb/(?:index(?:_(\d+))?\.html)?", path):
        number = int(found[1] or "0")
        return _list(number, pages, first) if number * PER_LIST < pages else b""
    return b""


def _name(number: int) -> str:
    return f"第{number:05d}号县人民政府"


def _list(number: int, pages: int, first: int) -> bytes:
    lines = "".join(
        f'<li><a href="t{n}.html">{_name(first + n)}{2019 + n % VARIANTS % 6}年政府信息公开工作年度报告</a>'
        "<span>2024-01-31</span></li>"
        for n in range(number * PER_LIST, min(pages, (number + 1) * PER_LIST))
    )
    pager = f'<script>createPageHTML({-(-pages // PER_LIST)}, {number}, "index", "html");</script>'
    return PAGE.format(title="政府信息公开年报", metas="", body=f"<ul>{lines}</ul>{pager}").encode()


async def _serve(portals: int, pages: int) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: int) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""):
            body = answer(head.split(b" ", 2)[1].decode(), pages, first)
            status = b"200 OK" if body else b"404 Not Found"
            writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (status, len(body)))
            writer.write(body)

    async def until_closed(first: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer, first)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            writer.close()

    for number in range(portals):  # each with bodies of its own: the same body on two portals is one report
        server = await asyncio.start_server(partial(until_closed, number * pages), "127.0.0.1", 0)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
