"""Odd ways to the column of reports: forms, frame sets, choices, image maps, pop-ups, pages that send the visitor on."""

from html import escape
from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, item


def search_form(site: Site) -> None:
    """A search form sends year and kind by GET; nothing else leads to the lists."""
    site.home('<a href="/open/index.html">政府信息公开</a>')
    years = "".join(f'<option value="{year}">{year}年</option>' for year in range(2024, 2017, -1))
    form = (
        '<form id="q" action="/open/search.html" method="get"><input type="hidden" name="site" value="qh">'
        '<select name="kind"><option value="">全部</option><option value="zn">政府信息公开指南</option>'
        '<option value="nb">政府信息公开年报</option><option value="zd">政府信息公开制度</option></select>'
        f'<select name="year"><option value="">全部年份</option>{years}</select>'
        '<input type="text" name="words"><button type="submit">检索</button></form>'
    )
    site.put("/open/", "政府信息公开", f"<h2>信息检索</h2>{form}")
    pages = cut(lines_of((site.name, "区档案局"), offset=1), 10)

    def answer(path: str, headers: dict[str, str]) -> Answer | None:
        if not path.startswith("/open/search.html?"):
            return None
        asked = {name: values[0] for name, values in parse_qs(path.partition("?")[2]).items()}
        if asked.get("kind") != "nb" or asked.get("site") != "qh" or asked.get("year"):
            return site.answer("检索结果", "<p>没有找到相关信息</p>")
        return answers[int(asked.get("p", "1")) - 1] if int(asked.get("p", "1")) <= len(answers) else None

    answers = []
    for number, lines in enumerate(pages, 1):
        items = "".join(item(site.article(f"/open/d/{line.number}.html", line), line) for line in lines)
        onward = f'<a href="/open/search.html?site=qh&amp;kind=nb&amp;p={number + 1}">下页</a>'
        answers.append(site.answer("检索结果", f"<ul>{items}</ul>{onward if number < len(pages) else '下页'}"))
    site.asked = answer


def frame_home(site: Site) -> None:
    """Frames in frames in GBK: the menu on the left is a script's tree, and opens its pages in the frame beside it."""
    site.encoding, site.content_type = "gb18030", "text/html"
    site.pages["/"] = page(
        f"<HTML><HEAD><TITLE>{site.name}</TITLE></HEAD><FRAMESET ROWS='90,*'><FRAME SRC='banner.htm' NAME=banner>"
        "<FRAMESET COLS='180,*'><FRAME SRC=left.htm NAME=left><FRAME SRC='right.htm' NAME=main></FRAMESET></FRAMESET></HTML>",
        "gb18030",
        "text/html",
    )
    site.put("/banner.htm", "横幅", "<p>欢迎</p>")
    site.put("/right.htm", "右", "<p>欢迎光临</p>")
    tree = (
        "<script>d = new dTree('d'); d.add(0,-1,'政府信息公开'); d.add(1,0,'公开指南','zn.htm','','main');\n"
        "d.add(2,0,'公开年报','nb/left.htm','','main'); document.write(d);</script>"
    )
    site.put("/left.htm", "菜单", tree)
    lines = lines_of((site.name,), offset=2)
    rows = ""
    for line in lines:
        site.article(f"/nb/{line.number}.htm", line)
        rows += f"<tr><td>·<a target=_blank href={line.number}.htm>{line.title}</a></td><td>({line.date})</td></tr>"
    site.put("/nb/left.htm", "公开年报", f"<table>{rows}</table>")


def choice_of_addresses(site: Site) -> None:
    """Years and bodies are choices whose values are addresses; the button beside them opens what was chosen."""
    site.home('<a href="/xxgk/">政务公开</a>')
    bodies = ("市教育局", "市交通运输局", "柳林街道办事处")
    options = "".join(f'<option value="/xxgk/bm{n}/nb.html">{body}</option>' for n, body in enumerate(bodies))
    site.put(
        "/xxgk/",
        "政务公开",
        '<p>政府信息公开年报</p><select id="y"><option>--按部门查看年报--</option>'
        f"{options}</select><input type=button value='查看' onclick='window.open(document.getElementById(\"y\").value)'>",
    )
    for n, body in enumerate(bodies):
        lines = lines_of((body,), offset=n)
        options = "".join(
            f'<option value="{site.homes[site.key]}{site.article(f"/xxgk/bm{n}/{line.number}.html", line)}">{line.title}</option>'
            for line in lines
        )
        site.put(
            f"/xxgk/bm{n}/nb.html",
            f"{body}政府信息公开年报",
            f"<select onchange='window.open(this.value)'>{options}</select>",
        )


def image_map(site: Site) -> None:
    """The menu is a picture with areas; articles show their file in a viewer that turns its leaves."""
    site.home(
        '<img src="/m.jpg" usemap="#m"><map name="m"><area shape="rect" coords="0,0,90,30" href="/zn.html" alt="公开指南">'
        '<area shape="rect" coords="0,30,90,60" href="/nb.html" alt="政府信息公开年报"></map>'
    )
    items = ""
    for place, line in enumerate(lines_of((site.name, "县统计局"), offset=3)):
        path = f"/a/{line.number}.html"
        if line.kind in ("pdf", "docx", "doc"):
            file = site.file(f"/upload/{line.number}.pdf", line.__class__(**{**vars(line), "kind": "pdf"}))
            shown = (
                f'<iframe src="/flip/web/viewer.html?file={escape(file)}#page=1"></iframe>',
                f'<div class="flipbook" data-pdf="{file}"></div><script src="/js/dflip.min.js"></script>',
                f'<iframe src="/flip/index.html#/reader?url=..%2F..{file.replace("/", "%2F")}"></iframe>',
                f"<script>$('#book').FlipBook({{pdf: '{file}', template: {{html: 'default-book-view.html'}}}});</script>",
            )[place % 4]
            site.put(path, line.title, f"<h1>{line.title}</h1><div id='zoom'>{shown}</div>")
        else:
            site.article(path, line)
        items += item(path, line)
    site.put("/nb.html", "政府信息公开年报", f"<ul>{items}</ul>")


def sent_on(site: Site) -> None:
    """English folder names, links of pictures, and pages that send the visitor on, each in another way."""
    site.pages["/"] = page("<html><body onload=\"window.location.replace('portal/')\"></body></html>")
    site.put(
        "/portal/",
        site.name,
        '<a href="../government/disclosure/" title="信息公开"><img src="/i/1.png"></a>'
        '<a href="../government/leaders/" title="领导之窗"><img src="/i/2.png"></a>'
        + "".join(f'<a href="/news/{n}.html">新闻{n}</a>' for n in range(20)),
    )
    site.pages["/government/disclosure/"] = page("<script>self.location='menu/index.html'</script>")
    site.put(
        "/government/disclosure/menu/",
        "信息公开",
        "<div onclick=\"top.location='/government/disclosure/annual-report/'\"><b>年度</b><i>报告</i></div>"
        "<div onclick=\"top.location='/government/disclosure/guide/'\">公开指南</div>",
    )
    years = "".join(f'<li><a href="{year}/">{year}</a></li>' for year in range(2018, 2025))
    site.put("/government/disclosure/annual-report/", "年度报告", f"<ul>{years}</ul>")
    for year in range(2018, 2025):
        folder = f"/government/disclosure/annual-report/{year}/"
        lines = lines_of((site.name, "县粮食局"), range(year, year + 1), first=year * 10, offset=year)
        items = "".join(item(site.article(f"{folder}{line.number}.html", line), line) for line in lines)
        site.put(folder, f"{year}", f"<ul>{items}</ul>")


def popup(site: Site) -> None:
    """Departments stand in a pop-up that a script fills, and open by a function with their code."""
    site.home('<a href="/gov/open.html">政府信息公开平台</a>')
    bodies = {"0013": "市教育局", "0014": "市科学技术局", "0027": "青峰镇人民政府"}
    departments = ",".join(f"{{code:'{code}',name:'{name}',type:1}}" for code, name in bodies.items())
    script = (
        f"<script>var depts=[{departments}];\n"
        "function render(){var h='';for(var i=0;i<depts.length;i++){h+='<li onclick=\"showDept(\\''+depts[i].code+'\\')\">'"
        "+depts[i].name+'</li>';}$('#layer ul').html(h);}\n"
        "function showDept(code){window.open('/gov/dept/'+code+'/annual.html');}\nrender();</script>"
    )
    site.put(
        "/gov/open.html",
        "政府信息公开平台",
        '<a href="javascript:;" onclick="$(\'#layer\').show()">部门信息公开年报</a>'
        f'<div id="layer" style="display:none"><ul></ul></div>{script}',
    )
    for place, (code, body) in enumerate(bodies.items()):
        lines = lines_of((body,), first=place * 100, offset=place + 5)
        items = "".join(item(site.article(f"/gov/dept/{code}/{line.number}.html", line), line) for line in lines)
        site.put(f"/gov/dept/{code}/annual.html", f"{body}政府信息公开年报", f"<ul>{items}</ul>")


PORTALS = {
    "search_form": search_form,
    "frame_home": frame_home,
    "choice_of_addresses": choice_of_addresses,
    "image_map": image_map,
    "sent_on": sent_on,
    "popup": popup,
}
