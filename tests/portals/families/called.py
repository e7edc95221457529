"""Addresses that no attribute holds: handlers call a function of the page with a number, a year or what was chosen."""

import json

from demo.answer import page
from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, columns, item


def rows(site: Site) -> None:
    """A table whose rows call a function with the number of the document, as in many JSP systems."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}水利局"), offset=4), 14)
    site.home('<a href="/zwgk/">政务公开</a>')
    site.put(
        "/zwgk/",
        "政务公开",
        "<ul><li onclick=\"openCol('8a80')\">政府信息公开年报</li><li onclick=\"openCol('8a81')\">政府信息公开指南</li></ul>"
        "<script>function openCol(id){ window.location.href = '/gov/list.jsp?col=' + id; }</script>",
    )
    script = (
        "<script>\nfunction viewDetail(id, n) {\n  var url = '/gov/detail.jsp?type=nb&id=' + id;\n  window.open(url);\n}\n"
        "function toPage(n) { location.href = '/gov/list.jsp?col=8a80&pageNo=' + n; }</script>"
    )
    for number, lines in enumerate(pages, 1):
        rows = ""
        for line in lines:
            site.article(
                f"/gov/detail.jsp?type=nb&id=8a{line.number:04}", line, f"/gov/upload/{line.number}.{line.kind}"
            )
            cells = "".join(f"<td>{cell}</td>" for cell in (line.number, line.title, line.date))
            rows += f"<tr onclick=\"viewDetail('8a{line.number:04}', 0)\">{cells}</tr>"
        turn = "".join(f'<a href="javascript:toPage({n})">{n}</a>' for n in range(1, len(pages) + 1))
        path = "/gov/list.jsp?col=8a80" + (f"&pageNo={number}" if number > 1 else "")
        site.put(path, "信息公开目录", f"<table>{rows}</table><div>{turn}</div>{script}")
    site.pages["/gov/list.jsp?col=8a80&pageNo=1"] = site.pages["/gov/list.jsp?col=8a80"]


def tabs(site: Site) -> None:
    """Tabs of years load their lists by GET as pieces of markup."""
    site.home('<a href="/xxgk/">信息公开</a>')
    site.put("/xxgk/", "信息公开", columns("/xxgk/report.html"))
    years = range(2019, 2025)
    tabs = "".join(f'<li class="tab" onclick="loadYear({year})">{year}年</li>' for year in reversed(years))
    script = "<script>function loadYear(y) { $('#list').load('/xxgk/ajax/year.do?y=' + y + '&col=nb'); } loadYear(2024);</script>"
    site.put("/xxgk/report.html", "政府信息公开年报", f'<ul>{tabs}</ul><div id="list"></div>{script}')
    for year in years:
        lines = lines_of((site.name, "县民政局"), range(year, year + 1), first=year * 10, offset=year)
        items = "".join(item(site.article(f"/xxgk/a/{line.number}.html", line), line) for line in lines)
        site.pages[f"/xxgk/ajax/year.do?y={year}&col=nb"] = page(f"<ul>{items}</ul>")


def choices(site: Site) -> None:
    """The year is chosen in a <select>, the body in another, whose values a handler puts into an address."""
    site.home('<a href="/gk/index.php?c=nb">政府信息公开年报</a>')
    years = range(2019, 2025)
    options = "".join(f'<option value="{year}">{year}年度</option>' for year in reversed(years))
    handler = "location.href='/gk/index.php?c=nb&y='+this.value"
    chooser = f"<select onchange=\"{handler}\"><option value=''>请选择年份</option>{options}</select>"
    for year in years:
        lines = lines_of((site.name, "区统计局"), range(year, year + 1), first=year * 10, offset=year + 3)
        items = "".join(
            item(site.article(f"/gk/index.php?c=show&id={line.number}", line, f"/gk/f/{line.number}.{line.kind}"), line)
            for line in lines
        )
        site.put(f"/gk/index.php?c=nb&y={year}", "政府信息公开年报", f"{chooser}<ul>{items}</ul>")
    site.pages["/gk/index.php?c=nb"] = site.pages["/gk/index.php?c=nb&y=2024"]


def numbered_data(site: Site) -> None:
    """JSON with keys of its own and numbers instead of addresses, which a script of the page joins."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}审计局"), offset=9), 10)
    site.home('<a href="/open/">政府信息公开</a>')
    script = (
        "<script>var pageNum = 1; function load() {"
        " $.getJSON('/open/api/infoList?catalog=77&pageNum=' + pageNum, function (r) {"
        " $.each(r.result.records, function (i, it) {"
        " $('#l').append('<li><a href=\"/open/info/' + it.infoId + '.html\">'"
        " + it.infoTitle + '</a></li>'); }); }); } load();</script>"
    )
    site.put("/open/", "政府信息公开", columns("/open/nb.html"))
    site.put("/open/nb.html", "政府信息公开年报", f'<ul id="l"></ul><div class="pages"></div>{script}')
    for number in range(1, len(pages) + 2):
        records = []
        for line in pages[number - 1] if number <= len(pages) else []:
            site.article(f"/open/info/{line.number}.html", line)
            records.append(
                {"infoId": line.number, "infoTitle": line.title, "pubTime": f"{line.date} 10:00:00", "hits": 12}
            )
        data = {"status": 1, "result": {"total": 28, "records": records}}
        site.pages[f"/open/api/infoList?catalog=77&pageNum={number}"] = page(
            json.dumps(data), content_type="application/json"
        )


PORTALS = {"rows": rows, "tabs": tabs, "choices": choices, "numbered_data": numbered_data}
