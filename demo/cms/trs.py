"""A portal in the shape of TRS WCM: directories, index_1.html as the second page, createPageHTML with a count from 0."""

from string import Template

from demo.answer import Answer, Pages, document, page, robots
from demo.article import article, footer
from demo.portal import Entry, Portal

SECTION = "/zfxxgk/zfxxgknb/"
SUBSECTION = SECTION + "xsq/"

LAYOUT = Template("""<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title>$title</title>
<meta name="SiteName" content="$site"><meta name="SiteDomain" content="127.0.0.1">
<meta name="SiteIDCode" content="$site_code">
$metas</head><body>
<div class="nav"><ul>
<li><a href="/">首页</a></li><li><a href="/xwzx/">新闻<br>中心</a></li>
<li><a href="/zfxxgk/"><em></em>政府信息<br>
    公开</a></li>
<li><a href="/wzgzndbb/">网站工作年度报表</a></li></ul></div>
$body
$footer</body></html>
""")
ARTICLE_METAS = Template("""<meta name="ColumnName" content="政府信息公开年报"><meta name="ArticleTitle" content="$title">
<meta name="PubDate" content="$date 09:20"><meta name="ContentSource" content="$site">
""")
COLUMNS = """<div class="zwxxgk"><h3><a href="./zfxxgkzn/"><em></em>政府信息<br>
    公开指南</a></h3><h3><a href="./zfxxgkzd/"><em></em>政府信息<br>公开制度</a></h3>
<h3><a href="./fdzdgknr/"><em></em><div>法定主动<br>公开内容</div></a></h3>
<!--<li class="on"><a href="./old/">旧栏目</a><!--<li>已停用</li>-->
<h3><a href="./zfxxgknb/"><em></em>政府信息<br>
    公开年报</a></h3></div>"""
HOME = """<div class="news"><h2>要闻</h2>
<ul><li><a href="/xwzx/">全市重点项目建设推进会召开</a><span>2025-03-02</span></li></ul></div>
<div class="links"><a href="http://zfxxgknb.example/2020.html">三门峡市人民政府2020年政府信息公开工作年度报告（转载）</a></div>"""


def pages(portal: Portal) -> Pages:
    """Everything the portal serves, by path. A missing picture is answered with the home page, as some portals do."""
    served = {
        "/": _page(portal, portal.name, HOME),
        "/robots.txt": robots("/inner/", "/zfxxgk/zfxxgknb/inner/"),
        "/zfxxgk/": _page(portal, "政府信息公开", COLUMNS),
        "/xwzx/": _page(portal, "新闻中心", "<p>新闻中心</p>"),
        "/wzgzndbb/": _page(portal, "网站工作年度报表", "<ul><li><a href='./t20230118_1.html'>2022年</a></li></ul>"),
        "/zfxxgk/zfxxgkzn/": _page(portal, "政府信息公开指南", "<p>公开指南</p>"),
        "/zfxxgk/zfxxgkzd/": _page(portal, "政府信息公开制度", "<p>公开制度</p>"),
        "/zfxxgk/fdzdgknr/": _page(portal, "法定主动公开内容", "<p>公开内容</p>"),
    }
    for section, directory in (("", SECTION), ("各县（市、区）年报", SUBSECTION)):
        served |= _lists(portal, section, directory)
        for entry in portal.lists()[section]:
            served |= _article(portal, entry, directory)
    return served


def _page(portal: Portal, title: str, body: str, metas: str = "") -> Answer:
    return page(
        LAYOUT.substitute(
            title=title, site=portal.name, site_code=portal.site_code, metas=metas, body=body, footer=footer(portal)
        )
    )


def _lists(portal: Portal, section: str, directory: str) -> Pages:
    """The pages of one list. The pager counts one page more than there is."""
    lists = portal.pages(section)
    more = f'<p><a href="{SUBSECTION}">各县（市、区）<br>年报</a></p>' if not section else ""
    served = {}
    for number, lines in enumerate(lists):
        items = "\n".join(
            f'<li><a href="./{_path(entry)}" title="{entry.title}">{entry.title}</a><span>{entry.date}</span></li>'
            for entry in lines
        )
        pager = f'<script>createPageHTML({len(lists) + 1}, {number}, "index", "html");</script>'
        name = f"index_{number}.html" if number else ""
        served[directory + name] = _page(portal, "政府信息公开年报", f"{more}<ul>{items}</ul>{pager}")
    return served


def _path(entry: Entry) -> str:
    return entry.path or f"{entry.date:%Y%m}/t{entry.date:%Y%m%d}_{entry.number}.html"


def _article(portal: Portal, entry: Entry, directory: str) -> Pages:
    if entry.format == "missing":
        return {}
    path = directory + _path(entry)
    body = f'<h1>{entry.full_title}</h1><div class="TRS_Editor">{article(portal, entry, "<p align=center>{}</p>")}'
    served = {}
    if entry.attached:
        name = f"P0{entry.date:%Y%m%d}{entry.number}{entry.attached[entry.attached.rindex('.') :]}"
        label = entry.full_title if entry.body else "年度报告空白表样"
        body += f'<p>附件：<a href="./{name}" OLDSRC="{name}">{label}</a></p>'
        served[path.rpartition("/")[0] + "/" + name] = document(entry.attached)
    metas = ARTICLE_METAS.substitute(title=entry.full_title, date=entry.date, site=portal.name)
    served[path] = _page(portal, entry.full_title, body + "</div>", metas)
    return served
