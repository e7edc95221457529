"""The pagers of content-management systems, in real pages and in the argument orders that were seen."""

from pathlib import Path

import pytest

from crawler.cms import Fetch, entries_of, hanweb, next_page_of, recognise, systems, trs, vsb
from crawler.page import Page
from pipelines.encoding import decode

LIST = "http://www.example.gov.cn/xxgk/nb/"


@pytest.mark.parametrize(
    ("number", "system"),
    [
        ("03", "trs"),
        ("08", "trs"),
        ("09", "trs"),
        ("04", "hanweb"),
        ("42", "vsb"),
        ("45", "vsb"),
        ("05", "ucap"),
        ("01", "ucap"),
        ("02", "ucap"),
        ("46", "ucap"),
        ("19", "gkmlpt"),
        ("22", "gkmlpt"),
        ("26", "hanweb"),
        ("31", "lonsun"),
        ("32", "lonsun"),
        ("39", "trs"),
        ("40", "jpaas"),
        ("41", "vsb"),
        ("35", None),
    ],
)
def test_real_pages_are_recognised(shared: Path, number: str, system: str | None) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    found = recognise(Page(LIST, decode(path.read_bytes())))
    assert (found[0] if found else None) == system


def test_every_module_of_the_folder_is_registered() -> None:
    folder = Path(trs.__file__).parent
    assert systems().keys() == {path.stem for path in folder.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize(
    ("call", "name", "following"),
    [
        ('createPageHTML(21, 0, "index", "html");', "", "index_1.html"),
        ('createPageHTML(21, 3, "index", "html");', "index_3.html", "index_4.html"),
        ('createPageHTML(21, 20, "index", "html");', "index_20.html", None),
        ('createPageHTML(1, 0, "index", "html");', "", None),
        ("createPageHTML('page_div',10, 1,'zwgklist','shtml',200)", "zwgklist.shtml", "zwgklist_2.shtml"),
        ("createPageHTML('page_div',10, 2,'zwgklist','shtml',200)", "zwgklist_2.shtml", "zwgklist_3.shtml"),
        ("createPageHTML('page_div',10, 10,'zwgklist','shtml',200)", "zwgklist_10.shtml", None),
        ('createPageHTML(21,0,"index","shtml","black2",420)', "index.shtml", "index_1.shtml"),
        ('createPage(5,0,"index","html")', "", "index_1.html"),
        ('$(".p").pagination("setPage",1,4)', "", "index_2.html"),
        ("var currentPage=0; var countPage=56", "index.html", "index_1.html"),
        ("<!-- createPageHTML(21, 0, 'index', 'html'); -->", "", None),
        ("createPageHTML(count, current, name)", "", None),
    ],
)
def test_trs_pagers(call: str, name: str, following: str | None) -> None:
    fetch = trs.next_page(Page(LIST + name, f"<script>{call}</script>"))
    assert fetch == (Fetch(LIST + following) if following else None)


@pytest.mark.parametrize(
    ("number", "url", "following"),
    [
        ("08", "http://h.gov.cn/zfwj/jinqixxgk/", "http://h.gov.cn/zfwj/jinqixxgk/index_1.html"),
        ("42", "http://h.gov.cn/index/tzgg.html", "http://h.gov.cn/index/tzgg/59.html"),
        ("43", "http://h.gov.cn/index/tzgg/59.html", "http://h.gov.cn/index/tzgg/58.html"),
        ("44", "http://h.gov.cn/index/tzgg/1.html", None),
    ],
)
def test_the_next_page_of_real_lists(shared: Path, number: str, url: str, following: str | None) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    page = Page(url, decode(path.read_bytes()))
    found = recognise(page)
    assert found is not None
    assert found[1].next_page(page) == (Fetch(following) if following else None)


@pytest.mark.parametrize(
    ("number", "posted"),
    [
        ("01", "current=2&pageSize=15&webSiteCode%5B%5D=jxssthjt&channelCode%5B%5D=col42150"),
        ("02", ""),
    ],
)
def test_real_shells_lead_to_their_data(shared: Path, number: str, posted: str) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    fetch = next_page_of(Page(LIST, decode(path.read_bytes())))
    assert fetch is not None
    assert fetch.posted == posted
    assert posted or "/common/search/e5eb2abb5014415399847ba2bb99b31f?" in fetch.url


def test_articles_that_a_real_page_holds_as_json(shared: Path) -> None:
    (path,) = (shared / "portals" / "pages").glob("01_*")
    links = entries_of(Page("http://sthjt.jiangxi.gov.cn/jxssthjt/col/col42150/index.html", decode(path.read_bytes())))
    articles = [link for link in links if "/content/content_" in link.url]
    assert len(articles) == 50
    assert (articles[0].text, articles[0].date) == ("《江西省生态环境分类执法监管办法》政策解读", "2025-07-29")


def test_the_tree_of_a_real_page(shared: Path) -> None:
    (path,) = (shared / "portals" / "pages").glob("41_*")
    names = {
        link.text: link.url for link in vsb.entries(Page("http://h.cn/xxgk1/xxgknb.html", decode(path.read_bytes())))
    }
    assert names["信息公开指南"] == "http://h.cn/xxgk1/xxgkzn.html"
    assert len(names) > 100


@pytest.mark.parametrize(
    ("number", "title", "published_on"),
    [
        ("03", "山西品牌丝路行（南美站）正式启动", "2019-09-18"),
        ("04", "1-10月德清县固定资产投资结构趋稳趋优", "2016-11-22"),
        ("07", "国家金融监督管理总局行政处罚信息公开表", "2024-07-12"),
        ("19", "广州美妆产业依靠自主创新持续发力", "2023-12-05"),
        ("22", "黄埔区图书馆成功举行书香相伴", "2018-03-20"),
        ("26", "全市城市更新和乡村振兴现场推进会", "2024-06-19"),
        ("30", "昆明完成“智慧城市”顶层设计", "2016-08-11"),
        ("31", "拨动心弦守护心灵健康", "2023-11-06"),
        ("32", "工业设计城打造创新设计", "2017-04-12"),
        ("35", "2024年鄠邑区第十一届国家网络安全宣传", "2024-09-10"),
        ("39", "教育部办公厅关于举办2024年高校", "2024-06-13"),
        ("45", "2019年春季国家开放大学招生公告", "2019-11-07"),
    ],
)
def test_titles_and_dates_of_real_articles(shared: Path, number: str, title: str, published_on: str) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    page = Page(LIST, decode(path.read_bytes()))
    assert page.title.startswith(title)
    assert page.published_on == published_on


@pytest.mark.parametrize(
    ("number", "column"),
    [
        ("04", "投资运行"),
        ("09", "信息公开指南"),
        ("26", "重点关注"),
        ("35", "区县热点"),
        ("45", "招生动态"),
        ("01", "政策法规解读·以案释法"),
    ],
)
def test_columns_of_real_pages(shared: Path, number: str, column: str) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    assert column in Page(LIST, decode(path.read_bytes())).columns


def test_vsb_counts_backwards() -> None:
    pager = "<script>_simple_list_gotopage_fun(3,'u',2)</script>"
    assert vsb.next_page(Page("http://h.gov.cn/nb.htm", pager)) == Fetch("http://h.gov.cn/nb/2.htm")
    assert vsb.next_page(Page("http://h.gov.cn/nb/2.htm", pager)) == Fetch("http://h.gov.cn/nb/1.htm")
    assert vsb.next_page(Page("http://h.gov.cn/nb/1.htm", pager)) is None


def test_hanweb_asks_for_lines_until_there_are_no_more() -> None:
    record = '<record><![CDATA[<li><a href="/art/1.html">年报</a><span>2023-\r\n01-05</span></li>]]></record>'
    group = '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;appid=1&amp;columnid=7"></a>]]></nextgroup>'
    first = Page(
        LIST, f"<datastore>{group}<recordset>{record * 2}</recordset></datastore><script>var totalrecord:5</script>"
    )
    (link, _) = hanweb.entries(first)
    assert (link.url, link.date) == ("http://www.example.gov.cn/art/1.html", "2023-01-05")

    second = hanweb.next_page(first)
    assert second is not None
    assert "page=2&startrecord=3&endrecord=4" in second.url
    assert "columnid=7" in second.posted

    answer = f"<datastore><totalrecord>5</totalrecord><recordset>{record * 2}</recordset></datastore>"
    third = hanweb.next_page(Page(second.url, answer, second.posted))
    assert third is not None
    assert "startrecord=5" in third.url
    assert hanweb.next_page(Page(third.url, answer, third.posted)) is None
