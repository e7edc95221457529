"""The next page of a list that no module knows."""

import pytest

from crawler.fetch import JSON, Fetch
from crawler.page import Page
from crawler.paging import Series, likely_series, next_page

HOST = "http://www.example.gov.cn"
LIST = f"{HOST}/gk/nb/"


def page(body: str, url: str = LIST) -> Page:
    return Page(url, f"<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='index_1.html'>下一页</a>",
        "<a href='index_1.html'>[下页]</a>",
        "<b>1</b><a href='index_1.html'>2</a><a href='index_2.html'>3</a>",
        "<select><option value='index_0.html'>第1页</option><option value='index_1.html'>第2页</option></select>",
        "<a onclick=\"location.href='index_1.html'\">后一页</a>",
        "<link rel='next' href='index_1.html'>",
    ],
)
def test_a_pager_of_links(pager: str) -> None:
    assert next_page(page(pager), 1) == Fetch(f"{LIST}index_1.html")


def test_no_pager_no_next_page() -> None:
    assert next_page(page("<li><a href='1.html'>2023年</a></li>"), 1) is None
    assert next_page(page("<b>3</b><a href='index.html'>1</a><a href='index_1.html'>2</a>"), 3) is None


def test_a_post_back_sends_the_form_back() -> None:
    form = (
        "<form action='List.aspx?cid=3'><input type='hidden' name='__VIEWSTATE' value='a=='>"
        "<a href=\"javascript:__doPostBack('Pager','2')\">2</a><input type='submit' name='go' value='x'></form>"
    )
    fetch = next_page(page(form, f"{HOST}/List.aspx?cid=3"), 1)
    assert fetch == Fetch(f"{HOST}/List.aspx?cid=3", "__VIEWSTATE=a%3D%3D&__EVENTTARGET=Pager&__EVENTARGUMENT=2")


@pytest.mark.parametrize(
    ("method", "fetch"),
    [
        ("get", Fetch(f"{HOST}/list.jsp?cat=7&cur_page=2")),
        ("post", Fetch(f"{HOST}/list.jsp", "cat=7&cur_page=2")),
    ],
)
def test_a_form_that_holds_the_number(method: str, fetch: Fetch) -> None:
    form = f"<form method='{method}' action='/list.jsp'><input name='cat' value='7'><input name='cur_page' value='1'></form>"
    assert next_page(page(f"{form}<a href='javascript:goPage(2)'>&gt;&gt;</a>", f"{HOST}/list.jsp?cat=7"), 1) == fetch
    assert next_page(page(form, f"{HOST}/list.jsp?cat=7"), 1) is None


@pytest.mark.parametrize(
    ("url", "posted", "fetch"),
    [
        (f"{HOST}/l?c=1&page=4", "", Fetch(f"{HOST}/l?c=1&page=5")),
        (f"{HOST}/l", "c=1&current=4", Fetch(f"{HOST}/l", "c=1&current=5")),
        (f"{HOST}/l", '{"c":1,"pageIndex":"4"}', Fetch(f"{HOST}/l", '{"c":1,"pageIndex":"5"}', JSON)),
        (f"{HOST}/l?p=%7B%22pageNo%22%3A4%7D", "", Fetch(f"{HOST}/l?p=%7B%22pageNo%22%3A5%7D")),
        (f"{HOST}/l?c=1", "", None),
    ],
)
def test_data_are_followed_by_data(url: str, posted: str, fetch: Fetch | None) -> None:
    assert next_page(Page(url, '{"rows": []}', posted), 4) == fetch


@pytest.mark.parametrize(
    ("url", "names"),
    [
        (LIST, ["index_1.html", "index_2.html", "index-2.html", "index/2.html", "index2.html"]),
        (f"{LIST}list.shtml", ["list_1.shtml", "list_2.shtml", "list-2.shtml", "list/2.shtml", "list2.shtml"]),
    ],
)
def test_likely_names_of_the_second_page(url: str, names: list[str]) -> None:
    series = likely_series(page("<div class='page'></div>", url))
    assert [one.page(2).url.removeprefix(LIST) for one in series][:5] == names


@pytest.mark.parametrize(
    ("name", "second"), [("list-1.html", "list-2.html"), ("index_0.html", "index_1.html"), ("1.htm", "2.htm")]
)
def test_a_first_page_may_be_numbered_itself(name: str, second: str) -> None:
    (series, *_) = likely_series(page("<div class='page'></div>", LIST + name))
    assert series.page(2).url == LIST + second


def test_a_script_that_writes_the_query_is_believed() -> None:
    script = "<script>laypage.render({jump: function(o){ location.href = '?pageNo=' + o.curr; }})</script>"
    assert likely_series(page(script))[0].page(2) == Fetch(f"{LIST}?pageNo=2")


@pytest.mark.parametrize(
    ("asked", "following"),
    [
        ("startrecord=1&endrecord=20&perpage=20", "startrecord=21&endrecord=40&perpage=20"),
        ("offset=0&limit=15", "offset=15&limit=15"),
    ],
)
def test_a_range_of_lines_is_moved(asked: str, following: str) -> None:
    assert next_page(Page(f"{HOST}/l?{asked}", 'back({"rows": ["<li>"]})'), 1) == Fetch(f"{HOST}/l?{following}")


def test_the_query_of_a_list_is_kept() -> None:
    series = likely_series(page("共3页", f"{HOST}/list.jsp?cat=7&pageNo=1"))
    assert series[0].page(3) == Fetch(f"{HOST}/list.jsp?cat=7&pageNo=3")
    assert Series(f"{HOST}/list.jsp?cat=7", parameter="page").page(2) == Fetch(f"{HOST}/list.jsp?cat=7&page=2")


def test_nothing_is_guessed_without_a_pager() -> None:
    assert likely_series(page("<li>2023年</li>")) == []
