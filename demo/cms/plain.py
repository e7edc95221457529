"""A portal made by hand: GB18030 bytes that call themselves gb2312, pages in order by a link, 200 for a missing page."""

from string import Template

from demo.answer import Answer, Pages, page, robots
from demo.article import article, footer
from demo.portal import Entry, Portal

LAYOUT = Template("""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>$title</title></head><body bgcolor="#ffffff">
<table width="100%"><tr><td><a href="/">首　页</a></td><td><a href="/gk/">信 息 公 开</a></td></tr></table>
$body
$footer</body></html>
""")
COLUMNS = """<table><tr><td><a href="zn.html">信息公开指南</a></td></tr>
<tr><td><a href="nb/list.html"><font color="red"><b>信息公开</b>年报</font></a></td></tr></table>"""
NOT_FOUND = "<p>您访问的页面不存在，5秒后自动跳转到首页</p>"


def pages(portal: Portal) -> Pages:
    """Everything the portal serves, by path. The key "*" is what it answers, with status 200, to any other path."""
    served = {
        "/": _page(portal, portal.name, '<p><a href="/gk/">信 息 公 开</a></p>'),
        "/robots.txt": robots(),
        "/gk/": _page(portal, "信息公开", COLUMNS),
        "/gk/zn.html": _page(portal, "信息公开指南", "<p>公开指南</p>"),
        "*": _page(portal, "出错了", NOT_FOUND),
    }
    lists = portal.pages("")
    for number, lines in enumerate(lists, start=1):
        items = "".join(
            f'<tr><td>·<a href="/{_path(entry)}">{entry.title}</a></td><td>[{entry.date}]</td></tr>' for entry in lines
        )
        following = f'<a href="list_{number + 1}.html">下一页</a>' if number < len(lists) else "下一页"
        name = f"list_{number}.html" if number > 1 else "list.html"
        served[f"/gk/nb/{name}"] = _page(portal, "信息公开年报", f"<table>{items}</table><p>{following}</p>")
    for entry in portal.entries:
        if entry.format != "missing":
            text = f"<h2>{entry.full_title}</h2><p>发布时间：{entry.date}</p>{article(portal, entry)}"
            served["/" + _path(entry)] = _page(portal, entry.full_title, text)
    return served


def _page(portal: Portal, title: str, body: str) -> Answer:
    text = LAYOUT.substitute(title=title, body=body, footer=footer(portal))
    return page(text, encoding="gb18030", content_type="text/html")


def _path(entry: Entry) -> str:
    return entry.path or f"gk/nb/{entry.date.year}/{entry.number}.html"
