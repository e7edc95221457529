"""VSB: pages numbered backwards; a tree whose names are in a script; files in frames and from a download servlet."""

from tests.portals.lines import Line, cut, lines_of
from tests.portals.site import Site, item

FOOT = "<!--Announced by Visual SiteBuilder 9--><script>_jsq_(1083,'/xxgklist.jsp',-1,1678356194)</script>"


def _article(site: Site, line: Line) -> str:
    path = f"/info/1050/{line.number}.htm"
    if line.kind in ("pdf", "doc"):
        file = f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1803678113&wbfileid={line.number}"
        site.file(file, line)
        address = file.replace("&", "&amp;")
        shown = f'<iframe src="{address}" width="100%"></iframe>' if line.kind == "pdf" else ""
        body = f'{shown}<p>附件【<a href="{address}">{line.title}.{line.kind}</a>】</p>'
    else:
        body = site.body(path, line)
    printed = f"{line.date:%Y年%m月%d日} 17:21"
    content = f'<div id="vsb_content"><div class="v_news_content">{body}</div></div>{FOOT}'
    site.put(path, line.title, f"<h1>{line.title}</h1><p>{printed} 浏览：</p>{content}")
    return path


def _list(site: Site, offset: int, department: str) -> None:
    pages = cut(lines_of((site.name, f"{site.name[:-4]}{department}"), offset=offset), 8)
    for place, lines in enumerate(pages):
        number = len(pages) - place
        items = "".join(item(_article(site, line), line) for line in lines)
        pager = f"共{len(pages) * 8}条 {place + 1}/{len(pages)}<script>_simple_list_gotopage_fun({len(pages)},'a1',2)</script>"
        path = "/zwgk/zfxxgknb.htm" if place == 0 else f"/zwgk/zfxxgknb/{number}.htm"
        following = (
            f'<a href="{"zfxxgknb/" if place == 0 else ""}{number - 1}.htm" class="Next">下页</a>' if number > 1 else ""
        )
        site.put(path, "政府信息公开年报", f"<ul>{items}</ul><div>{pager}{following}</div>{FOOT}")


def menu(site: Site) -> None:
    """The column is linked from the menu, the pager has links."""
    site.home('<a href="/zwgk.htm">政务公开</a>')
    site.put("/zwgk.htm", "政务公开", f'<a href="zwgk/zfxxgknb.htm">政府信息公开年报</a>{FOOT}')
    _list(site, 1, "农业农村局")


def tree(site: Site) -> None:
    """The column's name stands in a script, its address in an anchor without words."""
    script = (
        "<script>var t=new WebFXTree('<span>信息公开</span>');var a=new WebFXTreeItem('<span class=f>信息公开制度</span>',"
        "document.getElementById(\"amz1\").href );t.add(a);var b=new WebFXTreeItem('<span class=f>政府信息公开年报</span>',"
        'document.getElementById("amz2").href );t.add(b);document.write(t);</script>'
    )
    anchors = '<a id="amz1" href="zwgk/zd.htm"></a><a id="amz2" href="zwgk/zfxxgknb.htm"></a>'
    site.home('<a href="/xxgk.htm">信息公开</a>')
    site.put("/xxgk.htm", "信息公开", f"{script}{anchors}{FOOT}")
    _list(site, 7, "林业局")


PORTALS = {"vsb_menu": menu, "vsb_tree": tree}
