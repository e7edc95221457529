"""Every layout of web pages that the field has: a cell is right, or it is ambiguous with the reason."""

import inspect
import random
import re

import pytest

from pipelines.report import Report, State
from tests import html_layouts, printing
from tests.test_layouts import FORMS, read

NOT_LAYOUTS = {"cells_of", "grid_of", "head_rows", "rows_of", "table_of"}
LAYOUTS = sorted(
    name
    for name, function in vars(html_layouts).items()
    if inspect.isfunction(function) and not name.startswith("_") and name not in NOT_LAYOUTS
)
NOT_WHOLE = {  # what these leave ambiguous can't be told
    "paragraphs": "blank cells leave nothing, and the figures fulfil no equation",
    "gaps": "rows with gaps may have lost blank cells",
    "preformatted": "rows of tabs may have lost blank cells",
    "split_by_rows_header_again": "rows below a cut label stand further left than their headings, a blank may be their label",
    "split_in_pages": "the same",
    "row_span_to_the_end": "the row with the cell too many",
}


def wrong(report: Report, figures: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    """Cells whose number, blank or words are not those printed: what was, state, what is read."""
    return {
        key: (printed, figure.state.value, figure.raw)
        for figure in report.figures
        if (printed := figures.get(key := ".".join(figure.key))) is not None
        and figure.state not in (State.AMBIGUOUS, State.ABSENT)
        and (figure.state, str(figure.value or 0)) != (State.REPORTED if printed else State.BLANK, printed or "0")
    }


def unexplained(report: Report) -> list[tuple[str, str, str]]:
    """Cells that are left open without a reason."""
    return [figure.key for figure in report.figures if figure.state is State.AMBIGUOUS and not figure.reason]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_cell_is_wrong(layout: str, form: str) -> None:
    numbers = random.Random(layout + form)
    for figures in (printing.figures_for(form, numbers), printing.sparse_figures(form, numbers, blank=0.3)):
        report = read(printing.page(form, figures, getattr(html_layouts, layout)))
        assert wrong(report, figures) == {}
        assert unexplained(report) == []
        if layout not in NOT_WHOLE:
            assert [figure.key for figure in report.figures if figure.state is State.AMBIGUOUS] == []
            assert report.reading == "complete"


def test_a_cell_that_is_struck_out_whole_is_no_number() -> None:
    figures = printing.figures_for("2021", random.Random(3))
    page = printing.page("2021", figures, lambda table: re.sub(r">(\d+)</td>", r"><s>\1</s></td>", table))
    assert not any(figure.state is State.REPORTED for figure in read(page).figures)


def test_scripts_and_templates_are_no_text() -> None:
    page = printing.page("2021", printing.figures_for("2021", random.Random(4)))
    page = page.replace(
        "本年工作平稳。", "本年工作平稳。<script>alert('甲')</script><template>乙</template><svg>丙</svg>"
    )
    assert next(section.text for section in read(page).sections) == "本年工作平稳。"


@pytest.mark.parametrize("form", FORMS)
def test_a_report_in_a_template_that_a_script_shows(form: str) -> None:
    figures = printing.figures_for(form, random.Random(5))
    page = re.sub(r"<div id='zoom'>(.*)</div>", r"<template id='zoom'>\1</template>", printing.page(form, figures))
    assert wrong(report := read(page), figures) == {}
    assert report.reading == "complete"


@pytest.mark.parametrize(
    ("pager", "said"),
    [
        ("<a href='t20240120_1.html'>下一页</a>", "the article goes on on another page"),
        ("<script>createPageHTML(2, 0, 't20240120', 'html');</script>", "this is page 1 of the article's 2"),
        ("<div>第1页 共3页</div>", "this is page 1 of the article's 3"),
        ("<script>createPageHTML(1, 0, 't20240120', 'html');</script><div>共1页</div>", ""),
        ("<a href='#'>下一页</a>", ""),
    ],
)
def test_a_page_of_an_article_says_why_it_is_partial(pager: str, said: str) -> None:
    page = printing.page("2021", printing.figures_for("2021", random.Random(6)))
    page = f"{page[: page.index('<p>四、')]}<p>以下各项见后页。</p>{pager}</div></body></html>"
    report = read(page)
    assert report.reading == "partial"
    absent = [figure for figure in report.figures if figure.state is State.ABSENT]
    assert {figure.table_key for figure in absent} == {"disputes"}
    assert {figure.reason for figure in absent} == {said}


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("单位：万元", "万元"),
        ("（单位：件、元）", "元"),
        ("计量单位：千元", "千元"),
        ("单位：件", None),
        ("单位：元、万元", None),
    ],
)
def test_the_unit_of_money_in_a_row_of_its_own(printed: str, unit: str | None) -> None:
    figures = printing.figures_for("2019", random.Random(8)) | {"proactive.procurement.amount": "53.2"}
    page = printing.page("2019", figures, html_layouts.unit_in_a_row).replace("单位：件、万元", printed)
    units = {".".join(figure.key): figure.unit for figure in read(page).figures}
    assert units["proactive.procurement.amount"] == unit
    assert units["proactive.procurement.purchases"] == "项"


def test_the_unit_in_a_heading_goes_before_that_of_the_table() -> None:
    figures = printing.figures_for("2021", random.Random(9))
    page = printing.page("2021", figures, html_layouts.unit_in_a_row).replace("单位：件、万元", "单位：元")
    units = {".".join(figure.key): figure.unit for figure in read(page).figures}
    assert units["proactive.fees.amount"] == "万元"


@pytest.mark.parametrize("lost", range(7))
def test_tables_cut_between_columns_that_lost_a_heading(lost: int) -> None:
    figures = printing.figures_for("2021", random.Random(10))
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    page = printing.page("2021", figures, html_layouts.split_by_columns)
    heading = re.search(rf"<td[^>]*>{names[lost]}</td>", page)
    assert heading
    assert wrong(read(page.replace(heading[0], "", 1)), figures) == {}
