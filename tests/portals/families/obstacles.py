"""A portal that is in its own way: a home page that moves on, cookies, refusals, missing pages that look like others."""

from demo.answer import Answer, page, robots
from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, item


def obstacles(site: Site) -> None:
    """Reports are found beside pages that are closed, missing or endless."""
    site.pages["/"] = page('<html><head><meta http-equiv="refresh" content="0; url=/site/index.html"></head></html>')
    site.pages["/robots.txt"] = robots("/closed/")
    home = site.answer(site.name, '<a href="/gk/">政府信息公开</a><a href="/site/nav.html">网站导航</a>')
    site.pages["/site/"] = home
    site.put("/gk/", "政府信息公开", '<a href="/gk/nb/">政府信息公开年报</a>')
    pages = cut(lines_of((site.name, f"{site.name[:-4]}税务局"), offset=4), 9)
    closed = "".join(
        f'<li><a href="{path}">{site.name}{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>'
        for path, year in (
            ("/closed/2015.html", 2015),
            ("/gone/2013.html", 2013),
            ("/old/2012.html", 2012),
        )
    )
    site.pages["/old/2012.html"] = home  # the home page, for a page that is missing
    for number, lines in enumerate(pages):
        items = "".join(item(site.article(f"/gk/nb/{line.number}.html", line), line) for line in lines)
        following = (
            f'<a href="index_{number + 1}.html">下一页</a>'  # the last page leads to one that is the first again
        )
        site.put(f"/gk/nb/index_{number}.html", "政府信息公开年报", f"<ul>{items}{closed}</ul>{following}")
    site.pages["/gk/nb/"] = site.pages["/gk/nb/index_0.html"]

    def asked(path: str, headers: dict[str, str]) -> Answer | None:
        if path == "/gk/nb/" and "seen=1" not in headers.get("Cookie", ""):
            return Answer(b"", status=302, headers={"Location": path, "Set-Cookie": "seen=1; Path=/"})
        return site.pages["/gk/nb/"] if path.startswith(f"/gk/nb/index_{len(pages)}") else None

    site.asked = asked


PORTALS = {"obstacles": obstacles}
