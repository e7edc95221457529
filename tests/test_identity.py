"""Who reports, on which year, under which title, in the shapes in which portals print it."""

import random

import pytest

from pipelines.read import Context, read_report
from pipelines.registry.divisions import find_division
from pipelines.report import Report
from tests import printing

NAME = "政府信息公开工作年度报告"
PERIOD = "所列数据的统计期限为2023年1月1日至2023年12月31日。"


def read(title: str = "", first: str = PERIOD, before: str = "", after: str = "", **context: str) -> Report:
    """A report under a title, with paragraphs before the title, under it and at the end."""
    page = printing.page("2021", printing.figures_for("2021", random.Random(1)))
    page = page.replace(page[page.index("<h1>") : page.index("</h1>") + 5], "")
    head = f"<h1>{title}</h1>" if title else ""
    page = page.replace("<div id='zoom'>", f"<div id='zoom'>{before}{head}<p>{first}</p>")
    page = page.replace("</div></body>", f"{after}</div></body>")
    report = read_report(page.encode(), Context(url="http://127.0.0.1/report", **context))
    assert isinstance(report, Report), report
    return report


@pytest.mark.parametrize(
    "title",
    [
        f"淇县人民政府2023年{NAME}",
        f"淇县人民政府２０２３年{NAME}",
        f"淇县人民政府二〇二三年{NAME}",
        f"淇县人民政府二○二三年度{NAME}",
        f"淇县人民政府二０二三年{NAME}",
        f"淇县人民政府二O二三年{NAME}",
        f"淇县人民政府2023{NAME}",
        f"淇县人民政府{NAME}（2023）",
        f"2023年淇县人民政府{NAME}",
        f"淇县人民政府 2023 年 {NAME}（图片版）",
        "淇县人民政府关于2023年政府信息公开工作情况的报告",
        f"关于印发淇县人民政府2023年{NAME}的通知",
        f"淇县人民政府<br>2023年<br>{NAME}",
    ],
)
def test_year_and_organisation_in_a_title(title: str) -> None:
    report = read(title, first="根据条例编制。")
    assert (report.organisation, report.adcode, report.year) == ("淇县人民政府", "410622", 2023)


@pytest.mark.parametrize(
    "printed",
    [
        f"附件1：淇县财政局2023年{NAME}",
        f"公文名称：淇县财政局2023年{NAME}",
        f"《淇县财政局2023年{NAME}》",
        f"淇县财政局2023年{NAME}.docx",
        f"淇县财政局2023年{NAME}-淇县人民政府门户网站",
        f"淇县财政局：2023年{NAME}",
        f"【2023年】淇县财政局{NAME}",
        f"2024年1月淇县财政局2023年{NAME}",
        f"2023年{NAME}（淇县财政局）",
        "淇县财政局2023年度政务公开工作年度报告",
        f"关于淇县财政局2023年{NAME}的公示",
        f"淇县财政局关于公布2023年度{NAME}的公告",
        f"淇县</p><p>财政局</p><p>2023年度</p><p>{NAME}",
        f"淇县财政局{NAME}</p><p>（2023年度）",
    ],
)
def test_a_title_that_the_text_alone_prints(printed: str) -> None:
    report = read(first="根据条例编制。", before=f"<p>{printed}</p>")
    assert (report.organisation, report.year) == ("淇县财政局", 2023)
    assert report.signed_on == ""


@pytest.mark.parametrize(
    "printed",
    [
        "淇县财政局　　　　2024年1月15日",
        "淇县财政局（盖章）</p><p>二〇二四年一月十五日",
        "（淇县财政局）</p><p>（2024年1月15日）",
        "淇县财政局</p><p>2024-01-15</p><p>（此件公开发布）",
    ],
)
def test_a_signature(printed: str) -> None:
    report = read(f"2023年{NAME}", after=f"<p>{printed}</p>")
    assert (report.organisation, report.signed_on) == ("淇县财政局", "2024-01-15")


@pytest.mark.parametrize(
    "printed, published",
    [
        ("发布时间：2024-01-20 09:30", "2024-01-20"),
        ("【发布日期】 2024年1月20日", "2024-01-20"),
        ("来源：县政府 日期：2024/1/20", "2024-01-20"),
        ("成文日期：2024年1月8日 发布日期：2024年1月20日", "2024-01-20"),
        ("生成日期：2024-01-08", ""),
        ("统计时间：2023年1月1日至12月31日", ""),
    ],
)
def test_when_a_page_says_that_it_was_published(printed: str, published: str) -> None:
    assert read(f"淇县人民政府2023年{NAME}", before=f"<p>{printed}</p>").published_on == published


@pytest.mark.parametrize(
    "printed, organisation",
    [
        ("索引号：A1 发布机构：淇县财政局 发布日期：2024-01-20", "淇县财政局"),
        ("<b>公开主体：</b><span>淇县财政局</span>", "淇县财政局"),
        ("来源：淇县融媒体中心", ""),
        ("来源：本站原创", ""),
    ],
)
def test_a_body_that_only_the_lines_around_a_title_name(printed: str, organisation: str) -> None:
    assert read(f"2023年{NAME}", before=f"<p>{printed}</p>").organisation == organisation


def test_a_notice_about_reports_is_no_title() -> None:
    page = printing.page("2021", dict.fromkeys(printing.figures_for("2021", random.Random(1)), ""))
    page = page.replace(page[page.index("<h1>") : page.index("</h1>") + 5], f"<p>关于报送2023年{NAME}的通知</p>")
    assert not isinstance(read_report(page.encode(), Context(url="")), Report)


def test_a_year_that_the_title_has_lost() -> None:
    report = read(f"淇县人民政府年{NAME}")
    assert (report.organisation, report.year) == ("淇县人民政府", 2023)


def test_the_year_that_sentences_begin_with() -> None:
    assert read(f"淇县人民政府{NAME}", first="2023年，我县认真贯彻条例，比2022年增加三件。").year == 2023


def test_sentences_on_two_years_tell_none() -> None:
    page = f"<p>淇县人民政府{NAME}</p><p>2022年，制定了办法。</p><p>2023年，继续执行。</p><p>一、总体情况</p>"
    tables = printing.page("2021", printing.figures_for("2021", random.Random(1)), str)
    tables = tables[tables.index("<table") :]
    report = read_report(f"<html><body><div>{page}{tables}".encode(), Context(url=""))
    assert getattr(report, "reason", report) == "no_year"


def test_the_declared_title_that_is_printed_is_the_title_whatever_the_list_above_it_says() -> None:
    others = "".join(f"<li>淇县人民政府{year}年{NAME}</li>" for year in (2022, 2021))
    assert read(f"淇县人民政府2023年{NAME}", before=f"<ul>{others}</ul>").year == 2023


def test_a_title_element_that_names_the_site_first() -> None:
    assert read(link_text=f"淇县人民政府门户网站 淇县财政局2023年{NAME}").organisation == "淇县财政局"


@pytest.mark.parametrize(
    ("organisation", "text", "near", "adcode"),
    [
        ("国家税务总局淇县税务局", "", "", "410622"),
        ("国家税务总局郑州市金水区税务局", "", "", "410105"),
        ("国家统计局淇县调查队", "", "", "410622"),
        ("国家税务总局", "", "", ""),
        ("河南省淇县人民政府", "", "", "410622"),
        ("河南省鹤壁市淇县卫生健康委员会", "", "", "410622"),
        ("北京市朝阳区建外街道办事处", "", "", "110105"),
        ("朝阳区建外街道", "", "", ""),
        ("朝阳区建外街道", "", "110000", "110105"),
        ("鼓楼区人民政府", "按照福州市统一部署", "", "350102"),
        ("鼓楼区人民政府", "赴南京市考察，按照福州市部署", "", ""),
        ("济南市市中区人民政府", "", "", "370103"),
        ("吉林省吉林市龙潭区人民政府", "", "", "220203"),
        ("吉林市人民政府", "", "", "220200"),
        ("天津市和平区人民政府", "", "", "120101"),
        ("沈阳市和平区人民政府", "", "", "210102"),
    ],
)
def test_the_division_of_an_organisation(organisation: str, text: str, near: str, adcode: str) -> None:
    assert find_division(organisation, text, near) == (adcode, organisation)


SECTIONS = ("总体情况", "主动公开政府信息情况", "收到和处理", "政府信息公开行政复议", "存在的主要问题", "其他需要报告")


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (1, "一、基本情况"),
        (1, "一.总体情况"),
        (1, "一、政府信息公开工作开展情况"),
        (1, "一、 总 体 情 况："),
        (2, "二、政府信息主动公开情况"),
        (2, "二、主动公开政府信息情况（表格）"),
        (3, "三、依申请公开政府信息情况"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        (4, "四、行政复议、诉讼情况"),
        (5, "五、存在的主要问题及下一步工作打算"),
        (5, "五、存在的不足及改进措施"),
        (6, "六、其它需要报告的事项"),
        (6, "六、其他事项"),
    ],
)
def test_wordings_of_section_headings(number: int, heading: str) -> None:
    page = printing.page("2021", printing.figures_for("2021", random.Random(1)))
    at = page.index(SECTIONS[number - 1]) - 2
    page = page[:at] + heading + page[page.index("</p>", at) :]
    report = read_report(page.encode(), Context(url=""))
    assert isinstance(report, Report), report
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.sections[number - 1].heading == heading


def test_a_table_of_contents_holds_no_sections() -> None:
    contents = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    contents += ["四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]
    report = read(f"淇县人民政府2023年{NAME}", first="目录</p><p>" + "</p><p>".join(contents))
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert [section.text for section in report.sections] == ["本年工作平稳。", "", "", "", "继续改进。", "没有。"]
