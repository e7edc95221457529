"""Odd lines: cells of a matrix, headings with 查看 below them, lists that grow, choices that post, addresses as typed."""

import json
from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import Line, cut, lines_of
from tests.portals.site import Site, columns, item

BODIES = ("区财政局", "区教育局", "青石街道办事处")


def _report(site: Site, body: str, year: int, number: int) -> Line:
    published = lines_of(("县",), range(year, year + 1))[0].date
    return Line(
        number,
        f"{body}{year}年政府信息公开工作年度报告",
        published,
        ("html", "pdf", "html", "docx")[number % 4],
        year,
        body,
    )


def matrix(site: Site) -> None:
    """Bodies down, years across; every link says 查看."""
    site.home('<a href="/gk/">信息公开</a>')
    site.put("/gk/", "信息公开", columns("/gk/nb/"))
    years = range(2020, 2025)
    rows = "<tr><th>单位</th>" + "".join(f"<th>{year}年</th>" for year in years) + "</tr>"
    for at, body in enumerate((site.name, *BODIES)):
        links = [site.article(f"/gk/nb/{at}/{year}.html", _report(site, body, year, at * 10 + year)) for year in years]
        rows += f"<tr><td>{body}</td>" + "".join(f'<td><a href="{link}">查看</a></td>' for link in links) + "</tr>"
    site.put("/gk/nb/", "政府信息公开年报", f"<table>{rows}</table>")


def headings(site: Site) -> None:
    """A heading for each year, below it a line for each body, whose link says 点击查看 or 下载."""
    site.home('<a href="/zfxxgk/">政府信息公开</a>')
    site.put("/zfxxgk/", "政府信息公开", columns("/zfxxgk/nb.html"))
    shown = ""
    for year in range(2024, 2019, -1):
        shown += f'<div class="year"><h3>{year}年度</h3><ul>'
        for at, body in enumerate(BODIES):
            link = site.article(f"/zfxxgk/{year}/{at}.html", _report(site, body, year, at + year))
            shown += f'<li><span>{body}</span><a href="{link}">{"点击查看" if at else "查看"}</a></li>'
        shown += "</ul></div>"
    site.put("/zfxxgk/nb.html", "政府信息公开年报", shown)


def growing(site: Site) -> None:
    """A list that grows by pieces of markup when a button is pressed."""
    pages = cut(lines_of((site.name, "县退役军人事务局"), offset=6), 9)
    site.home('<a href="/open/">政务公开</a>')
    site.put("/open/", "政务公开", columns("/open/nb/"))
    button = '<button class="more" data-url="/open/nb/more" data-page="1">加载更多</button>'
    script = (
        "<script>$('.more').click(function(){ var p = +$(this).data('page') + 1;"
        " $.get('/open/nb/more?page=' + p, function(h){ $('#list').append(h); }); });</script>"
    )
    for number, lines in enumerate(pages, 1):
        items = "".join(item(site.article(f"/open/nb/{line.number}.html", line), line) for line in lines)
        if number == 1:
            site.put("/open/nb/", "政府信息公开年报", f'<ul id="list">{items}</ul>{button}{script}')
        site.pages[f"/open/nb/more?page={number}"] = page(items)


def posted_choice(site: Site) -> None:
    """The year is chosen in a form that posts itself."""
    site.home('<a href="/xx/nb.do">政府信息公开年报</a>')
    years = range(2020, 2025)
    options = "".join(f'<option value="{year}">{year}年</option>' for year in reversed(years))
    form = f'<form method="post" action="/xx/nb.do"><select name="nd" onchange="this.form.submit()">{options}</select></form>'
    answers = {}
    for year in years:
        lines = lines_of((site.name, "县审计局"), range(year, year + 1), first=year * 10, offset=year)
        items = "".join(item(site.article(f"/xx/show.do?id={line.number}", line), line) for line in lines)
        answers[str(year)] = site.answer("政府信息公开年报", f"{form}<ul>{items}</ul>")
    site.pages["/xx/nb.do"] = answers["2024"]

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        return answers.get(parse_qs(body).get("nd", [""])[0])

    site.posted = posted


def as_typed(site: Site) -> None:
    """Addresses as people type them: capitals, line breaks and blanks, backslashes, two slashes."""
    home = site.homes[site.key]
    site.home('<A HREF=" /ZWGK/\n">政 务 公 开</A>')
    site.put("/ZWGK/", "政务公开", '<A HREF="\\ZWGK\\nb.asp?a=1&amp;b=2">政府信息公开年报</A>')
    rows = ""
    for place, line in enumerate(lines_of((site.name, "县林业局"), offset=7)):
        path = site.article(f"/zwgk/show.asp?id={line.number}&t=1", line, f"/zwgk/f/{line.number}.{line.kind}")
        href = (
            f"{home.removeprefix('http:')}{path}",
            path.replace("?", "?\n"),
            f" .{path.replace('/zwgk/', '/../zwgk/')}\n",
            path.replace("/", "\\"),
        )[place % 4]
        rows += f'<TR><TD><A HREF="{href}" TARGET=_blank>{line.title}</A></TD><TD>{line.date:%Y.%m.%d}</TD></TR>'
    site.put("/ZWGK/nb.asp?a=1&b=2", "政府信息公开年报", f"<TABLE>{rows}</TABLE>")


def state(site: Site) -> None:
    """A page drawn by a framework: what it shows stands in an object for the script, numbers in place of addresses."""
    site.home('<a href="/web/open">政务公开</a>')
    lines = lines_of((site.name, "市统计局"), offset=8)
    for line in lines:
        site.article(f"/web/article/{line.number}", line, f"/web/file/{line.number}.{line.kind}")
    menus = {"/web/open/guide": "公开指南", "/web/open/report": "政府信息公开年报"}
    tree = {"menus": [{"path": path, "meta": {"title": title}} for path, title in menus.items()]}
    records = [{"id": line.number, "title": line.title, "time": f"{line.date}T08:00:00"} for line in lines]
    for path, title, data in (
        ("/web/open", "政务公开", tree),
        ("/web/open/report", "政府信息公开年报", {"list": records}),
    ):
        text = json.dumps(data, ensure_ascii=False)
        script = f'<script>window.__STATE__={text};</script><script>const to=(r)=>"/web/article/"+r.id;</script>'
        site.put(path, title, f'<div id="__app">{title}</div>{script}')


def called_back(site: Site) -> None:
    """The list is a script file that calls the page's function with its lines."""
    site.home('<a href="/gk/">信息公开</a>')
    site.put("/gk/", "信息公开", columns("/gk/nb.html"))
    lines = lines_of((site.name,), offset=3)
    rows = [
        {"t": line.title, "u": site.article(f"/gk/{line.number}.html", line), "d": str(line.date)} for line in lines
    ]
    address = "/gk/nb_list.js?v=3&callback=show"
    site.put("/gk/nb.html", "政府信息公开年报", f'<ul id="l"></ul><script src="{address}"></script>')
    text = f"show({json.dumps(rows, ensure_ascii=False)});"
    site.pages[address] = page(text, content_type="application/javascript")


def delegated(site: Site) -> None:
    """Lines are boxes with a number; one handler for all of their class joins the address."""
    site.home('<a href="/gk/">信息公开</a>')
    site.put("/gk/", "信息公开", columns("/gk/nb.html"))
    rows = ""
    for line in lines_of((site.name,), offset=4):
        site.article(f"/gk/info/{line.number}.html", line)
        rows += f'<div class="item" data-id="{line.number}"><b>{line.title}</b><i>{line.date}</i></div>'
    script = (
        "<script>$(document).on('click','.item',function(){"
        " location.href='/gk/info/'+$(this).data('id')+'.html'; });</script>"
    )
    site.put("/gk/nb.html", "政府信息公开年报", rows + script)


def asked_with(site: Site) -> None:
    """A call with its parameters in an object, answered with JSON page by page."""
    site.home('<a href="/gk/">信息公开</a>')
    site.put("/gk/", "信息公开", columns("/gk/nb.html"))
    call = 'axios.get("/gk/api/nb/list", {params: {page: 1, size: 6, channel: "nb"}}).then(r => draw(r.data.rows));'
    site.put("/gk/nb.html", "政府信息公开年报", f'<div id="app"></div><script>{call}</script>')
    shown = [
        [
            {"title": line.title, "href": site.article(f"/gk/d/{line.number}.html", line), "date": str(line.date)}
            for line in lines
        ]
        for lines in cut(lines_of((site.name,), offset=5), 6)
    ]

    def answer(path: str, headers: dict[str, str]) -> Answer | None:
        if not path.startswith("/gk/api/nb/list?"):
            return None
        asked = {name: values[0] for name, values in parse_qs(path.partition("?")[2]).items()}
        number = int(asked.get("page", "1"))
        rows = shown[number - 1] if number <= len(shown) and asked.get("channel") == "nb" else []
        return page(json.dumps({"rows": rows}, ensure_ascii=False), content_type="application/json")

    site.asked = answer


PORTALS = {
    "called_back": called_back,
    "delegated": delegated,
    "asked_with": asked_with,
    "matrix": matrix,
    "headings": headings,
    "growing": growing,
    "posted_choice": posted_choice,
    "as_typed": as_typed,
    "state": state,
}
