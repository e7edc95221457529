"""Pages made by hand: a splash page, frames in GBK, a base address, cards, columns whose only link says 更多."""

from urllib.parse import quote

from demo.answer import Answer, page
from tests.portals.lines import Line, lines_of
from tests.portals.site import FILES, Site, columns, item


def frames(site: Site) -> None:
    """A frame set in GBK; addresses with Chinese words, which a browser writes in the page's encoding."""
    site.encoding, site.content_type = "gb18030", "text/html; charset=gb2312"
    site.metas = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    html = (
        f"<html><head><title>{site.name}</title></head>"
        '<frameset rows="120,*"><frame name="t" src="top.asp"><frame name="m" src="main.asp"></frameset></html>'
    )
    site.pages["/"] = page(html, "gb18030", site.content_type)
    site.put(
        "/top.asp",
        "导航",
        "<table><tr><td onclick=\"parent.m.location.href='list.asp?lm=政府信息公开年报'\">政府信息公开年报</td></tr></table>",
    )
    site.put("/main.asp", "首页", "<p>欢迎访问</p>")
    name = quote("政府信息公开年报", encoding="gb18030")
    lines = lines_of((site.name, "县林业局"), offset=5)
    rows = ""
    for line in lines:
        site.article(f"/view.asp?id={line.number}&lm={name}", line, f"/upload/{line.number}.{line.kind}")
        rows += (
            f'<div class="r"><a href="view.asp?id={line.number}&amp;lm=政府信息公开年报" target="_blank">'
            f'{line.title}</a> <font color="gray">{line.date}</font></div>'
        )
    site.put(f"/list.asp?lm={name}", "政府信息公开年报", rows)


def splash(site: Site) -> None:
    """A page with a picture before the home page, a base address, and a column whose heading is no link."""
    site.pages["/"] = page(
        f'<html><head><title>{site.name}</title></head><body><a href="/web/main.html"><img src="/s.jpg"></a></body></html>'
    )
    site.put("/web/main.html", site.name, '<a href="/web/open/">信息公开</a><a href="/service/">办事服务</a>')
    blocks = (
        '<div class="box"><h3>政府信息公开指南</h3><a class="more" href="c101/">更多&gt;&gt;</a></div>'
        '<div class="box"><h3>政府信息公开年报</h3><a class="more" href="c104/">更多&gt;&gt;</a></div>'
    )
    base = f'<base href="{site.homes[site.key]}/web/columns/">'
    site.put("/web/open/", "信息公开", blocks, base)
    lines = lines_of((site.name, "县档案馆"), offset=8)
    items = "".join(
        item(site.article(f"/web/columns/c104/{line.number}.html", line).removeprefix("/web/columns/"), line)
        for line in lines
    )
    site.put("/web/columns/c104/", "列表", f"<ul>{items}</ul>", base)


def cards(site: Site) -> None:
    """Cards with a picture as the link and the year below it; the reports of bodies without a year in their titles."""
    site.home('<a href="/zwgk/zfxxgk/">青禾县政府信息公开</a>')
    site.put(
        "/zwgk/zfxxgk/",
        "政府信息公开",
        '<a href="/zwgk/zn.html">公开指南</a><a href="/zwgk/n4/">公开年报</a><a href="/zwgk/zd.html">公开制度</a>',
    )
    shown = ""
    for year in range(2019, 2025):
        line = Line(
            year,
            f"{site.name}{year}年政府信息公开工作年度报告",
            lines_of(("县",), range(year, year + 1))[0].date,
            ("html", "pdf")[year % 2],
            year,
            site.name,
        )
        path = site.article(f"/zwgk/n4/{year}/content.html", line)
        shown += f'<div class="card"><a href="{path}"><img src="/img/cover.png"></a><p>{year}年</p></div>'
    items = ""
    for number, body in enumerate(("县科学技术局", "县退役军人事务局", "县应急管理局")):
        line = Line(
            number, f"{body}政府信息公开工作年度报告", lines_of(("县",), range(2023, 2024))[0].date, "html", 2023, body
        )
        items += item(site.article(f"/zwgk/n4/b{number}.html", line), line)
    site.put("/zwgk/n4/", "公开年报", f"{shown}<ul>{items}</ul>")


def served(site: Site) -> None:
    """Files behind servlets that only their words or their response tell: on pages, in lists, in viewers."""
    site.home('<a href="/a/">政务公开</a>')
    site.put("/a/", "政务公开", columns("/a/list.html"))
    items = ""
    for place, year in enumerate(range(2018, 2025)):
        title = f"{site.name}{year}年政府信息公开工作年度报告"
        file, kind = f"/servlet/FileDown?fid={year}", ("pdf", "docx", "pdf", "doc")[place % 4]
        name = quote(f"{title}.{kind}")
        site.pages[file] = Answer(
            FILES[kind].read_bytes(),
            "application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )
        site.reports.add(file)
        shown = (
            f'<p>附件：<a href="{file}">{title}.{kind}</a></p>',
            f'<script>PDFObject.embed("{file}", "#viewer");</script><div id="viewer"></div>',
            f'<p><a href="javascript:void(0)" onclick="window.open(\'{file}\')">点击下载：{title}（Word版）</a></p>',
            f'<div id="p"></div><script>var pdfUrl = "{file}"; new Pdfh5("#p", {{pdfurl: pdfUrl}});</script>',
        )[place % 4]
        if place == 6:
            items += f'<li><a href="{file}">{title}</a><span>{year + 1}-01-20</span></li>'
            continue
        path = f"/a/{year}.html"
        site.put(path, title, f"<h1>{title}</h1><div>{shown}</div>")
        items += f'<li><a href="{path}">{title}</a><span>{year + 1}-01-20</span></li>'
    site.put("/a/list.html", "政府信息公开年报", f"<ul>{items}</ul>")


def parts(site: Site) -> None:
    """Reports over several pages: by a script's call, by numbers, by 下一页 alone; a break may run through a table."""
    site.home('<a href="/gkml/">信息公开目录</a>')
    site.put("/gkml/", "信息公开目录", '<dl><dt>政府信息公开</dt><dd><a href="/gkml/n/">年度报告</a></dd></dl>')
    items = ""
    for place, year in enumerate(range(2020, 2025)):
        title, published = (
            f"{site.name}{year}年政府信息公开工作年度报告",
            lines_of(("县",), range(year, year + 1))[0].date,
        )
        line = Line(year, title, published, "html", year, site.name)
        first = (f"/gkml/n/t{year}.html", f"/gkml/n/t{year}.html", f"/gkml/show.jsp?id={year}")[place % 3]
        pieces = _cut_in_pages(site.body(first, line), through_a_row=place > 2)
        for number, piece in enumerate(pieces, 1):
            metas = f'<meta name="ArticleTitle" content="{line.title}">'
            pager = _pager(place % 3, year, number, len(pieces))
            address = _address(place % 3, year, number)
            site.put(address, line.title, f'<h1>{line.title}</h1><div id="zoom">{piece}</div>{pager}', metas)
        items += item(first, line)
    site.put("/gkml/n/", "年度报告", f"<ul>{items}</ul>")


def _cut_in_pages(whole: str, through_a_row: bool) -> list[str]:
    """The text before the tables, and the tables on two pages; the break between these may run through a table."""
    first = whole.index("<table")
    if not through_a_row:
        second = whole.rindex("<table")
        return [whole[:first], whole[first:second], whole[second:]]
    row = whole.index("<tr", whole.index("（四）无法提供"))
    return [whole[:first], f"{whole[first:row]}</table>", f"<table>{whole[row:]}"]


def _address(way: int, year: int, number: int) -> str:
    later = (
        f"/gkml/n/t{year}_{number - 1}.html",
        f"/gkml/n/t{year}_{number}.html",
        f"/gkml/show.jsp?id={year}&p={number}",
    )
    return (
        later[way]
        if number > 1
        else (f"/gkml/n/t{year}.html", f"/gkml/n/t{year}.html", f"/gkml/show.jsp?id={year}")[way]
    )


def _pager(way: int, year: int, number: int, pages: int) -> str:
    if way == 0:
        return f'<script>createPageHTML({pages}, {number - 1}, "t{year}", "html");</script>'
    following = f'<a href="{_address(way, year, number + 1)}">下一页</a>' if number < pages else "下一页"
    if way == 2:
        return f"<div>第{number}页 {following}</div>"
    links = [str(n) if n == number else f'<a href="{_address(way, year, n)}">{n}</a>' for n in range(1, pages + 1)]
    return f'<div class="page">{" ".join(links)} {following}</div>'


PORTALS = {"frames": frames, "splash": splash, "cards": cards, "served": served, "parts": parts}
