"""Epoint: lists by POST of JSON, with a key that only another script holds."""

import json

from demo.answer import Answer, page
from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, columns

LIST = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
KEY = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"


def service(site: Site) -> None:
    """The page that loads the list names the category in its own address."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}交通运输局"), offset=6), 20)
    site.home('<a href="/zwgk/">政务公开</a>')
    site.put("/zwgk/", "政务公开", columns("/dynamic/zwgk/govInfoPub.html?categorynum=003006"))
    scripts = (
        '<script src="/js/webBuilderCommon.js"></script><script>function load(i){ $.ajax({type: "post", dataType: "json",'
        f' url: "{LIST}", contentType: "application/json", data: JSON.stringify({{"deptcode": "", "categorynum": "003006",'
        f' "pageIndex": 0, "pageSize": 20, "siteGuid": "{KEY}"}})}}); }}</script>'
    )
    site.put("/dynamic/zwgk/govInfoPub.html?categorynum=003006", "政府信息公开年报", f"<div id='list'></div>{scripts}")
    info = json.dumps({"siteGuid": KEY, "projectName": "/EWB-FRONT"})
    site.pages["/js/webBuilderCommon.js"] = page(f"var siteInfo = {info};", content_type="application/javascript")
    shown = []
    for lines in pages:
        rows = []
        for line in lines:
            path = f"/zwgk/003/003006/{line.date:%Y%m%d}/{line.number:08x}.html"
            rows.append({"infourl": site.article(path, line), "realtitle": line.title, "infodate": f"{line.date}"})
        shown.append(rows)

    def answer(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        asked = json.loads(body) if body.startswith("{") else {}
        if path != LIST or asked.get("siteGuid") != KEY or asked.get("categorynum") != "003006":
            return None
        number = int(asked["pageIndex"])
        rows = shown[number] if number < len(shown) else []
        total = sum(map(len, shown))
        return page(json.dumps({"custom": {"code": 1, "total": total, "data": rows}}), content_type="application/json")

    site.posted = answer


PORTALS = {"epoint": service}
