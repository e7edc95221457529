"""Digits that a page hides, moves, raises, draws or makes by style are no part of a number, and captions count too."""

import re

import pytest

from demo.figures import Figures
from demo.report import tables_html
from pipelines.report import State
from tests import html_layouts, printing
from tests.test_layouts import figures_of, mistakes, read

NUMBER = re.compile(r"(?<=>)(\d)(\d*)(?=</td>)")
ALL = "{0}{1}"  # the number as it is printed without more


def numbers(form: str = "2021") -> dict[str, str]:
    return {key: value or "0" for key, value in figures_of(form).items()}


def printed(cell: str, sheet: str = "") -> str:
    """A page that prints each number as `cell`, which has its first digit as {0} and the others as {1}."""
    page = printing.page("2021", numbers(), lambda table: NUMBER.sub(lambda m: cell.format(m[1], m[2]), table))
    return page.replace("<html>", f"<html><head><style>{sheet}</style></head>")


def wrong(page: str) -> dict[str, tuple[str, str, str]]:
    return {
        key: seen for key, seen in mistakes(read(page), numbers()).items() if seen[1] in ("reported", "blank", "absent")
    }


@pytest.mark.parametrize(
    "cell",
    [
        ALL + '<span style="vertical-align: super">1</span>',
        ALL + '<font style="font-size:8pt">1</font>',
        ALL + '<a href="#note">1</a>',
        ALL + '<span class="footnote">1</span>',
        ALL + "<sub>2</sub>",
        ALL + '<span style="color:#fff">7</span>',
        ALL + '<font color="white">7</font>',
        ALL + '<span style="opacity:0">7</span>',
        '<span style="font-size:0">7</span>' + ALL,
        ALL + '<span style="position:absolute;left:-9999px">7</span>',
        ALL + '<span style="display:inline-block;width:0;overflow:hidden">7</span>',
        ALL + '<span style="position:absolute; left:-500px">7</span>',
        ALL + '<span style="position:absolute;left : -2000px">7</span>',
        ALL + '<span style="margin-left:-5000px">7</span>',
        ALL + '<span style="overflow-x:hidden;display:inline-block;width:0">7</span>',
        ALL + "<span style='color : white'>7</span>",
        ALL + "<span STYLE='COLOR:White'>7</span>",
        ALL + "<span style=color:#FFF>7</span>",
        '<span style="FONT-SIZE: 0px">7</span>' + ALL,
        '<span style="opacity:0">1</span>' + ALL + "件",
        '<span style="opacity:0">1</span>' + ALL + "（含上年结转 3 件）",
        '<span style="opacity:0">1</span>\u200b' + ALL,
        '<span style="float:right">{1}7</span><span style="float:left">{0}</span>',
        '<span style="unicode-bidi:bidi-override;direction:rtl">7' + ALL + "</span>",
        '<bdo dir="rtl">7' + ALL + "</bdo>",
        '<img src="d7.gif">' + ALL,
        "<svg><text>7</text></svg>" + ALL,
    ],
)
def test_digits_set_otherwise_are_none_of_the_number(cell: str) -> None:
    assert wrong(printed(cell)) == {}


@pytest.mark.parametrize(
    "cell",
    [
        '<span style="color:#fff">' + ALL + "件</span>",
        '<span style="opacity:0">' + ALL + "</span> 件",
        '<span style="font-size:0">' + ALL + ".0</span>",
        '<font color="WHITE">' + ALL + "</font>",
        '<b style="background:#1e50a2;color:white;opacity:0">' + ALL + "</b>",
        '<b style="color&#58;white">' + ALL + "</b>",
    ],
)
def test_numbers_that_nobody_sees_are_not_read(cell: str) -> None:
    assert State.REPORTED not in {figure.state for figure in read(printed(cell)).figures}


@pytest.mark.parametrize("layout", [html_layouts.divs, html_layouts.lists])
def test_digits_set_otherwise_in_boxes(layout: html_layouts.Change) -> None:
    page = printing.page("2021", numbers(), layout)
    in_box = re.compile(r"(?<=>)(\d)(\d*)(?=</(?:div|span|li|dd)>)")
    assert mistakes(read(page), numbers()) == {}
    for cell in (ALL + "<sup>1</sup>", ALL + '<span style="opacity:0">7</span>', '<b style="font-size: 0">7</b>' + ALL):
        assert (
            in_box.search(page) and wrong(in_box.sub(lambda match, cell=cell: cell.format(*match.groups()), page)) == {}
        )
    unseen = in_box.sub(r'<span style="color:#fff">\1\2</span>', page)
    assert State.REPORTED not in {figure.state for figure in read(unseen).figures}


@pytest.mark.parametrize(
    "sheet",
    [
        ".x { display: none }",
        ".x{color:white}",
        ".x{vertical-align:super;font-size:60%}",
        ".x{text-decoration:line-through}",
        ".x{opacity:0}",
    ],
)
def test_a_style_sheet_that_sets_digits_otherwise(sheet: str) -> None:
    assert wrong(printed(ALL + '<span class="x">7</span>', sheet)) == {}


@pytest.mark.parametrize(
    ("cell", "sheet"),
    [("<i class='d'></i>{1}", ".d::before{content:'7'}"), ("<i data-n='7'></i>{1}", "i::after{content:attr(data-n)}")],
)
def test_digits_that_a_style_sheet_makes(cell: str, sheet: str) -> None:
    assert wrong(printed(cell, sheet)) == {}


@pytest.mark.parametrize(
    "cell",
    [
        ALL,
        '<span style="font-size:12.0pt;font-family:宋体;color:black">{0}</span><span style="font-size:12.0pt">{1}</span>',
        '<p class="MsoNormal"><b><span lang="EN-US">{0}</span></b><font>{1}</font></p>',
        '<span style="background:#1e50a2;color:#fff">' + ALL + "</span>",
        '<div style="font-size:0"><span style="font-size:14px">' + ALL + "</span></div>",
        '<select><option>9</option><option selected="selected">' + ALL + "</option></select>",
        '<input type="tel" value="' + ALL + '">',
        ALL + '<img src="/images/spacer.gif" width="1">',
    ],
)
def test_numbers_that_are_seen_are_read(cell: str) -> None:
    sheet = "td:hover{opacity:0} @media print{td{display:none}} .other{display:none}"
    assert mistakes(read(printed(cell, sheet)), numbers()) == {}


def test_a_total_row_without_numbers_is_no_heading() -> None:
    blank = dict.fromkeys(figures_of("2021"), "")
    page = printing.page("2021", blank, lambda table: table.replace("<td></td>", "<td>—</td>"))
    assert {figure.state for figure in read(page).figures} == {State.BLANK}


def captioned(caption: str, in_table: bool) -> str:
    tables = tables_html("2021", Figures(numbers()))
    if in_table:
        tables = [re.sub(r"(<table[^>]*>)", rf'\1<tr><td colspan="4">{caption}</td></tr>', table) for table in tables]
    else:
        tables = [f"<p>{caption}</p>{table}" for table in tables]
    return printing.PAGE.format(*tables, title=printing.TITLE.format(year=2023))


@pytest.mark.parametrize("in_table", [False, True])
@pytest.mark.parametrize("caption", ["2022年度数据", "（2022年）", "2023年第一季度情况", "上半年数据"])
def test_a_table_of_another_year_or_period_is_told(caption: str, in_table: bool) -> None:
    found = [f for f in read(captioned(caption, in_table)).findings if f.rule == "year_disagrees"]
    assert [f.table_key for f in found] == ["proactive", "requests", "disputes"]
    assert all(f.kind == "contradiction" and caption.strip("（）") in f.quote for f in found)


@pytest.mark.parametrize(
    "caption", ["2023年度数据", "2022年和2023年", "填报时间：2024年1月15日", "与2022年相比", "单位：件"]
)
def test_other_captions_say_nothing(caption: str) -> None:
    report = read(captioned(caption, in_table=False))
    assert "year_disagrees" not in {finding.rule for finding in report.findings}
    assert mistakes(report, numbers()) == {}


@pytest.mark.parametrize("in_table", [False, True])
@pytest.mark.parametrize("caption", ["单位：万件", "（单位：百件）", "单位：%"])
def test_counts_in_another_scale_are_not_read(caption: str, in_table: bool) -> None:
    states = {f.state for f in read(captioned(caption, in_table)).figures if f.unit in ("件", "项") and f.raw}
    assert states == {State.AMBIGUOUS}
