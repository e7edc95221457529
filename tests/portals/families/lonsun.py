"""Lonsun: every list has the same path, and the query tells which one it is."""

from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, item

TREE = "/public/column/1?type=4&action=list&nav=3&catId="


def tree(site: Site) -> None:
    """The tree of disclosure; labels split by spans; files whose addresses end in .html."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}统计局"), offset=3), 9)
    site.home('<a href="/public/column/1?type=2">政府信息公开</a>')
    menu = f'<a href="{TREE}11">政府信息公开<span></span>指南</a><a href="{TREE}12">政府信息公开<span></span>年报</a>'
    site.put("/public/column/1?type=2", "政府信息公开", menu.replace("&", "&amp;"))
    site.put(f"{TREE}11", "政府信息公开指南", "<p>公开指南</p>")
    for number, lines in enumerate(pages, 1):
        items = "".join(
            item(
                site.article(f"/public/6600/{line.number}.html", line, f"/OpennessContent/download/{line.number}.html"),
                line,
            )
            for line in lines
        )
        pager = f'<div class="pagination" id="page"></div><script>var pageCount = {len(pages)}; var Page = {number};</script>'
        script = '<script src="http://wza.example/lonsun.cn.js"></script>'
        site.put(
            f"{TREE}12" + (f"&Page={number}" if number > 1 else ""),
            "政府信息公开年报",
            f"<ul>{items}</ul>{pager}{script}",
        )


def years(site: Site) -> None:
    """A template for each year, and a column of all with links to its pages."""
    lines = lines_of((site.name, f"{site.name[:-4]}医疗保障局"), offset=9)
    site.home('<a href="/content/column/6791573">政府信息公开年报</a>')
    late = [line for line in lines if line.date.year >= 2022]
    early = cut([line for line in lines if line.date.year < 2022], 7)
    tabs = "".join(
        f'<a href="/site/tpl/{7000 + year}?nav=4&amp;year={year}">{year}年</a>' for year in range(2022, 2027)
    )
    for year in range(2022, 2027):
        items = "".join(item(_article(site, line), line) for line in late if line.date.year == year)
        site.put(f"/site/tpl/{7000 + year}?nav=4&year={year}", "年报", f"<ul>{items}</ul>")
    for number, some in enumerate(early, 1):
        following = (
            f'<a href="/content/column/6791573?pageIndex={number + 1}">下一页</a>' if number < len(early) else ""
        )
        items = "".join(item(_article(site, line), line) for line in some)
        query = f"?pageIndex={number}" if number > 1 else ""
        site.put(f"/content/column/6791573{query}", "政府信息公开年报", f"{tabs}<ul>{items}</ul>{following}")


def _article(site: Site, line: object) -> str:
    return site.article(f"/public/6700/{line.number}.html", line, container='class="j-fontContent"')  # type: ignore[attr-defined]


PORTALS = {"lonsun_tree": tree, "lonsun_years": years}
