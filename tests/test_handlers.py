"""Addresses that handlers make from what they are called with, and what stands for the words of a link."""

import pytest

from crawler.attachments import attachments_of, continuations_of
from crawler.discovery import entrance
from crawler.fetch import Fetch
from crawler.handlers import Handlers
from crawler.page import Page
from crawler.paging import next_page
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


def test_a_choice_in_a_search_names_the_column() -> None:
    form = (
        '<form action="/s"><input type="hidden" name="site" value="q"><select name="kind"><option value="">全部</option>'
        '<option value="nb">政府信息公开年报</option></select>{}<input type="submit" name="go"></form>'
    )
    page = Page(
        f"{HOST}/", form.format('<select name="y"><option value="">全部</option><option>2023年</option></select>')
    )
    assert [link.url for link in page.links] == [f"{HOST}/s?site=q&y=&kind=nb"]
    years = '<select name="y"><option value="23">2023年</option><option value="22">2022年</option></select>'
    page = Page(f"{HOST}/", form.format(years))
    assert [link.url for link in page.links] == [f"{HOST}/s?site=q&y=23&kind=nb", f"{HOST}/s?site=q&y=22&kind=nb"]


def test_a_cell_of_a_matrix_means_what_heads_its_row_and_column() -> None:
    table = (
        "<table><tr><th>单位</th><th>2023年</th></tr><tr><td>财政局</td><td><a href='1.html'>查看</a></td></tr></table>"
    )
    assert [link.text for link in Page(f"{HOST}/nb/", table).links] == ["财政局2023年"]


@pytest.mark.parametrize("href", ["\\nb\\1.html", " /nb/\n1.html", HOST.removeprefix("http:") + "/nb/1.html"])
def test_addresses_are_read_as_browsers_read_them(href: str) -> None:
    assert [link.url for link in Page(f"{HOST}/a/", f'<a href="{href}">年报</a>').links] == [f"{HOST}/nb/1.html"]


def test_rows_that_post_back_keep_what_they_post() -> None:
    row = "<a href=\"javascript:__doPostBack('g$c{0}','')\">某县{1}年政府信息公开工作年度报告</a>"
    html = (
        f'<form action="l.aspx"><input name="__VIEWSTATE" value="v">{row.format(1, 2022)}{row.format(2, 2021)}</form>'
    )
    links = Page(f"{HOST}/l.aspx", html).links
    assert {link.url for link in links} == {f"{HOST}/l.aspx"}
    assert [link.posted for link in links] == [
        f"__VIEWSTATE=v&__EVENTTARGET=g%24c{number}&__EVENTARGUMENT=" for number in (1, 2)
    ]


def test_lists_in_xml_are_read_by_their_own_words() -> None:
    rss = (
        '<?xml version="1.0"?><rss><channel><title>年报</title><item><title><![CDATA[某县2022年政府信息公开年报]]></title>'
        "<link>/nb/1.html</link></item></channel></rss>"
    )
    assert [(link.url, link.text) for link in Page(f"{HOST}/l.xml", rss).scripted] == [
        (f"{HOST}/nb/1.html", "某县2022年政府信息公开年报")
    ]
    rows = (
        '<?xml version="1.0"?><rows><row title="某县2022年政府信息公开年报" url="/nb/1.html" date="2023-01-20"/></rows>'
    )
    assert [link.date for link in Page(f"{HOST}/l.xml", rows).scripted] == ["2023-01-20"]


@pytest.mark.parametrize(
    ("element", "script", "address"),
    [
        (
            "<li data-id='7' data-code='nb' onclick='go(this)'>年报</li>",
            "function go(o) { var id = $(o).attr('data-id'); open('/' + o.getAttribute('data-code') + '/' + id + '.html'); }",
            "/nb/7.html",
        ),
        (
            "<li id='nb' onclick='go(this.id)'>年报</li>",
            "function go(id) { open('/gk/' + id + '/list.html'); }",
            "/gk/nb/list.html",
        ),
        (
            "<a rel='nb' href='#'>年报</a>",
            "$('a').click(function () { open('/l?c=' + $(this).attr('rel')); })",
            "/l?c=nb",
        ),
    ],
)
def test_an_element_keeps_what_its_handler_joins(element: str, script: str, address: str) -> None:
    page = Page(f"{HOST}/", f"<ul>{element}</ul><script>{script}</script>")
    assert [(link.url, link.text) for link in page.links] == [(HOST + address, "年报")]


def test_years_are_chosen_by_buttons_of_a_form() -> None:
    radio = '<label><input type="radio" name="nd" value="{0}" onclick="this.form.submit()">{0}年</label>'
    page = Page(f"{HOST}/nb.jsp", f'<form action="nb.jsp">{radio.format(2023)}{radio.format(2022)}</form>')
    assert [(link.url, link.text) for link in page.links] == [
        (f"{HOST}/nb.jsp?nd=2023", "2023年"),
        (f"{HOST}/nb.jsp?nd=2022", "2022年"),
    ]


def test_the_button_that_turns_a_page_says_that_it_was_pressed() -> None:
    button = '<input type="hidden" name="c" value="3"><input type="submit" name="act" value="{}">'
    form = f'<form method="post" action="l.jsp">{button}</form>'
    assert next_page(Page(f"{HOST}/l.jsp", form.format("下一页")), 1) == Fetch(
        f"{HOST}/l.jsp", "c=3&act=%E4%B8%8B%E4%B8%80%E9%A1%B5"
    )
    assert next_page(Page(f"{HOST}/l.jsp", form.format("查询")), 1) is None


def test_a_template_of_the_page_holds_its_menu() -> None:
    page = Page(f"{HOST}/", '<template id="nav"><a href="/gk/">政务公开</a></template>')
    assert [link.url for link in page.scripted] == [f"{HOST}/gk/"]
