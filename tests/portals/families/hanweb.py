"""Hanweb jcms: lines in a datastore, then by POST; the search of its disclosure module; units of its new gateway."""

import json
from urllib.parse import parse_qs, urlencode

from demo.answer import Answer, page
from tests.portals.lines import Line, cut, lines_of
from tests.portals.site import Site, columns, item

PROXY = "/module/web/jpage/dataproxy.jsp"
SIZE = 9


def _record(site: Site, line: Line) -> str:
    """A line as CDATA, its date broken; a PDF is a line of its own."""
    day = line.date
    if line.kind == "pdf":
        path = site.file(f"/attach/0/{line.number:032x}.pdf", line)
    else:
        path = f"/art/{day.year}/{day.month}/{day.day}/art_101_{line.number}.html"
        site.article(path, line, f"/module/download/downfile.jsp?classid=0&filename={line.number:032x}.{line.kind}")
    return f"<record><![CDATA[{item(path, line).replace('-', '-' + chr(13) + chr(10), 1)}]]></record>"


def _dataproxy(site: Site, obeys_page: bool) -> None:
    lines = lines_of((site.name, f"{site.name[:-4]}民政局"), offset=2 if obeys_page else 0)
    records = [_record(site, line) for line in lines]
    query = "page=1&appid=1&webid=39&path=/&columnid=101&unitid=247686&webname=x&permissiontype=0"
    group = f'<nextgroup><![CDATA[<a href="{PROXY}?{query}"></a>]]></nextgroup>'
    store = f"<datastore>{group}<recordset>{''.join(records[:SIZE])}</recordset></datastore>"
    script = f"<script>var a={{columnid:101,unitid:247686,sourceContentType:1,perpage:{SIZE},totalrecord:{len(lines)}}};</script>"
    site.home('<a href="/col/col100/index.html">信息公开</a>')
    site.put("/col/col100/index.html", "信息公开", columns("/col/col101/index.html"))
    site.put("/col/col101/index.html", "政府信息公开年报", f'<script type="text/xml">{store}</script>{script}')

    def answer(path: str, body: str) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(f"{path.partition('?')[2]}&{body}").items()}
        if not path.startswith(PROXY) or asked.get("columnid") != "101":
            return None
        if obeys_page or "startrecord" not in asked:
            first, last = (int(asked["page"]) - 1) * SIZE + 1, int(asked["page"]) * SIZE
        else:
            first, last = int(asked["startrecord"]), int(asked["endrecord"])
        shown = "".join(records[first - 1 : last])
        return page(f"<datastore><totalrecord>{len(lines)}</totalrecord><recordset>{shown}</recordset></datastore>")

    site.posted = lambda path, body, headers: answer(path, body)
    site.asked = lambda path, headers: answer(path, "")


def by_record(site: Site) -> None:
    """The server counts lines."""
    _dataproxy(site, obeys_page=False)


def by_page(site: Site) -> None:
    """The server ignores which lines are asked for and obeys the number of the page alone."""
    _dataproxy(site, obeys_page=True)


def search(site: Site) -> None:
    """The module for disclosure: a tree in a frame, and a search that asks where the visitor comes from."""
    address = "/module/xxgk/search.jsp"
    pages = cut(lines_of((site.name, f"{site.name[:-4]}水利局"), offset=4), SIZE)
    site.home('<a href="/col/col200/index.html">政府信息公开</a>')
    site.put(
        "/col/col200/index.html",
        "政府信息公开",
        '<iframe src="/module/xxgk/tree.jsp?divid=div200&area=&standardXxgk=1"></iframe>',
    )
    tree = '<a href="/xxgk/nb.html">政府信息公开年报</a><a href="/xxgk/fg.html">法规文件</a>'
    site.put("/module/xxgk/tree.jsp?divid=div200&area=&standardXxgk=1", "目录", tree)
    fields = 'divid:"div200", infotypeId:"B001", jdid:"1756", area:"", sortfield:"", standardXxgk:"1"'
    call = f'<script>var currpage = 1; $.ajax({{type:"post", url:"{address}", data:{{{fields}, currpage: currpage}}}});</script>'
    site.put("/xxgk/nb.html", "政府信息公开年报", f"<div id='list'></div>{call}")
    shown = {
        str(number): "".join(item(site.article(f"/art/xxgk/art_{line.number}.html", line), line) for line in lines)
        for number, lines in enumerate(pages, 1)
    }

    def answer(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        if path != address or asked.get("infotypeId") != "B001" or "Referer" not in headers:
            return None
        leaked = '<li><a href="/col/col9/1.html">春季造林情况</a><b>2024-02-03</b></li>'
        lines = shown.get(asked["currpage"], "")
        return page(f'<div class="zfxxgk_zdgkc"><ul>{lines}{leaked}</ul></div><div class="page">共{len(pages)}页</div>')

    site.posted = answer


def gateway(site: Site) -> None:
    """Units of jpaas: the list comes as markup in JSON, and only `paramJson` turns its pages."""
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    pages = cut(lines_of((site.name, f"{site.name[:-4]}应急管理局"), offset=6), SIZE)
    site.home('<a href="/zwgk/">政务公开</a>')
    site.put("/zwgk/", "政务公开", columns("/col/col300/index.html"))
    query = {
        "parseType": "bulidstatic",
        "webId": "39",
        "tplSetId": "a1",
        "pageType": "column",
        "tagId": "分页列表",
        "pageId": "300",
    }
    printed = json.dumps(query | {"paramJson": json.dumps({"pageNo": 1, "pageSize": SIZE})}, ensure_ascii=False)
    tag = f'<script src="/js/unitbuild.js" url="{unit}" queryData="{printed.replace(chr(34), "&quot;")}"></script>'
    site.put("/col/col300/index.html", "政府信息公开年报", f"<div>{tag}</div>")
    shown = [
        "".join(
            item(site.article(f"/col/col300/art/{line.date.year}/art_{line.number:032x}.html", line), line)
            for line in lines
        )
        for lines in pages
    ]

    def answer(path: str, headers: dict[str, str]) -> Answer | None:
        if not path.startswith(unit):
            return None
        asked = {name: values[0] for name, values in parse_qs(path.partition("?")[2]).items()}
        if asked.get("pageId") != "300":
            return page(urlencode(asked), status=400)
        number = int(json.loads(asked.get("paramJson", '{"pageNo":1}'))["pageNo"])
        html = shown[number - 1] if number <= len(shown) else ""
        return page(
            json.dumps({"success": True, "data": {"html": f"<ul>{html}</ul>"}}), content_type="application/json"
        )

    site.asked = answer


PORTALS = {"hanweb_by_record": by_record, "hanweb_by_page": by_page, "hanweb_search": search, "hanweb_gateway": gateway}
