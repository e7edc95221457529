"""UCAP in its generations: a jump page and lists by search, articles as JSON in the page, and /pc/ pages."""

import json
from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import Line, cut, lines_of
from tests.portals.site import Site, columns, item

CHANNEL = "e5eb2abb5014415399847ba2bb99b31f"


def _article(site: Site, line: Line, folder: str) -> str:
    path = f"{folder}{line.date:%Y%m}/{line.number:032x}.shtml"
    return site.article(path, line, f"/doc/ucap/site/document/{line.date:%Y%m%d}/{line.number}.{line.kind}")


def by_search(site: Site) -> None:
    """A page that jumps to the list, whose lines come as JSON; a list of old stands in a comment."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}商务局"), offset=2), 9)
    site.home('<a href="/xxgk/index.shtml">政府信息公开</a>')
    site.put("/xxgk/", "政府信息公开", columns("/xxgk/xxgknb/jump.shtml"))
    site.pages["/xxgk/xxgknb/jump.shtml"] = page(
        '<html><script>window.location.href="/c100001/zwgklist.shtml"</script></html>'
    )
    head = f'<meta name="channelId" content="{CHANNEL}"><meta name="code" content="c100001">'
    old = '<!--<li><a href="/c1/1.shtml">某县2009年政府信息公开工作年度报告</a><b>2010-03-01</b></li>-->'
    script = f'<script>var url = "/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=9&_template=index&page=1";</script>'
    shell = f'<input id="page" type="hidden" value="1"><input id="pageSize" value="9"><ul>{old}</ul>{script}'
    site.put("/c100001/zwgklist.shtml", "政府信息公开年报", shell, head)
    shown = [
        [
            {"title": line.title, "url": _article(site, line, "/c100001/"), "publishedTimeStr": f"{line.date} 10:00"}
            for line in lines
        ]
        for lines in pages
    ]

    def answer(path: str, headers: dict[str, str]) -> Answer | None:
        if not path.startswith(f"/common/search/{CHANNEL}?"):
            return None
        number = int(parse_qs(path.partition("?")[2])["page"][0])
        results = shown[number - 1] if number <= len(shown) else []
        text = json.dumps({"data": {"total": sum(map(len, shown)), "results": results}}, ensure_ascii=False)
        return page(text, content_type="application/json;charset=utf-8")

    site.asked = answer


def in_page(site: Site) -> None:
    """Articles as JSON in the page, their addresses JSON in a string; the other pages by POST."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}卫生健康委员会"), offset=8), 24)
    site.home('<a href="/site/col/col42062/index.html">政务公开</a>')
    column = {"name": "政府信息公开年报", "urls": json.dumps({"pc": "/site/col/col42150/index.html"}), "childCount": 0}
    tree = json.dumps(
        [{"name": "政务公开", "children": [column, {"name": "领导之窗", "urls": '{"pc":"/site/col/col1/index.html"}'}]}]
    )
    site.put(
        "/site/col/col42062/index.html", "政务公开", f"<script>var channelsTag = {tree};</script><div id='menu'></div>"
    )

    def article(line: Line) -> dict[str, object]:
        path = f"/site/col/col42150/content/content_{1951206363677670000 + line.number}.html"
        site.article(path, line, f"/site/col42150/{line.number}/{line.number:x}.{line.kind}")
        return {
            "images": [{"cover": "/a.png"}],
            "title": line.title,
            "pubDate": f"{line.date} 16:59",
            "urls": json.dumps({"pc": path}),
        }

    shown = [[article(line) for line in lines] for lines in pages]
    data = json.dumps(shown[0], ensure_ascii=False)
    script = (
        f"<script>var websiteCode = 'site', codeName = 'col42150'; var listData = {{ articleList: {data} }};</script>"
        "<script src='commonfiles/jquery.jpage.js'></script><script>var params = {current: 1, unitid: '380055', "
        "webSiteCode: ['site'], channelCode: ['col42150'], perPage: '24'}; loadPageData(params, '380055');</script>"
    )
    site.put("/site/col/col42150/index.html", "政府信息公开年报", f"{script}<div class='page' id='bar'></div>")

    asking = (
        '$.fn.jpage = function (o) { return this; };\nfunction loadPageData(params, unitid) {\n  $.ajax({ url: "/queryList",'
        ' type: "POST", dataType: "json", data: params, success: function (r) { draw(r.data.results, unitid); } });\n}'
    )
    site.pages["/site/col/col42150/commonfiles/jquery.jpage.js"] = page(asking, content_type="application/javascript")

    def answer(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        if path != "/queryList" or asked.get("webSiteCode[]") != "site" or asked.get("channelCode[]") != "col42150":
            return None
        number = int(asked["current"])
        results = shown[number - 1] if number <= len(shown) else []
        text = json.dumps({"code": 200, "data": {"results": [{"source": one} for one in results]}}, ensure_ascii=False)
        return page(text, content_type="application/json")

    site.posted = answer


def specials(site: Site) -> None:
    """/pc/list.html, with a page of its own for each year."""
    lines = lines_of((site.name, f"{site.name[:-4]}审计局"), offset=4)
    site.home('<a href="/site/xxgkn142/pc/list.html">政府信息公开年报</a>')
    years = sorted({line.date.year - 1 for line in lines}, reverse=True)
    links = "".join(f'<a href="/site/{year}year/{year}xxgknbzt.shtml">{year}年</a>' for year in years)
    site.put("/site/xxgkn142/pc/list.html", "政府信息公开年报", links)
    for year in years:
        items = "".join(item(_article(site, line, "/site/pc/"), line) for line in lines if line.date.year - 1 == year)
        site.put(f"/site/{year}year/{year}xxgknbzt.shtml", f"{year}年政府信息公开年报专题", f"<ul>{items}</ul>")


PORTALS = {"ucap_by_search": by_search, "ucap_in_page": in_page, "ucap_specials": specials}
