"""The statistics of 2014 to 2018, and the local ones before: every row in every layout, sums, units, what is damaged."""

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.database import DATABASE_NAME, open_for_reading
from pipelines.forms import load_forms
from pipelines.read import Context, read_report
from pipelines.report import Figure, Report, State, Unread
from tests.nianbao_command import nianbao
from tests.statistics_table import figures_for, lines_of, report_html, rows_html

TITLE = "青石县人民政府2016年政府信息公开工作年度报告"


def read(document: str, year: int = 2016) -> Report:
    report = read_report(document.encode(), Context(url="http://www.example.gov.cn/report"))
    assert isinstance(report, Report), report
    assert report.year == year
    return report


def by_row(report: Report) -> dict[str, Figure]:
    return {figure.row_key: figure for figure in report.figures if figure.column_key == "count"}


def wrong(report: Report, figures: dict[str, str]) -> dict[str, object]:
    """The numbers that are read and are not the printed ones."""
    return {
        figure.row_key: (figure.value, figures.get(figure.row_key))
        for figure in report.figures
        if figure.state is State.REPORTED and f"{figure.value:g}" != figures.get(figure.row_key)
    }


def printed_with(**changes: str) -> tuple[dict[str, str], str]:
    figures = figures_for("2014", Random(1)) | changes
    return figures, report_html(TITLE, 2016, rows_html("2014", figures))


def tab_rows(figures: dict[str, str]) -> str:
    rows = [
        "统计指标\t单位\t统计数",
        *("\t".join((zh, unit, figures.get(key, ""))) for zh, unit, key in lines_of("2014")),
    ]
    return f"{TITLE}\n\n一、概述\n本年工作平稳。\n" + "\n".join(rows) + "\n"


def cell_lines(figures: dict[str, str]) -> str:
    rows = [("统计指标", "单位", "统计数"), *((zh, unit, figures.get(key, "")) for zh, unit, key in lines_of("2014"))]
    cells = "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)
    return f"{TITLE}\n\n一、概述\n本年工作平稳。\n{cells}\n"


def bare_lines(figures: dict[str, str]) -> str:
    """One cell a line; a blank leaves none."""
    rows = [("统计指标", "单位", "统计数"), *((zh, unit, figures.get(key, "")) for zh, unit, key in lines_of("2014"))]
    return f"{TITLE}\n\n一、概述\n本年工作平稳。\n" + "\n".join(cell for row in rows for cell in row if cell)


def bare_paragraphs(figures: dict[str, str]) -> str:
    return "".join(f"<p>{line}</p>" for line in bare_lines(figures).split("\n"))


def gap_paragraphs(figures: dict[str, str]) -> str:
    """A paragraph for each row, wide gaps between its cells."""
    rows = tab_rows(figures).replace("\t", "&nbsp;&nbsp; ").split("\n")
    return "".join(f"<p>{row}</p>" for row in rows)


def pipes(figures: dict[str, str]) -> str:
    rows = ["|统计指标|单位|统计数|", "|---|---|---|"]
    rows += [f"|{zh}|{unit}|{figures.get(key, '')}|" for zh, unit, key in lines_of("2014")]
    return f"# {TITLE}\n\n## 一、概述\n\n本年工作平稳。\n\n" + "\n".join(rows) + "\n"


def two_halves(figures: dict[str, str]) -> str:
    """The table in two halves side by side."""
    lines = [(zh, unit, figures.get(key, "")) for zh, unit, key in lines_of("2014")]
    half = (len(lines) + 1) // 2
    pairs = zip(lines[:half], [*lines[half:], ("", "", "")][:half], strict=True)
    rows = [("统计指标", "单位", "统计数") * 2, *((*left, *right) for left, right in pairs)]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return report_html(TITLE, 2016, f"<table>{body}</table>")


@pytest.mark.parametrize("numbered", [False, True], ids=["three columns", "four columns"])
@pytest.mark.parametrize("head", ["统计指标", "指标名称", "项目"])
def test_every_row_of_a_web_page_is_read(numbered: bool, head: str) -> None:
    figures = figures_for("2014", Random(2))
    report = read(report_html(TITLE, 2016, rows_html("2014", figures, head, numbered)))
    assert {key: f"{figure.value}" for key, figure in by_row(report).items()} == figures
    assert (report.form, report.reading, report.findings, report.left_unread) == ("2014", "complete", (), "")


@pytest.mark.parametrize("layout", [tab_rows, cell_lines, bare_lines, bare_paragraphs, gap_paragraphs, pipes])
def test_every_row_of_other_layouts_is_read(layout: Callable[[dict[str, str]], str]) -> None:
    figures = figures_for("2014", Random(3))
    report = read(layout(figures))
    assert {key: f"{figure.value}" for key, figure in by_row(report).items()} == figures


def test_two_halves_side_by_side_are_read_where_groups_need_not_be_known() -> None:
    figures = figures_for("2014", Random(3))
    report = read(two_halves(figures))
    assert wrong(report, figures) == {}
    assert report.cells_reported > 50


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_damage_makes_a_wrong_number(data: st.DataObject) -> None:
    figures, page = printed_with()
    rows = re.findall(r"<tr>.*?</tr>", page)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(1, len(rows) - 1))
        damage = data.draw(st.sampled_from(["drop", "drop label", "drop number", "swap", "empty"]))
        cells = re.findall(r"<td>.*?</td>", rows[at])
        kept = {
            "drop": [],
            "drop label": cells[1:],
            "drop number": cells[:-1],
            "swap": cells[:1] + cells[:0:-1],
            "empty": [*cells[:-1], "<td></td>"],
        }[damage]
        rows[at] = "<tr>" + "".join(kept) + "</tr>"
    damaged = re.sub(r"<table.*</table>", "<table>" + "".join(rows) + "</table>", page, flags=re.S)
    assert wrong(read(damaged), figures) == {}


def test_repeated_labels_belong_to_their_group() -> None:
    _, page = printed_with(reconsideration_other="7", lawsuit_other="9")
    read_as = by_row(read(page))
    assert (read_as["reconsideration_other"].value, read_as["lawsuit_other"].value) == (7, 9)


def test_a_repeated_label_without_its_group_is_not_read() -> None:
    """A row between the two whose words stand once tells the second group."""
    figures, page = printed_with()
    page = re.sub(r"<tr><td>[四五]、行政[^<]*</td>.*?</tr>", "", page)
    read_as = by_row(read(page))
    assert {read_as[f"reconsideration_{end}"].state for end in ("corrected", "other")} == {State.AMBIGUOUS}
    assert f"{read_as['lawsuit_other'].value}" == figures["lawsuit_other"]


def test_the_sums_of_the_table_are_tested() -> None:
    _, page = printed_with(requests_received="3", staff="1")
    assert {(f.rule, f.row_key) for f in read(page).findings} == {
        ("request_sum", "requests_received"),
        ("staff_sum", "staff"),
    }


@pytest.mark.parametrize(
    ("cells", "value", "unit"),
    [
        ("<td>七、依申请公开信息收取的费用</td><td>万元</td><td>1.25</td>", 1.25, "万元"),
        ("<td>七、依申请公开信息收取的费用</td><td>元</td><td>350</td>", 350, "元"),
        ("<td>七、依申请公开信息收取的费用（万元）</td><td></td><td>1.25</td>", 1.25, "万元"),
        ("<td>七、依申请公开信息收取的费用</td><td></td><td>350元</td>", 350, "元"),
        ("<td>七、依申请公开信息收取的费用</td><td></td><td>350</td>", 350, None),
    ],
)
def test_the_unit_is_the_one_on_the_row(cells: str, value: float, unit: str | None) -> None:
    _, page = printed_with()
    figure = by_row(read(re.sub(r"<td>七、依.*?(?=</tr>)", cells, page)))["fees_charged"]
    assert (figure.value, figure.unit) == (value, unit)


def test_a_local_row_is_not_taken_for_a_national_one() -> None:
    figures, page = printed_with()
    own = "<tr><td>主动公开招标采购信息数</td><td>条</td><td>4321</td></tr>"
    report = read(page.replace("<tr><td>（二）通过", own + "<tr><td>（二）通过", 1))
    assert wrong(report, figures) == {} and report.reading == "complete"


def test_a_second_column_of_numbers_is_not_taken_for_the_first() -> None:
    figures, page = printed_with()
    page = page.replace("<td>统计数</td>", "<td>统计数</td><td>上年数</td>")
    page = re.sub(r"<td>(\d+)</td></tr>", r"<td>\1</td><td>77</td></tr>", page)
    assert wrong(read(page), figures) == {}


@pytest.mark.parametrize("layout", [cell_lines, bare_lines])
@pytest.mark.parametrize("gap", ["\n", "\n\n\t", " "])
def test_a_number_torn_over_two_lines_of_a_list_is_not_taken(layout: Callable[[dict[str, str]], str], gap: str) -> None:
    figures = figures_for("2014", Random(3))
    report = read(layout({**figures, "requests_by_fax": f"6{gap}1"}))
    assert wrong(report, figures) == {}
    assert by_row(report)["requests_by_fax"].state in (State.AMBIGUOUS, State.TEXT)
    assert by_row(report)["requests_by_letter"].state is State.REPORTED


@pytest.mark.parametrize("layout", [cell_lines, bare_lines])
@pytest.mark.parametrize("printed", ["61*", "61①", "61 [注1]", "61注"])
def test_a_number_with_a_note_in_a_list_is_never_a_blank(layout: Callable[[dict[str, str]], str], printed: str) -> None:
    figures = figures_for("2014", Random(3))
    figure = by_row(read(layout({**figures, "requests_by_fax": printed})))["requests_by_fax"]
    assert figure.value in (61, None) and figure.state is not State.BLANK


def test_the_table_may_end_the_document_and_is_whole() -> None:
    figures, page = printed_with()
    report = read(re.sub(r"</table></div>.*", "</table></div></div></body></html>", page))
    assert by_row(report)["trainees"].value == int(figures["trainees"])


def test_the_last_number_of_a_cut_document_is_not_taken() -> None:
    _, page = printed_with(concluded_in_time="345")
    cut = page[: page.index("345") + 2]
    assert by_row(read(cut))["concluded_in_time"].state is State.AMBIGUOUS


def test_sections_come_in_any_order_and_none_is_lost() -> None:
    _, page = printed_with()
    report = read(page)
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 7, 8, 9, 10]
    assert report.sections[5].heading == "五、政府信息公开行政复议、行政诉讼和举报投诉情况"
    assert "根据《中华人民共和国政府信息公开条例》" in report.sections[0].text


def test_prose_without_the_table_is_kept() -> None:
    page = report_html(TITLE, 2016, "")
    report = read(page)
    assert (report.form, report.reading, report.cells_reported, report.left_unread) == ("2014", "partial", 0, "")
    assert {figure.state for figure in report.figures} == {State.ABSENT}
    assert report.sections[1].text == "2016年，公开工作由办公室统一安排，每季度检查一次。"


def test_prose_beside_a_local_table_is_kept_and_the_table_is_named() -> None:
    local = "<table><tr><td>类别</td><td>条数</td></tr><tr><td>人事</td><td>31</td></tr><tr><td>财政</td><td>8</td></tr></table>"
    report = read(report_html(TITLE.replace("2016", "2011"), 2011, local), 2011)
    assert (report.form, report.reading, report.cells_reported) == ("2008", "partial", 0)
    assert "table 1 begins “类别”" in report.left_unread


def test_a_cover_without_prose_is_no_report() -> None:
    page = f"<html><body><h1>{TITLE}</h1><p>请见附件。</p></body></html>"
    read_as = read_report(page.encode(), Context(url="http://www.example.gov.cn/report"))
    assert isinstance(read_as, Unread) and read_as.reason == "no_tables"


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (("指标名称", "计量单位", "2009年度", "历年累计"), ("count", "count_to_date")),
        (("指标名称", "计量单位", "代码", "本期实际", "本年累计"), ("", "", "count")),
    ],
)
def test_the_local_statistics_of_the_years_before(heads: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """As 莆田 2009 and 定西 print them."""
    numbers, printed = Random(4), {}
    rows = [heads]
    for at, (label, unit, key) in enumerate(lines_of("2008"), 1):
        own = [str(numbers.randint(0, 999)) if column else str(at) for column in columns]
        printed |= {(key, column): text for column, text in zip(columns, own, strict=True) if column}
        rows.append((label, unit, *own))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    report = read(report_html(TITLE.replace("2016", "2009"), 2009, f"<table>{body}</table>"), 2009)
    values = {(f.row_key, f.column_key): f"{f.value}" for f in report.figures if f.state is State.REPORTED}
    assert (report.form, values) == ("2008", printed)


@pytest.mark.parametrize("form", sorted(load_forms()))
def test_keys_and_items_are_unlike_each_other(form: str) -> None:
    cells = load_forms()[form].cells
    assert len({cell.key for cell in cells}) == len({cell.item for cell in cells}) == len(cells)
    assert all(cell.unit for cell in cells)


@pytest.mark.parametrize("form", sorted(load_forms()))
def test_every_term_of_an_equation_is_a_row_or_column(form: str) -> None:
    data = load_forms()[form]
    for equation in data.equations:
        cells = [cell for cell in data.cells if cell.table_key == equation.table_key]
        known = {cell.column_key if equation.each == "row" else cell.row_key for cell in cells}
        assert {*equation.left, *equation.right, equation.at} <= known | {cell.row_key for cell in cells}, equation.rule


SHEET = (
    "<tr><td colspan='3'>政府信息公开情况统计表</td></tr><tr><td colspan='3'>（{period}）</td></tr>"
    "<tr><td colspan='3'>填报单位（盖章）：青石县人民政府办公室　</td></tr>"
)


def sheet(period: str) -> str:
    table = rows_html("2014", figures_for("2014", Random(6))).replace("<table border='1'>", "<table>" + SHEET)
    return "<html><body>" + table.format(period=period) + "</body></html>"


def test_a_sheet_alone_says_its_year_and_body_above_the_table() -> None:
    report = read(sheet("2016年度"))
    assert (report.organisation, report.form, report.reading) == ("青石县人民政府办公室", "2014", "complete")
    told = {(telling.field, telling.value, telling.source) for telling in report.identity if telling.is_chosen}
    assert {("year", "2016", "sheet"), ("organisation", "青石县人民政府办公室", "sheet")} <= told


@pytest.mark.parametrize("period", ["2016年上半年", "2016年第三季度", "2016年1-6月"])
def test_a_sheet_of_part_of_a_year_is_no_annual_report(period: str) -> None:
    read_as = read_report(sheet(period).encode(), Context(url="http://www.example.gov.cn/report"))
    assert isinstance(read_as, Unread) and read_as.reason == "no_year"


def test_it_is_imported_shown_and_exported(tmp_path: Path) -> None:
    document = tmp_path / "report.html"
    document.write_text(printed_with()[1], encoding="utf-8")
    data, folder = tmp_path / "data", tmp_path / "export"
    assert "1 report (1 new" in nianbao("import", document, "--data", data).stdout
    with closing(open_for_reading(data / DATABASE_NAME)) as connection:
        (report_id,) = connection.execute("SELECT report_id FROM reports WHERE form = '2014'").fetchone()
    shown = nianbao("show", report_id, "--data", data).stdout
    assert "政府信息公开情况统计表" in shown and "58 of 58 cells reported" in shown
    assert nianbao("export", "--to", folder, "--format", "csv", "--data", data).returncode == 0
    assert "requests_received,2016," in (folder / "series.csv").read_text(encoding="utf-8")
