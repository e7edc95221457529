"""Portals as editors fill them: columns by many names, bodies behind headings, pagers and menus of their own, old mirrors."""

from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import Line, cut, lines_of, traditional
from tests.portals.site import Site, columns, item

BODIES = ("财政局", "教育局", "融媒体中心", "机关事务服务中心", "总工会", "凤凰镇")


def _report(body: str, year: int, number: int, kind: str = "html") -> Line:
    published = lines_of(("县",), range(year, year + 1))[0].date
    return Line(number, f"{body}{year}年政府信息公开工作年度报告", published, kind, year, body)


def _list(site: Site, folder: str, lines: list[Line]) -> str:
    return "".join(item(site.article(f"{folder}{line.number}.html", line), line) for line in lines)


def own_pagers(site: Site) -> None:
    """Pages in folders, by a plug-in; pages by a function without a number; a sign as the way on; a choice of years."""
    site.home('<a href="/zfxxgk/">政府信息公开</a>')
    names = {"/a/": "部门信息公开年报", "/b/index.html": "乡镇信息公开年报", "/c-a.html": "街道信息公开年报"}
    extra = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in names.items())
    site.put("/zfxxgk/", "政府信息公开", columns("/d/2024/index.html", extra))
    for at, key in enumerate("abc"):
        pages = cut(lines_of((("县教育局", "柳河镇", "城关街道")[at],), offset=at, first=at * 100), 5)
        for number, lines in enumerate(pages, 1):
            path, pager = _paged(key, number, len(pages))
            site.put(path, "年报", f"<ul>{_list(site, f'/{key}/n/', lines)}</ul>{pager}")
    years = range(2021, 2025)
    for year in years:
        options = "".join(f"<option{' selected' * (other == year)}>{other}</option>" for other in years)
        script = '<script>function sel() { var y = $("#y").val(); window.location.href = "../" + y + "/index.html"; }</script>'
        items = _list(site, f"/d/{year}/", lines_of((site.name,), range(year, year + 1), first=year * 10, offset=year))
        site.put(
            f"/d/{year}/", f"{year}年", f'<select id="y" onchange="sel()">{options}</select><ul>{items}</ul>{script}'
        )


def _paged(key: str, number: int, pages: int) -> tuple[str, str]:
    """The address of a page of a list, and its pager."""
    if key == "a":
        script = (
            f"<script>laypage.render({{ elem: 'p', count: 14, limit: 5, curr: {number}, jump: function(obj, first) {{"
            " if (!first) location.href = '/a/' + obj.curr + '/index.html'; } });</script>"
        )
        return ("/a/" if number == 1 else f"/a/{number}/"), f'<div id="p"></div>{script}'
    if key == "b":
        script = (
            f"<script>var cur = {number};\nfunction goPage(n) {{"
            " location.href = n == 1 ? 'index.html' : 'page_' + n + '.html'; }\n"
            "function nextPage() { goPage(cur + 1); }</script>"
        )
        pager = f'共{pages}页 <a href="javascript:;" onclick="nextPage()">下一页</a><input id="pn">{script}'
        return ("/b/" if number == 1 else f"/b/page_{number}.html"), pager if number < pages else ""
    onward = f'<a href="/c-{"abcdef"[number]}.html" aria-label="下一页"><i></i></a>'
    return f"/c-{'abcdef'[number - 1]}.html", onward if number < pages else ""


def behind_headings(site: Site) -> None:
    """A special of each year, announced by a picture; bodies of all kinds by name alone, far from the home page."""
    site.home('<a href="/zwgk/">政务公开</a><a href="/zt/2024nb/"><img alt="2024年政府信息公开工作年度报告专栏"></a>')
    for year in (2024, 2023):
        links = ""
        for at, body in enumerate(("区民政局", "青山街道", "区总工会", "区档案馆")):
            line = _report(body, year, year * 10 + at)
            link = site.article(f"/zt/{year}nb/{line.number}.html", line)
            links += f'<li><a href="{link}"><img src="/i/{at}.png" alt=""><span>{body}</span></a></li>'
        past = f'<a href="/zt/{year - 1}nb/">{year - 1}年度报告</a>' if year == 2024 else ""
        site.put(f"/zt/{year}nb/", f"{year}年政府信息公开工作年度报告专栏", f"<h2>区级部门</h2><ul>{links}</ul>{past}")
    site.put("/zwgk/", "政务公开", '<a href="/zwgk/zfxxgk/">政府信息公开</a>')
    site.put("/zwgk/zfxxgk/", "政府信息公开", '<a href="/zwgk/bm/">县直部门</a>' + columns("/zwgk/nb/"))
    site.put("/zwgk/bm/", "县直部门", "".join(f'<a href="/bm/{at}/">{body}</a>' for at, body in enumerate(BODIES)))
    old = '<a href="/zwgk/nb/old/">2014-2018年年报</a>'
    now = _list(site, "/zwgk/nb/", lines_of((site.name,), range(2021, 2025), first=300))
    site.put("/zwgk/nb/", "政府信息公开年报", f"{old}<ul>{now}</ul>")
    older = _list(site, "/zwgk/nb/old/", lines_of((site.name,), range(2014, 2019), first=400))
    site.put("/zwgk/nb/old/", "年报", f"<ul>{older}</ul>")
    for at, body in enumerate(BODIES):
        root = f"/bm/{at}/"
        site.put(root, body, f'<a href="{root}xxgk/">信息公开</a><a href="{root}dt/">工作动态</a>')
        site.put(f"{root}xxgk/", "信息公开", columns(f"{root}nb/"))
        lines = lines_of((f"县{body}",), range(2022, 2025), first=at * 40, offset=at)
        site.put(f"{root}nb/", "政府信息公开年报", f"<ul>{_list(site, f'{root}nb/', lines)}</ul>")


def by_other_names(site: Site) -> None:
    """Columns called otherwise, by a picture, in tabs that load; files named beside 点击下载."""
    site.home('<a href="/zwgk.asp"><img src="images/zwgk.jpg"></a><a href="/ld.asp"><img src="images/ldzc.jpg"></a>')
    names = (
        "历年政府信息公开年报",
        "政府信息公开年报（2019-2024年）",
        "政府信息公开工作年度报告（部门）",
        "信息公开工作年度报告公示",
        "年度报告（政府信息公开）",
        "部门和乡镇年报",
    )
    links = "".join(f'<a href="/c{at}/">{name}</a>' for at, name in enumerate(names))
    tab = '<a href="#t2" data-toggle="tab" data-remote="/frag/nb.html">公开年报</a>'
    site.put("/zwgk.asp", "政务公开", f'{links}{tab}<a href="list.asp?id=17"><img src="images/gknb.gif"></a>')
    for at in range(len(names)):
        lines = lines_of((f"县{at}局",), range(2022, 2025), first=at * 50, offset=at)
        site.put(f"/c{at}/", "列表", f"<ul>{_list(site, f'/c{at}/', lines)}</ul>")
    tabbed = lines_of(("县审计局",), range(2022, 2025), first=500)
    site.pages["/frag/nb.html"] = page(f"<ul>{_list(site, '/frag/', tabbed)}</ul>")
    text = ""
    for at, body in enumerate(("县公安局", "东风镇")):
        for year in (2022, 2023, 2024):
            line = _report(body, year, at * 10 + year, ("docx", "pdf", "doc")[year % 3])
            file = site.file(f"/upload/{line.number}.{line.kind}", line)
            text += f'<p>{line.title} <a href="{file}">点击下载</a></p>'
    site.put("/list.asp?id=17", "政府信息公开年报", f"<div id='zoom'>{text}</div>")


def mirror(site: Site) -> None:
    """A mirror in traditional characters, its menu written by a script file; frames that scripts write."""
    site.home('<script src="/js/top.js"></script>')
    menu = traditional("s+='<li><a href=\"/zwgk/\">政务公开</a></li>';")
    site.pages["/js/top.js"] = page(
        f"var s='<ul>';\n{menu}\ndocument.write(s+'</ul>');", content_type="text/javascript"
    )
    site.put("/zwgk/", traditional("政务公开"), traditional(columns("/zwgk/box.html")))
    frame = "<script>var c='9';document.write('<iframe src=\"/zwgk/list.asp?c='+c+'\"></iframe>');</script>"
    site.pages["/zwgk/box.html"] = page(f"<html><body>{frame}</body></html>")
    items = ""
    for line in lines_of((site.name,), offset=1):
        said = Line(line.number, traditional(line.title), line.date, line.kind, line.year, line.body)
        items += item(site.article(f"/zwgk/n/{line.number}.html", said), said)
    site.put("/zwgk/list.asp?c=9", traditional("政府信息公开年报"), f"<ul>{items}</ul>")


def drop_down(site: Site) -> None:
    """A choice of years of ASP.NET that posts back: every year answers under one address."""
    site.home('<a href="/Gk/Nb.aspx">政府信息公开年报</a>')
    years = range(2024, 2018, -1)
    call = "javascript:setTimeout(&#39;__doPostBack(\\&#39;c$y\\&#39;,\\&#39;\\&#39;)&#39;, 0)"

    def shown(year: int) -> Answer:
        options = "".join(f'<option{" selected" * (x == year)} value="{x}">{x}年</option>' for x in years)
        lines = lines_of((site.name,), range(year, year + 1), first=year * 10, offset=year)
        state = f'<input type="hidden" name="__VIEWSTATE" value="/wE{year}">'
        select = f'<select name="c$y" onchange="{call}">{options}</select>'
        form = f'<form method="post" action="./Nb.aspx">{state}{select}<ul>{_list(site, "/Gk/n/", lines)}</ul></form>'
        return site.answer("政府信息公开年报", form)

    answers = {str(year): shown(year) for year in years}
    site.pages["/Gk/Nb.aspx"] = answers["2024"]

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        return (
            answers.get(sent.get("c$y", "")) if sent.get("__EVENTTARGET") == "c$y" and "__VIEWSTATE" in sent else None
        )

    site.posted = posted


PORTALS = {
    "own_pagers": own_pagers,
    "behind_headings": behind_headings,
    "by_other_names": by_other_names,
    "mirror": mirror,
    "drop_down": drop_down,
}
