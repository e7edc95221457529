"""Addresses joined from several values: arguments, contexts, arrays, forms that handlers fill, elements' attributes."""

import json
from urllib.parse import parse_qs, quote

from demo.answer import Answer, page
from tests.portals.lines import TITLES_BY_HAND, Line, lines_of
from tests.portals.site import FILES, Site, columns, item


def arguments(site: Site) -> None:
    """Several arguments, the application's path in a variable, addresses that grow statement by statement."""
    script = '<script>var ctx="/web";function toMenu(a,b){window.location.href=ctx+"/"+a+"/"+b+".html";}</script>'
    site.home(f"<a href=\"javascript:void(0)\" onclick=\"toMenu('gk','open')\">政府信息公开</a>{script}")
    script = (
        "<script>var ctx = '/web';\nfunction openCol(o, code, t) { $(o).addClass('cur'); var u = ctx + '/gk/' + code;"
        " u += '/list.do?type=' + t; location.href = u; }</script>"
    )
    menu = "<ul><li><a onclick=\"openCol(this,'nb',7)\">政府信息公开年报</a></li></ul>"
    site.put("/web/gk/open.html", "政府信息公开", menu + script)
    rows = ""
    for line in lines_of((site.name,), offset=6):
        site.article(f"/web/info/{line.date.year}/nb/{line.number}.html", line)
        call = f"javascript:openInfo('{line.date.year}','nb',{line.number})"
        rows += f'<tr><td><a href="{call}">{line.title}</a></td><td>{line.date}</td></tr>'
    script = (
        "<script>var ctx = '/web';\nfunction openInfo(y, t, id) { var url = ctx + '/info/' + y + '/' + t;"
        " window.open(url + '/' + id + '.html', '_blank'); }</script>"
    )
    site.put("/web/gk/nb/list.do?type=7", "年报", f"<table>{rows}</table>{script}")


def branches(site: Site) -> None:
    """What is opened depends on an argument; a menu by numbers has its addresses in an object and an array."""
    script = '<script>var map = {1: "/news/", 3: "/open/"}; function go(k) { location.href = map[k]; }</script>'
    site.home(f'<div onclick="go(3)"><em>政务</em><em>公开</em></div>{script}')
    script = (
        '<script>var urls = ["zn.html", "xxgk/menu.html"];\nfunction show(i) { $("#f").attr("src", urls[i]); }</script>'
    )
    menu = '<ul><li onclick="show(0)">公开指南</li><li onclick="show(1)">信息公开目录</li></ul><iframe id="f"></iframe>'
    site.put("/open/", "政务公开", menu + script)
    site.put("/open/zn.html", "公开指南", "<p>公开指南</p>")
    script = (
        "<script>function clickNode(id, type) { if (type == 'show') { $('#r').attr('src', 'show.aspx?cid=' + id); }"
        " else { $('#r').attr('src', 'list.aspx?cid=' + id + '&page=1'); } }</script>"
    )
    menu = "<a href=\"javascript:;\" onclick=\"clickNode('402','list')\">政府信息公开年报</a>"
    site.put("/open/xxgk/menu.html", "信息公开目录", menu + script)
    items = "".join(item(site.article(f"/open/a/{line.number}.html", line), line) for line in lines_of((site.name,)))
    site.put("/open/xxgk/list.aspx?cid=402&page=1", "列表", f"<ul>{items}</ul>")


def tabs_that_post(site: Site) -> None:
    """Tabs of years post the year; those of departments fill a form and send it."""
    site.home('<a href="/xxgk/">政府信息公开</a>')
    site.put(
        "/xxgk/",
        "政府信息公开",
        columns("/xxgk/nb.html", '<li><a href="/xxgk/bm.jsp?area=11">部门信息公开年报</a></li>'),
    )
    years = range(2020, 2025)
    tabs = "".join(f"<li onclick=\"getList('{year}',this)\">{year}年</li>" for year in reversed(years))
    script = (
        "<script>function getList(year, obj) { $(obj).addClass('on').siblings().removeClass('on');"
        " $.post('/xxgk/getList.do', {year: year, pageNo: 1, colId: 'nb01'}, function (data) { draw(data.list); }, 'json'); }\n"
        "$(function () { getList('2024', $('.tab li').eq(0)); });</script>"
    )
    site.put("/xxgk/nb.html", "政府信息公开年报", f'<ul class="tab">{tabs}</ul><ul id="l"></ul>{script}')
    data, shown = {}, {}
    for year in years:
        lines = lines_of((site.name,), range(year, year + 1), first=year * 10, offset=year)
        rows = [{"title": line.title, "url": site.article(f"/xxgk/nb/{line.number}.html", line)} for line in lines]
        data[str(year)] = page(json.dumps({"list": rows}, ensure_ascii=False), content_type="application/json")
        shown[str(year)] = _year_of_departments(site, year)
    site.pages["/xxgk/bm.jsp?area=11"] = shown["2024"]

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        if path == "/xxgk/getList.do" and asked.get("colId") == "nb01":
            return data.get(asked.get("year", ""))
        return shown.get(asked.get("fbtime", "")) if asked.get("area") == "11" else None

    site.posted = posted


def _year_of_departments(site: Site, year: int) -> Answer:
    tabs = "".join(f'<td onclick="changeYear({other})">{other}年</td>' for other in range(2024, 2019, -1))
    form = (
        f'<form name="f" method="post" action="bm.jsp"><input type="hidden" id="fbtime" name="fbtime" value="{year}">'
        '<input type="hidden" name="area" value="11"></form>'
    )
    script = (
        "<script>function changeYear(y) { document.getElementById('fbtime').value = y; document.f.submit(); }</script>"
    )
    lines = lines_of(("县统计局",), range(year, year + 1), first=year * 10 + 5, offset=year + 2)
    items = "".join(item(site.article(f"/xxgk/bm/{line.number}.html", line), line) for line in lines)
    return site.answer("年报", f"<table><tr>{tabs}</tr></table><ul>{items}</ul>{form}{script}")


def two_choices(site: Site) -> None:
    """A body and a year are chosen, and a button joins them; the year's own page has a choice with a function."""
    site.home('<a href="/nb/">政府信息公开年报</a>')
    bodies, years = {"001": "市财政局", "003": "柳河镇"}, range(2021, 2025)
    script = (
        "<script>function cx() { var d = document.getElementById('dept').value; var y = $('#nd').val();"
        " window.location.href = '/nb/list.do?dept=' + d + '&nd=' + y; }</script>"
    )
    choices = "".join(f'<option value="{code}">{body}</option>' for code, body in bodies.items())
    of_years = "".join(f'<option value="{year}">{year}年</option>' for year in years)
    form = (
        f'<select id="dept"><option value="">全部单位</option>{choices}</select><select id="nd"><option value="">全部</option>'
        f'{of_years}</select><button onclick="cx()">查询</button>{script}'
    )
    site.put("/nb/", "政府信息公开年报", f"{form}<p>请选择单位和年度查询</p>")
    for code, body in bodies.items():
        lines = lines_of((body,), years, first=int(code) * 100, offset=int(code))
        items = "".join(item(site.article(f"/nb/show.do?id={line.number}", line), line) for line in lines)
        site.put(f"/nb/list.do?dept={code}&nd=", "列表", f"{form}<ul>{items}</ul>")


def own_attributes(site: Site) -> None:
    """Addresses, and numbers to be joined, in attributes of the portal's own; one handler for each class."""
    script = '<script>$(".nav").click(function(){ window.location.href = $(this).attr("link"); });</script>'
    site.home(f'<div class="nav" link="/gk/"><span>信息公开</span></div>{script}')
    script = '<script>$("#m").on("click", "li", function(){ var u = $(this).attr("tourl"); window.open(u); });</script>'
    site.put(
        "/gk/",
        "信息公开",
        f'<ul id="m"><li tourl="/gk/zn.html">指南</li><li tourl="/gk/nb.html">公开年报</li></ul>{script}',
    )
    rows = ""
    for line in lines_of((site.name,), offset=11):
        site.article(f"/gk/45/info-{line.number}.html", line)
        rows += f'<div class="item" data-id="{line.number}" data-cid="45"><p>{line.title}</p><i>{line.date}</i></div>'
    script = (
        '<script>document.querySelectorAll(".item").forEach(function(e){ e.addEventListener("click", function(){'
        ' var id = this.getAttribute("data-id"); location.href = "/gk/" + this.dataset.cid + "/info-" + id + ".html";'
        " }); });</script>"
    )
    site.put("/gk/nb.html", "公开年报", rows + script)


def called_files(site: Site) -> None:
    """Files behind handlers, frames without a file's name and viewers; titles as bodies word them."""
    site.home('<a href="/gk/">信息公开</a>')
    site.put("/gk/", "信息公开", columns("/gk/nb/"))
    items = ""
    for at, words in enumerate(TITLES_BY_HAND):
        year, kind = 2024 - at % 7, ("doc", "docx", "pdf", "pdf")[at % 4]
        title = words.format(year=year, body="县文化和旅游局")
        line = Line(at, title, lines_of(("县",), range(year, year + 1))[0].date, kind, year)
        address = (f"/Servlet?fileid={at}a", f"/down.do?uuid={at}b", f"/sysFile/preview/{at}c", f"/up/{at}.pdf")[at % 4]
        site.pages[address] = Answer(FILES[kind].read_bytes(), "application/octet-stream")
        site.reports.add(address)
        if at % 4 == 3:
            path = f"/pdfjs/web/viewer.html?file={quote(address, safe='')}"
            site.pages[path] = page("<html><body><div id='viewer'></div></body></html>")
        else:
            path = f"/gk/nb/{at}.html"
            site.put(path, title, f"<h1>{title}</h1><div>{_shown(at, title, kind)}</div>")
        items += item(path, line)
    site.put("/gk/nb/", "政府信息公开年报", f"<ul>{items}</ul>")


def _shown(at: int, title: str, kind: str) -> str:
    return (
        f"<p>附件：<a href=\"javascript:get('{at}a','{title}.{kind}')\">{title}.{kind}</a></p>"
        "<script>function get(id, name) { window.location.href = '/Servlet?fileid=' + id; }</script>",
        f"<ul><li onclick=\"down('{at}b')\"><img src='/w.png'>{title}.{kind}</li></ul>"
        "<script>function down(uuid) { window.open('/down.do?uuid=' + uuid); }</script>",
        f'<p><iframe src="/sysFile/preview/{at}c" width="100%"></iframe></p>',
    )[at % 4]


PORTALS = {
    "arguments": arguments,
    "branches": branches,
    "tabs_that_post": tabs_that_post,
    "two_choices": two_choices,
    "own_attributes": own_attributes,
    "called_files": called_files,
}
