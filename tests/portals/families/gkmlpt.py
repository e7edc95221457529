"""gkmlpt: the columns stand in a configuration, the lists come as JSON; page 0 and page 1 are the same."""

import json
from urllib.parse import parse_qs

from demo.answer import Answer, page
from tests.portals.lines import cut, lines_of
from tests.portals.site import Site

APP = "<div id='app'></div><script src='/gkmlpt/js/chunk-common.c1553651.js'></script>"


def platform(site: Site) -> None:
    """The platform's index, its list service, and articles below content/."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}住房和城乡建设局"), offset=5), 10)
    site.home('<a href="/gkmlpt/index">政府信息公开</a>')
    tree = [
        {"id": 1, "name": "政府信息公开指南"},
        {"id": 9, "name": "年报", "children": [{"id": 3155, "name": "政府信息公开年报"}]},
    ]
    config = f"window._CONFIG = {{SID: '2', TREE: {json.dumps(tree, ensure_ascii=False)}}};"
    site.put("/gkmlpt/index", "政府信息公开", f"<script>window.NFCMS_SITE_ID=2;{config}</script>{APP}")
    service = 'get:function(t,a){return r.get("".concat(e,"/gkmlpt/api/all/").concat(t,"?page=").concat(a,"&sid=").concat(d))}'
    site.pages["/gkmlpt/js/chunk-common.c1553651.js"] = page(service, content_type="application/javascript")
    shown = []
    for lines in pages:
        articles = []
        for line in lines:
            path = f"/gkmlpt/content/2/{line.number // 1000}/post_{line.number}.html"
            site.article(path, line, f"/attachment/1/1658/{line.number}.{line.kind}", container='id="zoomcon"')
            articles.append(
                {"id": line.number, "title": line.title, "publisher": line.body, "date": 1700000000, "url": path}
            )
        shown.append(articles)

    def answer(path: str, headers: dict[str, str]) -> Answer | None:
        if not path.startswith("/gkmlpt/api/all/3155?"):
            return None
        number = max(int(parse_qs(path.partition("?")[2])["page"][0]), 1)
        articles = shown[number - 1] if number <= len(shown) else []
        return page(
            json.dumps({"articles": articles, "classify": {"id": 3155, "post_count": 40}}),
            content_type="application/json",
        )

    site.asked = answer


PORTALS = {"gkmlpt": platform}
