"""How each system's lists go on, shown on pages that print as little as the rule needs. Real pages: tests/test_cms.py."""

import pytest

from crawler.cms import Fetch, epoint, gkmlpt, hanweb_xxgk, jeecms, jpaas, lonsun, next_page_of, ucap
from crawler.fetch import JSON
from crawler.page import Page

HOST = "http://www.example.gov.cn"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def test_jpaas_turns_pages_by_param_json() -> None:
    query = (
        "{'webId':'39','pageId':'3','parseType':'bulidstatic','pageType':'column','tagId':'分页列表','tplSetId':'a'}"
    )
    tag = f'<script src="unitbuild.js" url="{UNIT}" queryData="{query}"></script>'
    first = jpaas.next_page(Page(f"{HOST}/col/col3/index.html", tag))
    assert first is not None
    assert first.url.endswith("paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A%2215%22%7D")
    answer = '{"data":{"html":"<li><a href=\\"/a.html\\">某县年报</a></li>"}}'
    second = jpaas.next_page(Page(first.url, answer))
    assert second is not None
    assert "pageNo%22%3A2%2C" in second.url
    assert jpaas.next_page(Page(second.url, '{"data":{"html":""}}')) is None


def test_the_body_of_an_article_is_no_list() -> None:
    query = "{'pageType':'article','tagId':'正文'}"
    tag = f'<script url="{UNIT}" queryData="{query}"></script>'
    assert jpaas.next_page(Page(f"{HOST}/a.html", tag)) is None


def test_hanweb_search_counts_its_pages() -> None:
    shell = Page(f"{HOST}/col/1.html", "<script>post('/module/xxgk/search.jsp', {infotypeId:'B1', jdid:'7'})</script>")
    first = hanweb_xxgk.next_page(shell)
    assert first == Fetch(f"{HOST}/module/xxgk/search.jsp", "area=&sortfield=&infotypeId=B1&jdid=7&currpage=1")
    lines = "<ul><li><a href='/a.html'>年报</a></li></ul>共2页"
    second = hanweb_xxgk.next_page(Page(first.url, lines, first.posted))
    assert second is not None
    assert second.posted.endswith("currpage=2")
    assert hanweb_xxgk.next_page(Page(second.url, lines, second.posted)) is None


def test_lonsun_keeps_the_query_that_names_the_list() -> None:
    url = f"{HOST}/public/column/1681?type=4&catId=6708461"
    pager = "<div>共<b>3</b>页</div>"
    assert lonsun.next_page(Page(url, pager)) == Fetch(f"{url}&Page=2")
    assert lonsun.next_page(Page(f"{url}&Page=2", pager)) == Fetch(f"{url}&Page=3")
    assert lonsun.next_page(Page(f"{url}&Page=3", pager)) is None
    assert lonsun.next_page(Page(f"{HOST}/content/column/67", pager)) == Fetch(f"{HOST}/content/column/67?pageIndex=2")


def test_gkmlpt_columns_and_pages() -> None:
    tree = '[{"id":1,"name":"指南"},{"id":9,"name":"年报","children":[{"id":3155,"name":"政府信息公开年报"}]}]'
    index = Page(f"{HOST}/czj/gkmlpt/index", f"<script>window._CONFIG = {{SID: '758017', TREE: {tree}}};</script>")
    assert [(link.text, link.url) for link in gkmlpt.entries(index)][-1] == (
        "政府信息公开年报",
        f"{HOST}/czj/gkmlpt/api/all/3155?page=1&sid=758017",
    )
    articles = '{"articles":[{"title":"某县2022年政府信息公开年报","url":"/a.html"}]}'
    for number, following in ((0, 2), (1, 2), (2, 3)):
        fetch = gkmlpt.next_page(Page(f"{HOST}/gkmlpt/api/all/3155?page={number}&sid=2", articles))
        assert fetch == Fetch(f"{HOST}/gkmlpt/api/all/3155?page={following}&sid=2")
    assert gkmlpt.next_page(Page(f"{HOST}/gkmlpt/api/all/3155?page=3&sid=2", '{"articles":[]}')) is None


def test_epoint_asks_for_the_key_then_for_the_lines() -> None:
    url = f"{HOST}/dynamic/zwgk/govInfoPub.html?categorynum=003006"
    common = epoint.next_page(Page(url, "<script src='/js/webBuilderCommon.js'></script>"))
    assert common == Fetch(f"{HOST}/js/webBuilderCommon.js")
    script = 'var siteInfo = {"siteGuid":"7eb5f7f1-9041","projectName":"/EWB_YK_Mid"};'
    first = epoint.next_page(Page(common.url, script, found_on=url))
    body = '{"deptcode":"","categorynum":"003006","pageIndex":0,"pageSize":20,"siteGuid":"7eb5f7f1-9041"}'
    assert first == Fetch(f"{HOST}/EWB_YK_Mid/rest/lightfrontaction/getgovinfolist", body, JSON)
    answer = '{"custom":{"data":[{"infourl":"/a.html","realtitle":"某县2022年政府信息公开年报"}]}}'
    assert epoint.next_page(Page(first.url, answer, first.posted)) == Fetch(first.url, body.replace(":0,", ":1,"), JSON)
    assert epoint.next_page(Page(first.url, '{"custom":{"data":[]}}', first.posted)) is None


def test_ucap_search_goes_on_until_it_is_empty() -> None:
    head = '<meta name="channelId" content="e5eb2abb50144153"><input id="pageSize" value="20">'
    first = ucap.next_page(Page(f"{HOST}/c1/list.shtml", head))
    assert first is not None
    assert (
        first.url
        == f"{HOST}/common/search/e5eb2abb50144153?_isAgg=true&_isJson=true&_pageSize=15&_template=index&page=1"
    )
    results = '{"data":{"results":[{"title":"某县2022年政府信息公开年报","url":"//www.example.gov.cn/content.shtml"}]}}'
    second = ucap.next_page(Page(first.url, results))
    assert second is not None
    assert second.url.endswith("&page=2")
    assert ucap.next_page(Page(second.url, '{"data":{"results":[]}}')) is None


def test_ucap_leaves_static_pages_to_their_pager() -> None:
    page = Page(
        f"{HOST}/c1/list.shtml",
        '<meta name="channelId" content="e5eb2abb50144153">/common/search/<script>createPageHTML(3,0,"list","shtml")</script>',
    )
    assert next_page_of(page) == Fetch(f"{HOST}/c1/list_1.shtml")


@pytest.mark.parametrize(
    ("name", "place", "following"),
    [
        ("zfxxgknb.jhtml", "1/3页", "zfxxgknb_2.jhtml"),
        ("zfxxgknb_2.jhtml", "2/3页", "zfxxgknb_3.jhtml"),
        ("zfxxgknb_3.jhtml", "3/3页", None),
    ],
)
def test_jeecms_names(name: str, place: str, following: str | None) -> None:
    fetch = jeecms.next_page(Page(f"{HOST}/c/als/{name}", f"<p>共30条记录 {place}</p>"))
    assert fetch == (Fetch(f"{HOST}/c/als/{following}") if following else None)
