"""A portal in the shape of a later TRS: list_2.shtml as the second page, the container named first, pages compressed."""

from string import Template

from demo.answer import Answer, Pages, document, gzipped, page, robots
from demo.article import article, footer
from demo.portal import Entry, Portal

SECTION = "/shuyang/xxgknb/"

LAYOUT = Template("""<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>$title-$site</title>
<meta name="sitename" content="$site"><meta name="siteidcode" content="$site_code"><meta name="columnname" content="$title">
$metas</head><body>
<header><a href="/">网站首页</a> <a href="/shuyang/zwgk.shtml">政务公开</a></header>
$body
$footer</body></html>
""")
DISCLOSURE = """<ul class="menu"><li><a href="/shuyang/zn.shtml">政府信息公开指南</a></li>
<li><a href="/shuyang/nb.shtml">政府信息<br/>公开年报</a></li></ul>"""
JUMP = """<!doctype html><html><head><meta charset="utf-8"><title>政府信息公开年报</title>
<meta http-equiv="refresh" content="0;url=/shuyang/xxgknb/list.shtml"></head><body></body></html>"""
DECOY = """<!-- <ul><li><a href="/shuyang/xxgknb/decoy.shtml">沭阳县人民政府2017年政府信息公开工作年度报告</a></li></ul>
<script>createPageHTML('page_div',10, 1,'old','shtml',200);</script>-->"""


def pages(portal: Portal) -> Pages:
    """Everything the portal serves, by path. Lists print only the year of a report."""
    texts = {
        "/": _page(portal, portal.name, '<p><a href="/shuyang/zwgk.shtml">政务公开</a></p>'),
        "/shuyang/zwgk.shtml": _page(portal, "政务公开", DISCLOSURE),
        "/shuyang/zn.shtml": _page(portal, "政府信息公开指南", "<p>公开指南</p>"),
        "/shuyang/nb.shtml": page(JUMP),
    } | _lists(portal)
    served = {path: gzipped(answer) for path, answer in texts.items()} | {"/robots.txt": robots()}
    for entry in portal.entries:
        served |= _article(portal, entry)
    return served


def _page(portal: Portal, title: str, body: str, metas: str = "") -> Answer:
    return page(
        LAYOUT.substitute(
            title=title, site=portal.name, site_code=portal.site_code, metas=metas, body=body, footer=footer(portal)
        )
    )


def _lists(portal: Portal) -> Pages:
    lists = portal.pages("")
    served = {}
    for number, lines in enumerate(lists, start=1):
        items = "".join(f'<li><em>{entry.date}</em><a href="{_path(entry)}">{entry.title}</a></li>' for entry in lines)
        pager = f"createPageHTML('page_div',{len(lists)}, {number},'list','shtml',{len(portal.entries)});"
        body = f'{DECOY}<ul class="list">{items}</ul><div id="page_div"></div><script>{pager}</script>'
        name = f"list_{number}.shtml" if number > 1 else "list.shtml"
        served[SECTION + name] = _page(portal, "政府信息公开年报", body)
    return served


def _path(entry: Entry) -> str:
    return f"{SECTION}{entry.date:%Y%m}/{entry.number:032x}.shtml"


def _article(portal: Portal, entry: Entry) -> Pages:
    body = f'<h1>{entry.full_title}</h1><div class="content">{article(portal, entry, "<span>{}</span>")}'
    served = {}
    if entry.attached:
        name = f"{SECTION}doc/{entry.number}.pdf"
        body += f'<embed src="{name}" type="application/pdf">'
        served[name] = document(entry.attached)
    metas = f'<meta name="articletitle" content="{entry.full_title}"><meta name="pubdate" content="{entry.date}">'
    served[_path(entry)] = gzipped(_page(portal, "政府信息公开年报", body + "</div>", metas))
    return served
