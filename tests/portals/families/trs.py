"""TRS: static lists whose pager is a call; counted from 0 or from 1, or cut into pages by a script alone."""

from tests.portals.lines import cut, lines_of
from tests.portals.site import Site, columns, item


def _article(site: Site, folder: str, line: object) -> str:
    day = line.date  # type: ignore[attr-defined]
    return site.article(f"{folder}{day:%Y%m}/t{day:%Y%m%d}_{line.number}.html", line, container='class="TRS_Editor"')  # type: ignore[attr-defined]


def from_zero(site: Site) -> None:
    """index.html, index_1.html, …; one page more is promised than there is; a comment in a comment hides nothing."""
    folder = "/zwgk/zfxxgknb/"
    pages = cut(lines_of((f"{site.name}", f"{site.name[:-4]}财政局")), 9)
    site.home('<a href="/zwgk/">政务公开</a>')
    site.put("/zwgk/", "政务公开", f'<!--<li class="on">旧栏目 <!--<li>--></li>{columns("./zfxxgknb/")}-->')
    for number, lines in enumerate(pages):
        items = "".join(item("." + _article(site, folder, line).removeprefix(folder[:-1]), line) for line in lines)
        call = f'<script>createPageHTML({len(pages) + 1}, {number}, "index", "html");</script>'
        name = f"index_{number}.html" if number else ""
        site.put(folder + name, "政府信息公开年报", f"<ul>{items}</ul><div class='page'>{call}</div>")


def from_one(site: Site) -> None:
    """zwgklist.shtml, zwgklist_2.shtml, …; the call begins with its container; an older list stands in a comment."""
    folder = "/xxgk/zfxxgknb/"
    pages = cut(lines_of((site.name, f"{site.name[:-4]}教育局"), offset=3), 8)
    site.home('<a href="/xxgk/index.shtml">政府信息公开</a>')
    site.put("/xxgk/", "政府信息公开", columns(f"{folder}zwgklist.shtml"))
    decoy = '<!--<li><a href="/decoy/1.html">某县2010年政府信息公开工作年度报告</a><b>2011-01-02</b></li>-->'
    for number, lines in enumerate(pages, 1):
        items = "".join(item(_article(site, folder, line), line) for line in lines)
        call = (
            f"<script>createPageHTML('page_div',{len(pages)}, {number},'zwgklist','shtml',{len(pages) * 8});</script>"
        )
        name = f"zwgklist_{number}.shtml" if number > 1 else "zwgklist.shtml"
        site.put(folder + name, "政府信息公开年报", f"{decoy}<ul>{items}</ul><div id='page_div'></div>{call}")


def by_script(site: Site) -> None:
    """Every line is in the first page, and a script shows ten at a time."""
    lines = lines_of((site.name,), offset=5)
    site.home('<a href="/zfxxgknb/">政府信息公开年报</a>')
    items = "".join(item(_article(site, "/zfxxgknb/", line), line) for line in lines)
    script = (
        "<script>var $list = $('.default_news li'); show(0, 10); var countPage = Math.ceil($list.length/10);</script>"
    )
    site.put("/zfxxgknb/", "政府信息公开年报", f"<ul class='default_news'>{items}</ul>{script}")


PORTALS = {"trs_from_zero": from_zero, "trs_from_one": from_one, "trs_by_script": by_script}
