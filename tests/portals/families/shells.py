"""Pages without content of their own: a frame, a frame set, an application whose data come as JSON."""

import json
from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, columns, item


def frame(site: Site) -> None:
    """The list is another page in a frame, beside frames for a counter and a login."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}公安局"), offset=3), 9)
    site.home('<a href="/xxgk/">信息公开</a>')
    site.put("/xxgk/", "信息公开", columns("/xxgk/nb/"))
    idle = '<iframe src="/visitcount/a.jsp"></iframe><iframe src="/login.jsp"></iframe>'
    site.put("/xxgk/nb/", "政府信息公开年报", f'{idle}<iframe src="/inner/list.jsp?c=12"></iframe>')
    for number, lines in enumerate(pages, 1):
        items = "".join(item(site.article(f"/inner/show_{line.number}.html", line), line) for line in lines)
        choices = "".join(
            f'<option value="/inner/list.jsp?c=12&page={n}">第{n}页</option>' for n in range(1, len(pages) + 1)
        )
        site.put(
            f"/inner/list.jsp?c=12&page={number}",
            "列表",
            f"<ul>{items}</ul><select onchange='go(this)'>{choices}</select>",
        )
    site.pages["/inner/list.jsp?c=12"] = site.pages["/inner/list.jsp?c=12&page=1"]


def application(site: Site) -> None:
    """A hash route: the page is a shell, its script names the services, the services answer JSON."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}气象局"), offset=5), 9)
    site.home('<a href="/policy/#/index">政府信息公开</a>')
    head = '<head><title>公开</title><script src="/policy/js/app.8f2a.js"></script></head>'
    site.pages["/policy/"] = page(f'<html>{head}<body><div id="app"></div></body></html>')
    script = 'const api={menu:"/policy/api/menu.json"};axios.get("/policy/api/menu.json").then(draw);'
    site.pages["/policy/js/app.8f2a.js"] = page(script, content_type="application/javascript")
    menu = [
        {"name": "政府信息公开指南", "url": "/policy/api/list?col=1&pageIndex=1"},
        {"name": "政府信息公开年报", "url": "/policy/api/list?col=2&pageIndex=1"},
    ]
    site.pages["/policy/api/menu.json"] = page(json.dumps({"data": menu}), content_type="application/json")
    shown = [
        [
            {
                "docId": line.number,
                "docTitle": line.title,
                "publishDate": f"{line.date} 08:00",
                "docUrl": site.article(f"/policy/doc/{line.number}.html", line),
            }
            for line in lines
        ]
        for lines in pages
    ]

    def answer(path: str, headers: dict[str, str]) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(path.partition("?")[2]).items()}
        if not path.startswith("/policy/api/list?") or asked.get("col") != "2":
            return None
        number = int(asked["pageIndex"])
        rows = shown[number - 1] if number <= len(shown) else []
        return page(json.dumps({"rptCode": 200, "data": {"total": 40, "rows": rows}}), content_type="application/json")

    site.asked = answer


PORTALS = {"frame": frame, "application": application}
