"""Odd lists: arrays in scripts, folders of a server, feeds, templates, rows that post back, containers, services."""

import json
from html import escape
from urllib.parse import parse_qs, quote

from demo.answer import Answer, page
from tests.portals.lines import cut, lines_of
from tests.portals.site import FILES, Site, columns


def array_tabs(site: Site) -> None:
    """Tabs that a script fills from arrays in the page: number, title, date, and no address."""
    site.home('<a href="/zwgk/">信息公开</a>')
    site.put("/zwgk/", "信息公开", columns("/zwgk/nb.html"))
    lines = lines_of((site.name, "区民政局"), offset=4)
    rows = []
    for line in lines:
        site.article(f"/zwgk/view/{line.number}.html", line, f"/zwgk/f/{line.number}.{line.kind}")
        rows.append([line.number, line.title, str(line.date)])
    script = (
        f"var arr = {json.dumps(rows, ensure_ascii=False)};\nfor (var i = 0; i < arr.length; i++) {{\n"
        "  document.write('<li><a href=\"/zwgk/view/' + arr[i][0] + '.html\">' + arr[i][1] + '</a>' + arr[i][2] + '</li>');\n}"
    )
    site.put("/zwgk/nb.html", "政府信息公开年报", f"<div class='tab'>年报</div><ul><script>{script}</script></ul>")


def folders(site: Site) -> None:
    """The server's own listing of folders and files, names cut short and written in percents."""
    site.home('<a href="/xxgk/nianbao/">政府信息公开年报</a>')
    links = ""
    for year in range(2018, 2025):
        links += f'<a href="{year}/">{year}/</a>   20-Jan-{year + 1} 10:12       -\n'
        lines = lines_of((site.name, "县水利局"), range(year, year + 1), first=year * 10, offset=year)
        inner = '<a href="../">../</a>\n'
        for line in lines:
            kind = line.kind if line.kind in FILES else "htm"
            name = f"{line.title}.{kind}"
            path = f"/xxgk/nianbao/{year}/{quote(name)}"
            if kind == "htm":
                site.article(path, line)
            else:
                site.file(path, line)
            shown = escape(name) if len(name) < 30 else f"{name[:27]}..&gt;"
            inner += f'<a href="{quote(name)}">{shown}</a> 20-Jan-{year + 1} 10:12   81920\n'
        title = f"Index of /xxgk/nianbao/{year}/"
        site.pages[f"/xxgk/nianbao/{year}/"] = page(
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr><pre>{inner}</pre><hr></body></html>"
        )
    title = "Index of /xxgk/nianbao/"
    body = f'<h1>{title}</h1><hr><pre><a href="../">../</a>\n{links}</pre>'
    site.pages["/xxgk/nianbao/"] = page(f"<html><head><title>{title}</title></head><body>{body}</body></html>")


def feed(site: Site) -> None:
    """The list is XML that a script draws: a feed for one column, attributes of rows for the other."""
    site.home('<a href="/a/">政府信息公开</a>')
    site.put("/a/", "政府信息公开", columns("/a/nb.html", '<li><a href="/a/bmnb.html">部门信息公开年报</a></li>'))
    items = ""
    for line in lines_of((site.name,), offset=5):
        site.article(f"/a/n/{line.number}.html", line)
        items += (
            f"<item><title><![CDATA[{line.title}]]></title><link>{site.homes[site.key]}/a/n/{line.number}.html</link>"
            f"<pubDate>{line.date:%a, %d %b %Y} 08:00:00 +0800</pubDate></item>"
        )
    feed = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>年报</title>{items}</channel></rss>'
    )
    site.pages["/a/nb.xml"] = page(feed, content_type="text/xml")
    script = "<script>$.ajax({type:'GET', url:'nb.xml', dataType:'xml', success: draw});</script>"
    site.put("/a/nb.html", "政府信息公开年报", f"<ul id='l'></ul>{script}")
    rows = ""
    for line in lines_of(("县人力资源和社会保障局",), first=500, offset=6):
        site.article(f"/a/b/{line.number}.html", line)
        rows += f'<row id="{line.number}" title="{escape(line.title)}" url="b/{line.number}.html" date="{line.date}"/>'
    site.pages["/a/data/bm.xml"] = page(f'<?xml version="1.0"?><rows>{rows}</rows>', content_type="text/xml")
    script = "<script>var x = new XMLHttpRequest(); x.open('GET', 'data/bm.xml'); x.send();</script>"
    site.put("/a/bmnb.html", "部门信息公开年报", f"<table id='t'></table>{script}")


def template(site: Site) -> None:
    """Lists in templates, rows with addresses kept for a script, titles cut short with the whole in `title`."""
    site.home('<a href="/c/">政务公开</a>')
    site.put("/c/", "政务公开", columns("/c/nb/"))
    pages = cut(lines_of((site.name, "市商务局"), offset=7), 8)
    for number, lines in enumerate(pages, 1):
        rows = ""
        for place, line in enumerate(lines):
            path = site.article(f"/c/nb/{line.number}.html", line)
            short, date = f"{line.title[:8]}…", f"<em>{line.date}</em>"
            rows += (
                f'<li data-href="{path}" title="{line.title}"><span>{short}</span>{date}</li>',
                f"<li onclick=\"window.open('{path}','_blank')\"><span title=\"{line.title}\">{short}</span>{date}</li>",
                f'<li><a href="javascript:void(0)" data-url="{path}" title="{line.title}">{short}</a>{date}</li>',
            )[place % 3]
        onward = f'<a class="next" data-href="/c/nb/p{number + 1}.html">下一页</a>' if number < len(pages) else ""
        path = "/c/nb/" if number == 1 else f"/c/nb/p{number}.html"
        site.put(
            path, "政府信息公开年报", f"<ul id='l'></ul><script type='text/template'><ul>{rows}</ul></script>{onward}"
        )


def grid(site: Site) -> None:
    """A grid of ASP.NET whose pager and whose rows both post back; a row's answer sends the visitor on to its page."""
    pages = cut(lines_of((site.name, "区公共资源交易中心管理办公室"), offset=8), 10)
    site.home('<a href="/Open.aspx">信息公开</a>')
    site.put("/Open.aspx", "信息公开", '<a href="List.aspx?code=A12">政府信息公开年报</a>')

    def shown(number: int) -> Answer:
        rows = ""
        for place, line in enumerate(pages[number - 1]):
            site.article(f"/Detail.aspx?id={line.number}", line, f"/Files/{line.number}.{line.kind}")
            call = _post_back(f"GridView1$ctl{place + 2:02}$lnkTitle", "")
            rows += f'<tr><td><a href="{call}">{line.title}</a></td><td>{line.date:%Y/%m/%d}</td></tr>'
        turn = "".join(
            f"<td><span>{n}</span></td>"
            if n == number
            else f'<td><a href="{_post_back("GridView1", f"Page${n}")}">{n}</a></td>'
            for n in range(1, len(pages) + 1)
        )
        state = f'<input type="hidden" name="__VIEWSTATE" value="p{number}"><input type="hidden" name="__EVENTTARGET" value="">'
        return site.answer(
            "信息公开年报",
            f'<form method="post" action="List.aspx?code=A12">{state}<table>{rows}<tr>{turn}</tr></table></form>',
        )

    answers = [shown(number) for number in range(1, len(pages) + 1)]
    site.pages["/List.aspx?code=A12"] = answers[0]

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        number = int(asked.get("__VIEWSTATE", "p0")[1:])
        target, argument = asked.get("__EVENTTARGET", ""), asked.get("__EVENTARGUMENT", "")
        if target == "GridView1" and argument.startswith("Page$"):
            return answers[int(argument[5:]) - 1]
        if target.startswith("GridView1$ctl") and number:
            line = pages[number - 1][int(target[13:15]) - 2]
            return Answer(b"", status=302, headers={"Location": f"/Detail.aspx?id={line.number}"})
        return None

    site.posted = posted


def containers(site: Site) -> None:
    """Lines that name only a year; their pages hold nothing but a container to be downloaded by its number."""
    site.home('<a href="/gk/">信息公开</a>')
    site.put("/gk/", "信息公开", columns("/gk/nb/"))
    items = ""
    script = "<script>function down(id){ location.href='/gk/attach/get?attachId='+id; }</script>"
    for line in lines_of((site.name,), offset=9):
        path = f"/gk/nb/{line.number}.html"
        items += (
            f'<li><a href="{path}">{f"{line.year}年度" if line.kind else line.title}</a><span>{line.date}</span></li>'
        )
        if not line.kind:
            site.article(path, line)
            continue
        file = f"/gk/attach/get?attachId={line.number}"
        name = quote(f"{line.title}.zip")
        site.pages[file] = Answer(
            FILES["zip"].read_bytes(), "application/zip", headers={"Content-Disposition": f"attachment;filename={name}"}
        )
        site.reports.add(file)
        site.put(
            path, line.title, f"<h1>{line.title}</h1><a href='#' onclick='down({line.number})'>附件下载</a>{script}"
        )
    site.put("/gk/nb/", "政府信息公开年报", f"<ul>{items}</ul>")


def service(site: Site) -> None:
    """An application of hash routes: menu, lists and texts are JSON, and numbers stand for all addresses."""
    shell = '<body><div id="app"></div><script src="/static/js/main.1b2c.js"></script></body>'
    site.pages["/"] = page(f"<html><head><title>{site.name}</title></head>{shell}</html>")
    site.pages["/static/js/main.1b2c.js"] = page(
        'const menu=()=>request({url:"/gateway/portal/channel/tree",method:"get"});'
        'const list=(e)=>axios.get("/gateway/portal/article/page?channelId="+e.channelId+"&pageNo="+e.pageNo+"&pageSize=8");'
        'const text=(e)=>axios.get("/gateway/portal/article/detail?articleId="+e.articleId);',
        content_type="application/javascript",
    )
    tree = [
        {"channelId": "c100", "channelName": "首页", "children": []},
        {
            "channelId": "c200",
            "channelName": "信息公开",
            "children": [
                {"channelId": "c201", "channelName": "政府信息公开指南"},
                {"channelId": "c204", "channelName": "政府信息公开年报"},
            ],
        },
    ]
    site.pages["/gateway/portal/channel/tree"] = page(
        json.dumps({"code": 0, "data": tree}, ensure_ascii=False), content_type="application/json"
    )
    shown = cut(lines_of((site.name, "区气象局"), offset=10), 8)
    for number in range(1, len(shown) + 2):
        records = []
        for line in shown[number - 1] if number <= len(shown) else []:
            path = f"/gateway/portal/article/detail?articleId={line.number}"
            content = site.body(path, line, f"/upload/{line.number}.{line.kind}")
            site.links += 1
            detail = {"articleId": line.number, "articleTitle": line.title, "content": content}
            site.pages[path] = page(
                json.dumps({"code": 0, "data": detail}, ensure_ascii=False), content_type="application/json"
            )
            records.append({"articleId": line.number, "articleTitle": line.title, "releaseTime": f"{line.date} 09:00"})
        data = {"code": 0, "data": {"pages": len(shown), "records": records}}
        path = f"/gateway/portal/article/page?channelId=c204&pageNo={number}&pageSize=8"
        site.pages[path] = page(json.dumps(data, ensure_ascii=False), content_type="application/json")


def _post_back(target: str, argument: str) -> str:
    return escape(f"javascript:__doPostBack('{target}','{argument}')")


PORTALS = {
    "array_tabs": array_tabs,
    "folders": folders,
    "feed": feed,
    "template": template,
    "grid": grid,
    "containers": containers,
    "service": service,
}
