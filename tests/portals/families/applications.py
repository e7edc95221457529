"""Applications and tables of libraries: one path before all calls, data of components, grids that ask by themselves."""

import json
from html import escape
from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import Line, cut, lines_of
from tests.portals.site import Site, columns, item


def one_base(site: Site) -> None:
    """An application whose calls begin with a path named once; numbers are sent in objects that stand elsewhere."""
    shell = '<body><div id="app"></div><script type="module" src="/assets/index-3f2a.js"></script></body>'
    site.pages["/"] = page(f"<html><head><title>{site.name}</title></head>{shell}</html>")
    site.pages["/assets/index-3f2a.js"] = page(
        'const st=axios.create({baseURL:"/prod-api",timeout:1e4});'
        'function ge(){return st({url:"/front/column/tree",method:"get"})}'
        'function le(e){return st({url:"/front/article/list",method:"get",params:e})}'
        'function de(e){return st({url:"/front/article/"+e,method:"get"})}'
        'const x={setup(){const t=_({columnId:"",pageNum:1,pageSize:10});le(t).then(r=>{n.value=r.rows})}};',
        content_type="application/javascript",
    )
    children = [{"columnId": 21, "columnName": "政府信息公开指南"}, {"columnId": 22, "columnName": "政府信息公开年报"}]
    tree = [{"columnId": 1, "columnName": "首页"}, {"columnId": 2, "columnName": "信息公开", "children": children}]
    site.pages["/prod-api/front/column/tree"] = _json({"code": 200, "data": tree})
    pages = cut(lines_of((site.name,), offset=2), 10)
    for line in (line for lines in pages for line in lines):
        path = f"/prod-api/front/article/{line.number}"
        content = site.body(path, line, f"/prod-api/file/{line.number}.{line.kind}")
        site.pages[path] = _json({"data": {"articleId": line.number, "title": line.title, "content": content}})

    def asked(path: str, headers: dict[str, str]) -> Answer | None:
        sent = _sent(path)
        if not path.startswith("/prod-api/front/article/list"):
            return None
        lines = _page_of(pages, sent.get("pageNum", "1")) if sent.get("columnId") == "22" else []
        return _json(
            {"rows": [{"articleId": line.number, "title": line.title, "time": str(line.date)} for line in lines]}
        )

    site.asked = asked


def component(site: Site) -> None:
    """A page with a component: what it posts stands among its data."""
    site.home('<a href="/zwgk/">政务公开</a>')
    site.put("/zwgk/", "政务公开", columns("/zwgk/nb/"))
    script = (
        "<script>new Vue({ el: '#app', data: { list: [], current: 1, size: 8, channelCode: 'xxgk_nb' },"
        " mounted: function () { this.load(); }, methods: { load: function () { var that = this;"
        " axios.post('/api/articles', { channelCode: that.channelCode, current: that.current, size: that.size })"
        ".then(function (res) { that.list = res.data.records; }); } } });</script>"
    )
    body = '<div id="app"><li v-for="item in list"><a :href="item.url">{{item.title}}</a></li></div>'
    site.put("/zwgk/nb/", "政府信息公开年报", body + script)
    pages = _pages(site, "/zwgk/nb/content_{}.html", 3, 8)

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        sent = json.loads(body) if path == "/api/articles" and body.startswith("{") else {}
        return (
            _rows(pages, sent["current"], "/zwgk/nb/content_{}.html") if sent.get("channelCode") == "xxgk_nb" else None
        )

    site.posted = posted


def grids(site: Site) -> None:
    """Tables of three libraries: one posts, one asks by GET, one names its data in an attribute."""
    site.home('<a href="/gk/">信息公开</a>')
    extra = '<li><a href="/gk/bm">部门信息公开年报</a></li><li><a href="/gk/xz">乡镇信息公开年报</a></li>'
    site.put("/gk/", "信息公开", columns("/gk/nb", extra))
    site.put(
        "/gk/nb",
        "政府信息公开年报",
        '<table id="dg"></table><script>$("#dg").datagrid({ url: "/gk/grid.do", queryParams: { catalog: "9" }, method: "post",'
        " pagination: true, pageSize: 10, columns: [[ { field: 'title', formatter: function (v, row) {"
        " return '<a href=\"/gk/view.do?id=' + row.id + '\">' + v + '</a>'; } } ]] });</script>",
    )
    site.put(
        "/gk/bm",
        "部门信息公开年报",
        '<table id="t"></table><script>table.render({ elem: "#t", url: "/gk/api/infos", where: { colCode: "BM" }, page: true,'
        " limit: 10, cols: [[ { field: 'title', templet: function (d) {"
        " return '<a href=\"/gk/info/' + d.id + '.html\">' + d.title + '</a>'; } } ]] });</script>",
    )
    site.put("/gk/xz", "乡镇信息公开年报", '<table data-toggle="table" data-url="/gk/xz.json?type=nb"></table>')
    ours, theirs = _pages(site, "/gk/view.do?id={}", 1, 10), _pages(site, "/gk/info/{}.html", 2, 10, 100)
    towns = _pages(site, "/gk/xz/{}.html", 3, 99, 200)
    site.pages["/gk/xz.json?type=nb"] = _rows(towns, 1, "/gk/xz/{}.html")

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        sent = _sent(f"?{body}")
        return _rows(ours, sent.get("page", "1"), "") if path == "/gk/grid.do" and sent.get("catalog") == "9" else None

    def asked(path: str, headers: dict[str, str]) -> Answer | None:
        sent = _sent(path)
        is_asked = path.startswith("/gk/api/infos") and sent.get("colCode") == "BM"
        return _rows(theirs, sent.get("page", "1"), "") if is_asked else None

    site.posted, site.asked = posted, asked


def fields_of_the_page(site: Site) -> None:
    """What is posted is put together from hidden fields, member by member; a plug-in turns the pages."""
    site.home('<a href="/xxgk/">信息公开</a>')
    site.put("/xxgk/", "信息公开", columns("/xxgk/nb.html"))
    script = (
        "<script>var pageSize = 9;\nfunction getData(pageIndex) { var param = {}; param.columnId = $('#columnId').val();\n"
        " param.pageIndex = pageIndex; param.pageSize = pageSize;\n"
        " $.ajax({ type: 'POST', url: '/ajax/list.ashx', data: param, success: function (h) { $('#tb').html(h); } }); }\n"
        "$('#pager').pagination({ totalData: 14, callback: function (api) { getData(api.getCurrent()); } });\n"
        "getData(1);</script>"
    )
    body = '<input type="hidden" id="columnId" value="c77"><table id="tb"></table><div id="pager"></div>'
    site.put("/xxgk/nb.html", "政府信息公开年报", body + script)
    pages = _pages(site, "/xxgk/{}.html", 5, 9)

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        sent = _sent(f"?{body}")
        if path != "/ajax/list.ashx" or sent.get("columnId") != "c77":
            return None
        return page("".join(item(f"/xxgk/{line.number}.html", line) for line in _page_of(pages, sent["pageIndex"])))

    site.posted = posted


def kept_data(site: Site) -> None:
    """A menu in an attribute, a list in a text area, another at an address of three values; data named in the query."""
    site.home('<a href="/gk/">政务公开</a>')
    tree = [{"name": "政府信息公开年报", "url": "/gk/nb/"}, {"name": "部门信息公开年报", "url": "/gk/bm.html?cid=88"}]
    site.put("/gk/", "政务公开", f'<input id="t" type="hidden" value="{escape(json.dumps(tree, ensure_ascii=False))}">')
    lines = lines_of((site.name,), offset=1)
    rows = [{"title": line.title, "linkurl": site.article(f"/gk/nb/{line.number}.html", line)} for line in lines]
    kept = escape(json.dumps(rows, ensure_ascii=False))
    site.put("/gk/nb/", "政府信息公开年报", f'<textarea style="display:none">{kept}</textarea><ul id="l"></ul>')
    script = (
        '<script>var base = "/search", page = 1, cid = getQueryString("cid") || "1"; function query(p) {'
        ' $.ajax({ url: base + "/list/" + cid + "?size=9&page=" + p, success: draw }); } query(page);</script>'
    )
    site.put("/gk/bm.html?cid=88", "部门信息公开年报", f'<ul></ul><div class="page"></div>{script}')
    pages = _pages(site, "/gk/b/{}.html", 4, 9, 100)

    def asked(path: str, headers: dict[str, str]) -> Answer | None:
        is_asked = path.startswith("/search/list/88?")
        return _rows(pages, _sent(path).get("page", "1"), "/gk/b/{}.html") if is_asked else None

    site.asked = asked


def _pages(site: Site, address: str, offset: int, size: int, first: int = 1) -> list[list[Line]]:
    """The pages of a list whose articles stand at the address of their number."""
    lines = lines_of((f"{site.name[:-4]}文联",), offset=offset, first=first)
    for line in lines:
        site.article(address.format(line.number), line, f"/files/{line.number}.{line.kind}")
    return cut(lines, size)


def _page_of(pages: list[list[Line]], number: str | int) -> list[Line]:
    return pages[int(number) - 1] if 0 < int(number) <= len(pages) else []


def _rows(pages: list[list[Line]], number: str | int, address: str) -> Answer:
    """A page of a list as JSON; without `address` its lines have numbers alone."""
    rows = [{"id": line.number, "title": line.title, "date": str(line.date)} for line in _page_of(pages, number)]
    return _json({"rows": [{**row, "url": address.format(row["id"])} if address else row for row in rows]})


def _json(data: object) -> Answer:
    return page(json.dumps(data, ensure_ascii=False), content_type="application/json")


def _sent(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(path.partition("?")[2], keep_blank_values=True).items()}


PORTALS = {
    "one_base": one_base,
    "component": component,
    "grids": grids,
    "fields_of_the_page": fields_of_the_page,
    "kept_data": kept_data,
}
