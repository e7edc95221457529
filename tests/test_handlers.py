"""Addresses that handlers make from what they are called with, and what stands for the words of a link."""

import pytest

from crawler.attachments import attachments_of, continuations_of
from crawler.discovery import entrance
from crawler.handlers import Handlers
from crawler.page import Page
from crawler.titles import judge

HOST = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("script", "handler", "address"),
    [
        ("function go(id){ window.open('/show.jsp?id=' + id); }", "go('8a01')", "/show.jsp?id=8a01"),
        ("function go(id, n){ var u = `/a/${n}/${id}.html`; open(u) }", "return go(7, 'nb')", "/a/nb/7.html"),
        ("var go = function(y){ $('#l').load(ctx + '/y.do?y=' + encodeURI(y)); }", "go(2023)", "/y.do?y=2023"),
        ("var ctx = '/gov'; function go(y){ location.href = ctx + '/y?y=' + y; }", "go(2023)", "/gov/y?y=2023"),
        ("function nb(){ window.open('/nb/index.html', '_blank'); }", "nb()", "/nb/index.html"),
    ],
)
def test_a_function_of_the_page_makes_the_address(script: str, handler: str, address: str) -> None:
    page = Page(f"{HOST}/", f'<script>{script}</script><ul><li onclick="{handler}">年报</li></ul>')
    assert [(link.url, link.text) for link in page.links] == [(HOST + address, "年报")]


def test_what_the_scripts_do_not_say_makes_no_address() -> None:
    script = "<script>function go(id){ location.href = '/a/' + lang + '/' + id + '.html'; }</script>"
    assert list(Handlers(script).addresses("go('1')")) == []
    assert list(Handlers(script).addresses("other('1')")) == []


def test_a_choice_puts_its_value_into_the_address() -> None:
    choice = "<select onchange=\"location.href='/nb?y='+this.options[this.selectedIndex].value\">"
    page = Page(
        f"{HOST}/", f"<div>{choice}<option value=''>年份</option><option value='2023'>2023年</option></select></div>"
    )
    assert [(link.url, link.text) for link in page.links] == [(f"{HOST}/nb?y=2023", "2023年")]


def test_more_means_what_the_heading_beside_it_says() -> None:
    box = "<div class='box'><h3>{}</h3><a href='{}'>更多&gt;&gt;</a></div>"
    page = Page(f"{HOST}/", box.format("政府信息公开指南", "/1/") + box.format("政府信息公开年报", "/2/"))
    assert [link.text for link in page.links] == ["政府信息公开指南", "政府信息公开年报"]


def test_addresses_are_written_in_the_encoding_of_their_page_and_start_at_its_base() -> None:
    html = f'<base href="{HOST}/xxgk/"><a href="list.asp?lm=年报">年报</a>'
    assert Page(f"{HOST}/a/b.html", html, encoding="gb18030").links[0].url == f"{HOST}/xxgk/list.asp?lm=%C4%EA%B1%A8"


def test_a_page_before_the_home_page_has_one_way_on() -> None:
    assert entrance(Page(f"{HOST}/", '<body><a href="/web/">进入网站</a></body>')) == f"{HOST}/web/"
    assert entrance(Page(f"{HOST}/", '<body><a href="/zfxxgknb/">政府信息公开年报</a></body>')) == ""


def test_an_article_goes_on_where_its_own_name_does() -> None:
    links = '<a href="t1_1.html">2</a><a href="t2_1.html">other</a><a href="/b/t1_3.html">in another folder</a>'
    html = f'{links}<script>createPageHTML(3,0,"t1","html")</script>'
    assert [link.url for link in continuations_of(Page(f"{HOST}/a/t1.html", html))] == [
        f"{HOST}/a/t1_1.html",
        f"{HOST}/a/t1_2.html",
    ]


def test_files_are_told_by_their_words_and_by_the_viewer_that_shows_them() -> None:
    named = Page(f"{HOST}/a.html", '<a href="/get?f=1">年度报告.docx</a><a href="/help">说明</a>')
    assert [link.url for link in attachments_of(named)] == [f"{HOST}/get?f=1"]
    shown = Page(f"{HOST}/a.html", '<script>PDFObject.embed("/get?f=2", "#v")</script>')
    assert [link.url for link in attachments_of(shown)] == [f"{HOST}/get?f=2"]


def test_a_report_without_a_year_is_one_perhaps_in_a_list_and_none_outside() -> None:
    verdict = judge("县教育局政府信息公开工作年度报告", in_report_list=True)
    assert verdict is not None
    assert (verdict.decision, verdict.year) == ("perhaps", None)
    assert judge("县教育局政府信息公开工作年度报告") is None
