"""Ways to many bodies: years, departments and townships, a tree as JSON, a site map, sub-sites on hosts of their own."""

import json

from demo.answer import page
from tests.portals.lines import Line, lines_of
from tests.portals.site import Site, columns, item

TOWNS = ("柳河镇", "双桥镇", "南山乡")


def years(site: Site) -> None:
    """A year, in it the government, its departments and its townships; the report is the link of a body's name."""
    site.home('<a href="/zfxxgknb/">政府信息公开年报</a>')
    tabs = "".join(f'<a href="/zfxxgk/{year}n/">{year}年</a>' for year in range(2020, 2025))
    site.put("/zfxxgknb/", "政府信息公开年报", tabs)
    for year in range(2020, 2025):
        kinds = '<a href="szf/">区政府年报</a><a href="bm/">政府部门</a><a href="xzjd/">乡镇街道</a>'
        site.put(f"/zfxxgk/{year}n/", f"{year}年政府信息公开年报", kinds)
        for folder, bodies in (("szf", (site.name,)), ("bm", ("区财政局", "区教育委员会")), ("xzjd", TOWNS)):
            links = []
            for place, body in enumerate(bodies):
                line = Line(
                    year * 100 + place,
                    f"{body}{year}年政府信息公开工作年度报告",
                    _date(year),
                    ("html", "pdf")[place % 2],
                    year,
                    body,
                )
                path = f"/zfxxgk/{year}n/{folder}/{place}/index.html"
                links.append(f'<a href="{site.article(path, line)}">{body}</a>')
            site.put(f"/zfxxgk/{year}n/{folder}/", f"{year}年年报", "".join(links))


def departments(site: Site) -> None:
    """Departments and townships with columns of their own, in a tree that is JSON."""
    site.home('<a href="/zwgk/">政务公开</a>')
    site.put(
        "/zwgk/",
        "政务公开",
        columns("/zwgk/nb/", '<li><a href="/zwgk/bm/">部门信息公开</a></li><li><a href="/zwgk/xz/">乡镇街道</a></li>'),
    )
    _flat(site, "/zwgk/nb/", (site.name,), 1)
    script = '<script>$.getJSON("/zwgk/bm/tree.json", function(t){ draw(t); });</script>'
    site.put("/zwgk/bm/", "部门信息公开", f"<div id='tree'></div>{script}")
    bodies = ("县发展和改革局", "县市场监督管理局")
    tree = [{"name": body, "id": n, "url": f"/zwgk/bm/{n}/", "children": []} for n, body in enumerate(bodies)]
    site.pages["/zwgk/bm/tree.json"] = page(json.dumps(tree), content_type="application/json")
    site.put("/zwgk/xz/", "乡镇街道", "".join(f'<a href="/zwgk/xz/{n}/">{body}</a>' for n, body in enumerate(TOWNS)))
    places = [(f"/zwgk/bm/{n}/", body) for n, body in enumerate(bodies)] + [
        (f"/zwgk/xz/{n}/", body) for n, body in enumerate(TOWNS)
    ]
    for number, (path, body) in enumerate(places, 2):
        site.put(path, body, columns(f"{path}gknb/"))
        _flat(site, f"{path}gknb/", (body,), number)


def numbered(site: Site) -> None:
    """A tree of numbers and names, from which a script makes addresses."""
    site.home('<a href="/xxgk/">信息公开目录</a>')
    nodes = '[{id:11, pId:1, name:"政府信息公开指南"}, {id:12, pId:1, name:"政府信息公开年报"}]'
    click = 'function onClick(e, t, node) { window.location.href = "/list.jsp?cid=" + node.id; }'
    site.put("/xxgk/", "信息公开目录", f"<ul id='tree'></ul><script>var zNodes = {nodes}; {click}</script>")
    site.put("/list.jsp?cid=12", "政府信息公开年报", f"<ul>{_items(site, '/show/', (site.name,), 6)}</ul>")


def site_map(site: Site) -> None:
    """Nothing leads to the column but sitemap.xml, which has no words."""
    site.home("")
    _flat(site, "/content/zfxxgknb/", (site.name, "县残疾人联合会办公室"), 1)
    locations = "".join(
        f"<url><loc>{site.homes[site.key]}{path}</loc></url>" for path in ("/news/1.html", "/content/zfxxgknb/")
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
    site.pages["/sitemap.xml"] = page(text, content_type="application/xml")


def map_page(site: Site) -> None:
    """The column is linked from 网站地图 alone, and its menu works by handlers."""
    site.home('<a href="javascript:void(0)" onclick="window.open(\'/map.html\')">网站地图</a>')
    site.put("/map.html", "网站地图", "<ul><li onclick=\"location.href='/a/nb.html'\">政府信息公开年报</li></ul>")
    lines = lines_of((site.name, "县自然资源局"), offset=6)
    rows = "".join(
        f"<tr><td><a href=\"javascript:show('{_article(site, '/a/', line)}')\">{line.title}</a></td><td>[{line.date}]</td></tr>"
        for line in lines
    )
    site.put("/a/nb.html", "政府信息公开年报", f"<table>{rows}</table>")


def aggregated(site: Site) -> None:
    """A province's page of one year, which links cities' columns on hosts of their own, and a copy that it must not."""
    site.home('<a href="/zwgk/xxgknb/index.html">政府信息公开年报</a>')
    city, clone = site.homes["city"], site.homes["clone"]
    links = f'<a href="{city}/xxgk/gknb/">望江市</a><a href="{clone}/nb/">临江市</a>'
    site.put(
        "/zwgk/xxgknb/",
        "政府信息公开年报",
        f'<a href="2024/">2024年政府信息公开年报专题</a><div>{_items(site, "/zwgk/xxgknb/", (site.name,), 3)}</div>',
    )
    site.put("/zwgk/xxgknb/2024/", "2024年政府信息公开年报", links)


def city(site: Site) -> None:
    """A city whose home page says nothing of its reports; the province's page links them."""
    site.home("")
    _flat(site, "/xxgk/gknb/", (site.name,), 4)


def clone(site: Site) -> None:
    """A copy of a portal on a bought domain, which must never be asked."""
    site.home('<a href="/nb/">政府信息公开年报</a>')
    _flat(site, "/nb/", (site.name,), 5)


def _flat(site: Site, path: str, bodies: tuple[str, ...], offset: int) -> None:
    site.put(path, "政府信息公开年报", f"<ul>{_items(site, path, bodies, offset)}</ul>")


def _items(site: Site, folder: str, bodies: tuple[str, ...], offset: int) -> str:
    lines = lines_of(bodies, range(2018, 2025), first=offset * 1000, offset=offset)
    return "".join(item(_article(site, folder, line), line) for line in lines)


def _article(site: Site, folder: str, line: Line) -> str:
    return site.article(f"{folder}{line.date:%Y%m}/{line.number}.html", line)


def _date(year: int) -> object:
    return lines_of(("县",), range(year, year + 1))[0].date


PORTALS = {
    "years": years,
    "departments": departments,
    "numbered": numbered,
    "site_map": site_map,
    "map_page": map_page,
    "province": aggregated,
    "city": city,
    "clone": clone,
}
