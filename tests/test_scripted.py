"""Links that stand only in scripts, in data or in handlers, and the requests that scripts spell out."""

import pytest

from crawler.calls import calls_in, calls_of_elements
from crawler.discovery import LIST, leads_of_hub, leads_of_list
from crawler.fetch import JSON, Fetch
from crawler.page import Page
from crawler.parts import parts_of

HOST = "http://www.example.gov.cn"
URL = f"{HOST}/zwgk/index.html"


def scripted(script: str) -> list[tuple[str, str, str]]:
    page = Page(URL, f"<html><body><script>{script}</script></body></html>")
    return [(link.url.removeprefix(HOST), link.text, link.date) for link in page.scripted]


@pytest.mark.parametrize(
    "script",
    [
        'var menu = [{"id": 3, "name": "政府信息公开年报", "url": "/nb/"}];',
        "var menu = [{id: 3, name: '政府信息公开年报', href: '/nb/'}];",
        "d.add(3, 1, '政府信息公开年报', '/nb/');",
        'tree[2] = new Array("政府信息公开年报", "/nb/");',
        '{"name": "\\u653f\\u5e9c\\u4fe1\\u606f\\u516c\\u5f00\\u5e74\\u62a5", "url": "\\/nb\\/"}',
        'x = {"name": "<b>政府信息公开年报</b>", "urls": "{\\"pc\\":\\"/nb/\\"}", "logo": "/a/logo/"};',
        "document.write('<li><a href=\"/nb/\">政府信息公开<br>年报</a></li>');",
        'x = {"path": "/nb/", "meta": {"title": "政府信息公开年报", "icon": "a"}};',
        '{"data": {"html": "<ul><a href=\\"/nb/\\">政府信息公开年报</a></ul>"}}',
    ],
)
def test_one_rule_reads_every_notation(script: str) -> None:
    assert scripted(script) == [("/nb/", "政府信息公开年报", "")]


def test_each_article_keeps_its_own_title_and_date() -> None:
    script = (
        'var list = [{"title": "某县2022年政府信息公开工作年度报告", "source": "县政府办公室", "pubDate": "2023-01-30 10:00",'
        ' "urls": "{\\"pc\\":\\"/c/1.html\\"}", "images": [{"cover": "/c/1.png"}]},'
        ' {"title": "某县2021年政府信息公开工作年度报告", "pubDate": "2022-01-28", "url": "/c/2.html"}];'
    )
    assert scripted(script) == [
        ("/c/1.html", "某县2022年政府信息公开工作年度报告", "2023-01-30"),
        ("/c/2.html", "某县2021年政府信息公开工作年度报告", "2022-01-28"),
    ]


@pytest.mark.parametrize(
    "script",
    [
        '// var old = {"name": "政府信息公开年报", "url": "/nb/"};',
        '/* d.add(3, 1, "政府信息公开年报", "/nb/"); */',
        "var a = '/nb/'; alert('政府信息公开年报');",
        'x = {"name": "政府信息公开年报", "image": "/nb/a.png"};',
        'if (a < b) { c = "政府信息公开年报',
    ],
)
def test_what_is_no_link(script: str) -> None:
    assert scripted(script) == []


@pytest.mark.parametrize(
    "element",
    [
        "<a href=\"javascript:window.open('/nb/')\">政府信息公开年报</a>",
        "<a href='#' onclick=\"location.href='/nb/'\">政府信息公开年报</a>",
        "<li onclick='goto(\"/nb/\")'>政府信息公开年报</li>",
        "<select><option value='/nb/'>政府信息公开年报</option></select>",
        "<div data-href='/nb/'>政府信息公开年报</div>",
        "<map><area href='/nb/' title='政府信息公开年报'></map>",
    ],
)
def test_links_without_an_address_of_their_own(element: str) -> None:
    (lead,) = leads_of_hub(Page(URL, f"<html><body>{element}</body></html>"))
    assert (lead.link.url, lead.link.text, lead.role) == (f"{HOST}/nb/", "政府信息公开年报", LIST)


def test_relative_addresses_in_data_start_at_the_page_that_asked() -> None:
    data = '[{"title": "某县2022年政府信息公开工作年度报告", "url": "./2023/1.html"}]'
    page = Page(f"{HOST}/api/list?page=1", data, found_on=f"{HOST}/nb/index.html")
    assert [lead.link.url for lead in leads_of_list(page, [])] == [f"{HOST}/nb/2023/1.html"]


@pytest.mark.parametrize(
    ("script", "fetch"),
    [
        (
            'var n = 1; $.ajax({type: "post", url: "/list.jsp", data: {cat: "B1", currpage: n, area: \'\'}});',
            Fetch(f"{HOST}/list.jsp", "cat=B1&currpage=1&area="),
        ),
        ('$.get({url: "/list.jsp", data: {cat: 7}});', Fetch(f"{HOST}/list.jsp?cat=7")),
        ('$.post("/list.jsp", {"cat[]": ["B1"]}, show);', Fetch(f"{HOST}/list.jsp", "cat%5B%5D=B1")),
        (
            'axios({url: "/list", method: "post", data: JSON.stringify({cat: "B1", pageIndex: 0})});',
            Fetch(f"{HOST}/list", '{"cat":"B1","pageIndex":0}', JSON),
        ),
    ],
)
def test_calls_are_read_with_their_data(script: str, fetch: Fetch) -> None:
    assert calls_in(script, URL) == [fetch]


def test_an_element_that_asks_for_its_own_content() -> None:
    tag = '<script src="a.js" url="/unit" queryData="{&quot;id&quot;:&quot;3&quot;}"></script>'
    assert calls_of_elements(tag, URL) == [Fetch(f"{HOST}/unit?id=3")]


def test_parts_of_a_page_are_of_its_own_host_and_not_idle() -> None:
    frames = "<iframe src='/list.jsp'></iframe><iframe src='/visitcount/a'></iframe><iframe src='http://x.example/'></iframe>"
    script = "<script>$.getJSON('/tree.json', draw); fetch(\"/login/state\")</script>"
    page = Page(URL, f"<html><body>{frames}{'文' * 300}{script}</body></html>")
    assert [fetch.url for fetch in parts_of(page)] == [f"{HOST}/list.jsp", f"{HOST}/tree.json"]
