"""A portal in the shape of Hanweb jcms: the list's first lines in a <datastore>, the others by POST to dataproxy.jsp."""

from string import Template
from urllib.parse import parse_qs

from demo.answer import Answer, Pages, document, page, robots
from demo.article import article, footer
from demo.portal import Entry, Portal

COLUMN = 61490
PROXY = "/module/web/jpage/dataproxy.jsp"

LAYOUT = Template("""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>$title</title>
<meta name='SiteName' content='$site'><meta name='SiteIDCode' content='$site_code'>
$metas</head><body>
<div class="menu"><a href="/">首页</a><a href="/col/col60011/index.html">信息公开</a></div>
$body
$footer<a href="http://www.hanweb.com" style="display:none">Produced By 大汉网络 大汉版通发布系统</a></body></html>
""")
LIST = Template("""<div id="247686" class="default_pgContainer">
<script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="$proxy?$query"></a>]]></nextgroup>
<recordset>$records</recordset></datastore></script></div>
<script>var i = {appid:1, webid:39, columnid:$column, unitid:247686,
sourceContentType:1, perpage:$perpage, totalrecord:$total};</script>
""")
ANSWER = Template("""<?xml version='1.0' encoding='UTF-8'?>
<datastore><totalrecord>$total</totalrecord><totalpage>$pages</totalpage><recordset>$records</recordset></datastore>""")
ARTICLE = Template("""<div class="main-txt" id="zoom"><h1>$title</h1><!--<$$[信息内容]>begin--><!--ZJEG_RSS.content.begin-->
<meta name="ContentStart">$body<meta name="ContentEnd"><!--ZJEG_RSS.content.end--></div>""")
METAS = Template("""<meta name="Maketime" content="$date 12:28:37"><meta name="ArticleTitle" content="$title">
<meta name="PubDate" content="$date 09:53"><meta name="contentSource" content="$site">
""")
COLUMNS = f"""<ul><li><a href="/col/col60012/index.html">政府信息公开指南</a></li>
<li><a href="/col/col60013/index.html">政府信息公开制度</a></li>
<li><a href="/col/col{COLUMN}/index.html">政府信息公开年报</a></li></ul>"""


def pages(portal: Portal) -> Pages:
    """Everything the portal answers to GET, by path; what it answers to POST is made by `posted`."""
    records = "".join(_record(entry) for entry in portal.entries[: portal.page_size])
    listed = LIST.substitute(
        proxy=PROXY,
        query=f"page=1&appid=1&webid=39&path=/&columnid={COLUMN}&unitid=247686&webname={portal.name}&permissiontype=0",
        column=COLUMN,
        records=records,
        perpage=portal.page_size,
        total=len(portal.entries),
    )
    served = {
        "/": _page(portal, portal.name, '<p><a href="/col/col60011/index.html">信息公开</a></p>'),
        "/robots.txt": robots("/admin/"),
        "/col/col60011/index.html": _page(portal, "信息公开", COLUMNS),
        "/col/col60012/index.html": _page(portal, "政府信息公开指南", "<p>公开指南</p>"),
        "/col/col60013/index.html": _page(portal, "政府信息公开制度", "<p>公开制度</p>"),
        f"/col/col{COLUMN}/index.html": _page(portal, "政府信息公开年报", listed),
    }
    for entry in portal.entries:
        served |= _article(portal, entry)
    return served


def posted(portal: Portal, path: str, body: bytes) -> Answer | None:
    """The lines startrecord to endrecord of the list, asked for by POST."""
    if path.partition("?")[0] != PROXY:
        return None
    asked = parse_qs(path.partition("?")[2] + "&" + body.decode("ascii"))
    if asked.get("columnid") != [str(COLUMN)]:
        return page("<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>")
    first, last = int(asked["startrecord"][0]), int(asked["endrecord"][0])
    records = "".join(_record(entry) for entry in portal.entries[first - 1 : last])
    total = len(portal.entries)
    text = ANSWER.substitute(total=total, pages=-(-total // portal.page_size), records=records)
    return page(text, content_type="text/xml; charset=utf-8")


def _page(portal: Portal, title: str, body: str, metas: str = "") -> Answer:
    return page(
        LAYOUT.substitute(
            title=title, site=portal.name, site_code=portal.site_code, metas=metas, body=body, footer=footer(portal)
        )
    )


def _record(entry: Entry) -> str:
    """One line of the list; its date is split by a line break."""
    printed = f"{entry.date:%Y-}\r\n{entry.date:%m-%d}"
    link = f'<a href="{_path(entry)}" title="{entry.title}" target="_blank">{entry.title}</a>'
    return f"<record><![CDATA[<li>{link}<span>{printed}</span></li>]]></record>"


def _download(entry: Entry) -> str:
    return f"/module/download/downfile.jsp?classid=0&filename={entry.number:032x}{entry.attached[-5:].lstrip('0123456789')}"


def _path(entry: Entry) -> str:
    if entry.format == "file":
        return _download(entry)
    return f"/art/{entry.date.year}/{entry.date.month}/{entry.date.day}/art_{COLUMN}_{entry.number}.html"


def _article(portal: Portal, entry: Entry) -> Pages:
    served = {}
    body = article(portal, entry, '<p style="text-align: center;"><span>{}&nbsp;</span></p>')
    if entry.attached:
        stored = f"/attach/0/{_download(entry).rpartition('=')[2]}"
        served[_download(entry)] = Answer(b"", status=302, headers={"Location": stored})
        served[stored] = document(entry.attached)
        body += f'<p><a href="{_download(entry)}">{entry.full_title}</a></p>'
    if entry.format != "file":
        text = ARTICLE.substitute(title=entry.full_title, body=body)
        metas = METAS.substitute(title=entry.full_title, date=entry.date, site=portal.name)
        served[_path(entry)] = _page(portal, entry.full_title, text, metas)
    return served
