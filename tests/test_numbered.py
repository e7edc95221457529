"""Trees that give columns numbers, and the addresses that scripts make of them."""

import pytest

from crawler.numbered import numbered_in
from crawler.page import Page

HOST = "http://www.example.gov.cn"
NODE = '{id: 12, pId: 1, name: "政府信息公开年报"}'


@pytest.mark.parametrize(
    ("script", "path"),
    [
        ('location.href = "/list.jsp?cid=" + node.id;', "/list.jsp?cid=12"),
        ('location.href = "/list.jsp?cid=" + treeNode.id + "&page=" + n;', "/list.jsp?cid=12&page=1"),
        ("fetch(`/api/list?cid=${node.id}&pageNo=${pageNo}`)", "/api/list?cid=12&pageNo=1"),
        (
            'var SID = "7"; get("".concat(r, "/api/all/").concat(t, "?page=").concat(a, "&sid=").concat(d))',
            "/api/all/12?page=1&sid=7",
        ),
        ('$("#f").attr("src", "/c/" + id + "/index.html")', "/c/12/index.html"),
    ],
)
def test_a_number_goes_where_the_script_puts_it(script: str, path: str) -> None:
    (link,) = numbered_in(f"var nodes = [{NODE}]; {script}").links(f"{HOST}/")
    assert (link.url, link.text) == (HOST + path, "政府信息公开年报")


@pytest.mark.parametrize(
    "script",
    [
        'location.href = "/list.jsp?cid=" + node.id + "&token=" + secret;',  # a value that nothing gives
        'show("/list.jsp?cid=12");',
        'img.src = "/a/" + name;',
    ],
)
def test_no_address_is_made_up(script: str) -> None:
    assert numbered_in(f"var nodes = [{NODE}]; {script}").links(f"{HOST}/") == []


def test_other_columns_are_left() -> None:
    script = 'var nodes = [{id: 3, name: "领导之窗"}]; location.href = "/list.jsp?cid=" + node.id;'
    assert numbered_in(script).links(f"{HOST}/") == []


def test_tree_and_script_may_come_apart() -> None:
    shell = Page(f"{HOST}/xxgk/", f"<html><body><script>var nodes = [{NODE}];</script></body></html>")
    script = Page(
        f"{HOST}/js/app.js", 'go = n => open("/list.jsp?cid=" + n.id)', found_on=shell.url, beside=shell.numbered
    )
    assert [link.url for link in script.scripted] == [f"{HOST}/list.jsp?cid=12"]
