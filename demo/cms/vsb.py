"""A portal in the shape of Visual SiteBuilder: zfxxgknb.htm, then zfxxgknb/N.htm with the last page as 1.htm."""

from string import Template

from demo.answer import Answer, Pages, document, page, robots
from demo.article import article, footer
from demo.portal import Entry, Portal

STEM = "/zfxxgk/zfxxgknb"

LAYOUT = Template("""<html><head><title>$title-$site</title><meta name="keywords" content="$site">
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<!--Announced by Visual SiteBuilder 9-->
<link rel="stylesheet" type="text/css" href="/_sitegray/_sitegray_d.css">
<!-- CustomerNO:00 --></head><body>
<table><tr><td><a href="/index.htm">首 页</a></td><td><a href="/zfxxgk.htm">政府信息
公开</a></td></tr></table>
$body
$footer</body></html>
""")
COLUMNS = """<a href="zfxxgk/zfxxgkzn.htm">政府信息公开指南</a><br><a href="zfxxgk/zfxxgkzd.htm">政府信息公开制度</a><br>
<span><a href="zfxxgk/zfxxgknb.htm">政府信息
公开年报</a></span>"""
PAGER = Template("""<script type="text/javascript">
function a1015_gopage_fun(){_simple_list_gotopage_fun($pages,'a1015GOPAGE',2)}</script>
<table><tr><td>共$total条&nbsp;&nbsp;$number/$pages&nbsp;</td><td>$links</td></tr></table>""")
ARTICLE = Template("""<form name="_newscontent_fromname"><table><tr><td class="titlestyle">$title</td></tr>
<tr><td><span class="timestyle">$date 17:21</span> 点击数：
<script>_showDynClicks("wbnews", 1678361648, $number)</script></td></tr>
<tr><td><div id="vsb_content"><div class="v_news_content">$body</div></div></td></tr></table>
<ul>$attachments</ul></form>""")
NO_VIEWER = "<p>如果您无法在线浏览此 PDF 文件，请下载后阅读。</p>"


def pages(portal: Portal) -> Pages:
    """Everything the portal serves, by path."""
    home = _page(portal, "首页", '<p><a href="/zfxxgk.htm">政府信息公开</a></p>')
    served = {
        "/": home,
        "/index.htm": home,
        "/robots.txt": robots("/system/resource/"),
        "/zfxxgk.htm": _page(portal, "政府信息公开", COLUMNS),
        "/zfxxgk/zfxxgkzn.htm": _page(portal, "政府信息公开指南", "<p>公开指南</p>"),
        "/zfxxgk/zfxxgkzd.htm": _page(portal, "政府信息公开制度", "<p>公开制度</p>"),
    }
    served |= _lists(portal)
    for entry in portal.entries:
        served |= _article(portal, entry)
    return served


def _page(portal: Portal, title: str, body: str) -> Answer:
    return page(LAYOUT.substitute(title=title, site=portal.name, body=body, footer=footer(portal)))


def _lists(portal: Portal) -> Pages:
    lists = portal.pages("")
    served = {}
    for number, lines in enumerate(lists, start=1):
        up = "../" if number == 1 else "../../"
        items = "".join(
            f'<tr><td><a class="news" href="{up}{_path(entry)}" target="_blank">{entry.title}</a>　</td>'
            f"<td>{entry.date:%Y年%m月%d日}</td></tr>"
            for entry in lines
        )
        following = f"{'zfxxgknb/' if number == 1 else ''}{len(lists) - number}.htm"
        last = number == len(lists)
        links = '<span class="NextDisabled">下页</span>' if last else f'<a href="{following}" class="Next">下页</a>'
        pager = PAGER.substitute(pages=len(lists), total=len(portal.entries), number=number, links=links)
        path = f"{STEM}.htm" if number == 1 else f"{STEM}/{len(lists) - number + 1}.htm"
        served[path] = _page(portal, "政府信息公开年报", f"<table>{items}</table>{pager}")
    return served


def _path(entry: Entry) -> str:
    return f"info/1050/{entry.number}.htm"


def _article(portal: Portal, entry: Entry) -> Pages:
    served = {}
    body, attachments = article(portal, entry), ""
    if entry.attached:
        link = f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1803678113&wbfileid={entry.number}"
        suffix = entry.attached.rpartition(".")[2]
        served[link] = document(entry.attached, download_as=f"{entry.number}.{suffix}")
        if entry.format == "pdf":
            body = f'<p><iframe width="100%" height="600" src="{link}"></iframe></p>{NO_VIEWER}'
        else:
            attachments = f'<li>附件【<a href="{link}">{entry.full_title}.{suffix}</a>】已下载次</li>'
    text = ARTICLE.substitute(
        title=entry.full_title,
        date=f"{entry.date:%Y年%m月%d日}",
        number=entry.number,
        body=body,
        attachments=attachments,
    )
    served["/" + _path(entry)] = _page(portal, entry.full_title, text)
    return served
