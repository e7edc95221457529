"""Links worth following, in pages of real portals and in pages written for one trait each."""

from pathlib import Path

import pytest

from crawler.attachments import attachments_of, choose_attachments
from crawler.discovery import HUB, LIST, follow_order, leads_of_hub, leads_of_list, refresh_target
from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page
from crawler.paging import next_page_link
from pipelines.encoding import decode

URL = "http://www.example.gov.cn/zfxxgk/zfxxgknb/"


def page(body: str, url: str = URL) -> Page:
    return Page(url, f"<html><body>{body}</body></html>")


def real(shared: Path, number: str, url: str) -> Page:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    return Page(url, decode(path.read_bytes()))


def followed(leads: list) -> dict[str, str]:  # type: ignore[type-arg]
    return {lead.link.url: lead.role for lead in follow_order(leads)}


def test_the_standard_columns_of_a_real_portal(shared: Path) -> None:
    guide = real(shared, "09", "http://hdzfxxgk.hd.gov.cn/zfxxgkzn/")
    leads = leads_of_hub(guide)
    assert [lead.link.url for lead in leads if lead.role == LIST] == ["http://hdzfxxgk.hd.gov.cn/zfxxgknb/"]
    assert {lead.link.text for lead in leads if lead.verdict} == {"政府网站年度工作报表"}


def test_a_portal_without_a_link_to_the_list_shows_the_way_to_its_columns(shared: Path) -> None:
    article = real(shared, "03", "http://www.shanxi.gov.cn/yw/sxyw/201909/t20190918_693227.shtml")
    assert "http://www.shanxi.gov.cn/zw/zfgkzl/" in followed(leads_of_hub(article))


def test_a_home_page_that_links_list_reports_and_lookalikes(shared: Path) -> None:
    leads = leads_of_hub(real(shared, "46", "http://www.nc.gov.cn/"))
    assert "http://www.nc.gov.cn/ncszf/szfxxgknb/jump.shtml" in {lead.link.url for lead in leads if lead.role == LIST}
    decisions = {(lead.link.text, lead.verdict.decision) for lead in leads if lead.verdict}
    assert ("2023年南昌市政府信息公开工作年度报告", "report") in decisions
    assert ("2023年政府网站工作年度报表", "rejected") in decisions


@pytest.mark.parametrize(
    "number, url",
    [
        ("39", "http://www.moe.gov.cn/jyb_xxgk/"),
        ("35", "http://www.xa.gov.cn/gk/"),
        ("22", "http://www.hp.gov.cn/zwgk"),
    ],
)
def test_the_way_to_the_columns_on_real_portals_with_short_menus(shared: Path, number: str, url: str) -> None:
    home = "/".join(url.split("/")[:3]) + "/"
    assert followed(leads_of_hub(real(shared, number, home), is_home=True)).get(url) == HUB


def test_a_path_tells_the_columns_of_disclosure_where_their_link_is_a_picture() -> None:
    menu = page('<a href="/zfxxgk/"><img src="a.png"></a><a href="/xxgk/2024/1.html"><img src="b.png"></a>')
    assert followed(leads_of_hub(menu, is_home=True)) == {"http://www.example.gov.cn/zfxxgk/": HUB}


def test_words_of_links_are_joined_over_markup() -> None:
    menu = page('<a href="/nb/"><em></em>政府<br>信息 公开\n <font>年报</font></a>')
    assert followed(leads_of_hub(menu)) == {"http://www.example.gov.cn/nb/": LIST}


def test_a_path_tells_the_list_where_its_link_is_a_picture() -> None:
    assert followed(leads_of_hub(page('<a href="/zwgk/zfxxgknb/index.html"><img src="a.png"></a>'))) == {
        "http://www.example.gov.cn/zwgk/zfxxgknb/index.html": LIST
    }


def test_a_title_completes_words_that_are_cut_short() -> None:
    (lead,) = leads_of_list(
        page('<li><a href="1.html" title="某县2022年政府信息公开工作年度报告">某县2022年政…</a></li>'), []
    )
    assert lead.link.text == "某县2022年政府信息公开工作年度报告"


def test_lines_of_a_list_are_told_by_their_date() -> None:
    leads = leads_of_list(
        page('<li><a href="1.html">2022年</a><i>2023-01-31</i></li><a href="/about.html">联系我们</a>'), []
    )
    assert [(lead.link.url, lead.link.date) for lead in leads] == [(URL + "1.html", "2023-01-31")]


def test_lists_inside_a_list() -> None:
    lists = page(
        '<a href="xzjd/">乡镇街道年报</a><a href="2022/">2022年</a><a href="/x/2022/">2022年</a><a href="/b/">县财政局</a>'
    )
    elsewhere = "http://www.example.gov.cn/x/2022/"
    everywhere = {"http://www.example.gov.cn/b/"}  # what the home page links too is no line of the list
    assert followed(leads_of_list(lists, [], everywhere)) == {URL + "xzjd/": LIST, URL + "2022/": LIST, elsewhere: LIST}


@pytest.mark.parametrize("words", ["下一页", "下页", "下一页>", " 下一页 »", "Next"])
def test_the_next_page_by_its_words(words: str) -> None:
    assert next_page_link(page(f'<a href="list_2.html">{words}</a>')) == Fetch(URL + "list_2.html")


def test_a_refresh_is_followed() -> None:
    jump = Page(URL, '<meta http-equiv="refresh" content="0; url=list.shtml">')
    assert refresh_target(jump) == URL + "list.shtml"


def test_attachments_by_suffix_servlet_frame_and_viewer() -> None:
    found = attachments_of(
        page(
            '<a href="P020.docx">一</a><a href="/module/download/downfile.jsp?filename=a.pdf">二</a>'
            '<iframe src="/system/_content/download.jsp?wbfileid=1"></iframe><embed src="b.pdf">'
            '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fc.pdf"></iframe><a href="d.html">三</a>'
        )
    )
    host = "http://www.example.gov.cn"
    assert {link.url for link in found} == {
        f"{URL}P020.docx",
        f"{host}/module/download/downfile.jsp?filename=a.pdf",
        f"{host}/system/_content/download.jsp?wbfileid=1",
        f"{URL}b.pdf",
        f"{host}/files/c.pdf",
    }


def test_of_one_report_in_two_formats_the_one_with_tables_is_taken() -> None:
    name = "某县2022年政府信息公开工作年度报告"
    links = [
        Link(URL + "a.pdf", f"{name}.pdf"),
        Link(URL + "a.docx", f"{name}.docx"),
        Link(URL + "b.doc", f"{name}解读.doc"),
    ]
    taken, left = choose_attachments(links)
    assert [link.url for link in taken] == [URL + "a.docx"]
    assert {link.url for link, _ in left} == {URL + "a.pdf", URL + "b.doc"}


def test_malformed_addresses_are_passed_over() -> None:
    assert followed(leads_of_hub(page('<a href="http://[">政府信息公开年报</a><a href="/nb/">信息公开年报</a>'))) == {
        "http://www.example.gov.cn/nb/": LIST
    }
