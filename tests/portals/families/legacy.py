"""Older systems that page by query: ASP.NET with post-backs, JSP without a charset, PHP, JEECMS."""

from urllib.parse import parse_qs

from demo.answer import Answer
from tests.portals.lines import Line, cut, lines_of
from tests.portals.site import Site, item


def aspnet(site: Site) -> None:
    """The pager of ASP.NET sends the page's form back."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}司法局"), offset=1), 9)
    site.home('<a href="/InfoPublic.aspx?cid=1000">信息公开</a>')
    site.put("/InfoPublic.aspx?cid=1000", "信息公开", '<a href="InfoPublic.aspx?cid=1019&amp;pid=971">信息公开年报</a>')

    def shown(number: int) -> Answer:
        items = "".join(item(_dynamic(site, line, "/Show.aspx?id="), line) for line in pages[number - 1])
        others = "".join(
            f"<span>{n}</span>" if n == number else f"<a href=\"javascript:__doPostBack('AspNetPager1','{n}')\">{n}</a>"
            for n in range(1, len(pages) + 1)
        )
        state = _hidden("__VIEWSTATE", f"/wEPDwUK{number}") + _hidden("__EVENTTARGET", "")
        form = f'<form method="post" action="./InfoPublic.aspx?cid=1019&amp;pid=971">{state}<ul>{items}</ul>{others}</form>'
        return site.answer("信息公开年报", form)

    answers = [shown(number) for number in range(1, len(pages) + 1)]
    site.pages["/InfoPublic.aspx?cid=1019&pid=971"] = answers[0]

    def posted(path: str, body: str, headers: dict[str, str]) -> Answer | None:
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        if asked.get("__EVENTTARGET") != "AspNetPager1" or "__VIEWSTATE" not in asked:
            return None
        return answers[int(asked["__EVENTARGUMENT"]) - 1]

    site.posted = posted


def jsp(site: Site) -> None:
    """GB2312 without saying so, a session in each address, and a form that holds the page's number."""
    site.encoding, site.content_type = "gb18030", "text/html"
    session = ";jsessionid=8F2A61C0D7"
    pages = cut(lines_of((site.name, f"{site.name[:-4]}信访局"), offset=7), 9)
    site.home(f'<a href="/info/index.jsp{session}">政务公开</a>')
    site.put(
        f"/info/index.jsp{session}", "政务公开", f'<a href="/info/iList.jsp{session}?cat_id=15971">信息公开年报</a>'
    )
    site.pages["/info/index.jsp"] = site.pages[f"/info/index.jsp{session}"]
    for number, lines in enumerate(pages, 1):
        items = "".join(item(_dynamic(site, line, "/info/show.jsp?id="), line) for line in lines)
        turn = f'<a href="javascript:goPage({number + 1})">后一页</a>' if number < len(pages) else "后一页"
        form = f'<form name="f" action="/info/iList.jsp">{_hidden("cat_id", "15971")}{_hidden("cur_page", str(number))}</form>'
        answer = site.answer("信息公开年报", f"<ul>{items}</ul>{form}<div>共{len(pages)}页 {turn}</div>")
        site.pages[f"/info/iList.jsp?cat_id=15971&cur_page={number}"] = answer
        if number == 1:
            site.pages[f"/info/iList.jsp{session}?cat_id=15971"] = site.pages["/info/iList.jsp?cat_id=15971"] = answer


def php(site: Site) -> None:
    """PHPCMS, with numbered links and a link to the next page that is a picture."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}文化和旅游局"), offset=2), 9)
    base = "/index.php?m=content&c=index&a=lists&catid=12"
    site.home('<a href="/index.php?m=content&amp;c=index&amp;a=lists&amp;catid=2">信息公开</a>')
    site.put(base.replace("12", "2"), "信息公开", f'<a href="{base}">政府信息公开年报</a>'.replace("&", "&amp;"))
    for number, lines in enumerate(pages, 1):
        items = "".join(
            item(_dynamic(site, line, "/index.php?m=content&c=index&a=show&catid=12&id="), line) for line in lines
        )
        others = " ".join(
            f"<span>{n}</span>" if n == number else f'<a href="{base}&page={n}">{n}</a>'
            for n in range(1, len(pages) + 1)
        )
        site.put(
            base + (f"&page={number}" if number > 1 else ""), "政府信息公开年报", f"<ul>{items}</ul><div>{others}</div>"
        )
    site.pages[f"{base}&page=1"] = site.pages[base]


def jeecms(site: Site) -> None:
    """zfxxgknb.jhtml, zfxxgknb_2.jhtml, …, turned by a script."""
    pages = cut(lines_of((site.name, f"{site.name[:-4]}乡村振兴局"), offset=8), 9)
    site.home('<a href="/c/als/zfxxgknb.jhtml">政府信息公开年报</a>')
    for number, lines in enumerate(pages, 1):
        items = "".join(item(site.article(f"/zwxx/{line.number}.jhtml", line), line) for line in lines)
        turn = f'<a href="javascript:void(0)" onclick="turn({number + 1})">下一页</a>'
        pager = f"<div>共{len(pages) * 9}条记录 {number}/{len(pages)}页 {turn}</div>"
        name = f"_{number}" if number > 1 else ""
        site.put(f"/c/als/zfxxgknb{name}.jhtml", "政府信息公开年报", f"<ul>{items}</ul>{pager}")


def _dynamic(site: Site, line: Line, address: str) -> str:
    path = f"{address}{line.number}"
    return site.article(path, line, f"/UploadFiles/{line.number}.{line.kind}")


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{value}">'


PORTALS = {"aspnet": aspnet, "jsp": jsp, "php": php, "jeecms": jeecms}
