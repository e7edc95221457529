"""Documents that once were read wrongly or not at all although a person reads them without doubt."""

import re

import pytest

from pipelines.report import State
from tests import printing
from tests.test_layouts import FORMS, figures_of, mistakes, read, wrong_numbers

NUMBER = re.compile(r"(?<=>)(\d+)(?=<)")
ENDINGS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def full_figures(form: str) -> dict[str, str]:
    return {key: value or "0" for key, value in figures_of(form).items()}


def disputes(figures: dict[str, str], row: str) -> str:
    cells = (figures[f"disputes.{row}.{key}"] for key in ("upheld", "corrected", "other", "pending", "total"))
    return "".join(f"<td>{cell}</td>" for cell in cells)


def with_table_four(form: str, figures: dict[str, str], table: str) -> str:
    """The page with its last table replaced."""
    page = printing.page(form, figures)
    at = page.rindex("<table")
    return page[:at] + table + page[page.index("</table>", at) + len("</table>") :]


def heads(span: int = 1) -> str:
    return "".join(f'<td colspan="{span}">{ending}</td>' for ending in ENDINGS)


# What a browser shows


def test_numbers_in_input_fields_are_not_blank() -> None:
    figures = figures_of("2021")
    page = printing.page("2021", figures, lambda table: NUMBER.sub(r'<input type="text" value="\1">', table))
    assert mistakes(read(page), figures) == {}


def test_hidden_digits_are_no_part_of_a_number() -> None:
    figures = figures_of("2021")
    page = printing.page("2021", figures, lambda table: NUMBER.sub(r'\1<span style="display: none">9</span>', table))
    assert mistakes(read(page), figures) == {}


def test_hidden_copies_of_the_tables_say_nothing() -> None:
    figures = figures_of("2021")

    def twice(table: str) -> str:
        return f'<div>{table}</div><div class="wap" style="display:none">{NUMBER.sub("8", table)}</div>'

    assert mistakes(read(printing.page("2021", figures, twice)), figures) == {}


def test_tables_that_a_script_shows_are_read() -> None:
    figures = figures_of("2021")
    page = printing.page("2021", figures).replace("<div id='zoom'>", "<div id='zoom' style='display:none'>")
    assert mistakes(read(page), figures) == {}


def test_a_comment_does_not_part_a_number() -> None:
    figures = figures_of("2019")
    page = printing.page("2019", figures, lambda table: re.sub(r">(\d)(\d+)<", r"><p>\1<!--End-->\2</p><", table))
    assert mistakes(read(page), figures) == {}


def test_a_footnote_is_no_part_of_a_number() -> None:
    figures = {key: value or "0" for key, value in figures_of("2021").items()}
    for note in ("<sup>1</sup>", "①", "²"):
        page = printing.page("2021", figures, lambda table, note=note: NUMBER.sub(rf"\1{note}", table))
        values = {".".join(figure.key): figure.value for figure in read(page).figures}
        if note == "①":  # no number ends with it
            assert values == {key: float(printed) for key, printed in figures.items() if key != "*"}
        else:
            assert set(values.values()) == {None}


def test_a_page_in_a_frame() -> None:
    figures = figures_of("2019")
    inner = printing.page("2019", figures).replace("&", "&amp;").replace('"', "&quot;")
    assert mistakes(read(f'<html><body><iframe srcdoc="{inner}"></iframe></body></html>'), figures) == {}


# Headings


@pytest.mark.parametrize("form", FORMS)
def test_heji_for_total(form: str) -> None:
    figures = figures_of(form)
    page = printing.page(form, figures, lambda table: table.replace("总计", "合计"))
    assert mistakes(read(page), figures) == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_first_column_that_numbers_the_rows(form: str) -> None:
    figures = full_figures(form)

    def number(table: str) -> str:
        rows = table.split("<tr>")
        if len(rows) < 20:
            return table
        numbered = [f"<td>{n}</td>{row}" for n, row in enumerate(rows[4:], 1)]
        return "<tr>".join([rows[0], f'<td rowspan="3">序号</td>{rows[1]}', *rows[2:4], *numbered])

    assert mistakes(read(printing.page(form, figures, number)), figures) == {}


@pytest.mark.parametrize("form", FORMS)
def test_another_word_for_the_corner(form: str) -> None:
    figures = figures_of(form)
    page = printing.page(form, figures, lambda table: table.replace("信息内容", "事项"))
    assert mistakes(read(page), figures) == {}


def test_reconsideration_and_litigation_in_a_table_each() -> None:
    figures = full_figures("2021")
    direct, after = (disputes(figures, f"litigation_{row}") for row in ("direct", "after_reconsideration"))
    table = (
        f'<table><tr><td colspan="5">行政复议</td></tr><tr>{heads()}</tr><tr>{disputes(figures, "reconsideration")}</tr>'
        f'</table><table><tr><td colspan="10">行政诉讼</td></tr><tr><td colspan="5">未经复议直接起诉</td>'
        f'<td colspan="5">复议后起诉</td></tr><tr>{heads()}{heads()}</tr><tr>{direct}{after}</tr></table>'
    )
    assert mistakes(read(with_table_four("2021", figures, table)), figures) == {}


def test_reconsideration_above_litigation() -> None:
    figures = full_figures("2021")
    first, direct, after = (
        disputes(figures, row) for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    )
    table = (
        f'<table><tr><td colspan="10">行政复议</td></tr><tr>{heads(2)}</tr><tr>{first.replace("<td", "<td colspan=2")}</tr>'
        f'<tr><td colspan="10">行政诉讼</td></tr><tr><td colspan="5">未经复议直接起诉</td>'
        f'<td colspan="5">复议后起诉</td></tr><tr>{heads()}{heads()}</tr><tr>{direct}{after}</tr></table>'
    )
    assert mistakes(read(with_table_four("2021", figures, table)), figures) == {}


def test_a_group_named_above_the_table_does_not_count_where_the_table_prints_its_groups() -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures)
    at = page.rindex("<table")
    page = f"{page[:at]}<p>未经复议直接起诉</p>{page[at:].replace('未经复议直接起诉', '', 1)}"
    assert wrong_numbers(read(page), figures) == {}


def test_words_and_units_in_the_only_row_of_table_four() -> None:
    figures = {
        key: "无" if value == "0" and key.startswith("disputes") else value
        for key, value in full_figures("2021").items()
    }
    report = read(printing.page("2021", figures))
    states = {
        figure.key: figure.state is (State.BLANK if figures[".".join(figure.key)] == "无" else State.REPORTED)
        for figure in report.figures
    }
    assert all(states.values())


# Damage


def test_a_row_that_ran_into_the_next_one() -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures)
    at = page.index("</tr>", page.index("上年结转"))
    end = page.index("<td", at)
    assert mistakes(read(page[:at] + page[end:]), figures) == {}


def test_a_label_that_slipped_into_the_row_above() -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures)
    label = re.search(r"<td[^>]*>二、上年结转.*?</td>", page)
    assert label
    page = page.replace(label[0], "")
    at = page.index("</tr>", page.index("一、本年新收"))
    assert wrong_numbers(read(page[:at] + label[0] + page[at:]), figures) == {}


def test_a_label_that_slipped_into_the_headings() -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures)
    label = re.search(r"<td[^>]*>一、本年新收.*?</td>", page)
    assert label
    page = page.replace(label[0], "")
    at = page.index("</tr>", page.index("法律服务机构"))
    assert wrong_numbers(read(page[:at] + label[0] + page[at:]), figures) == {}


def test_headings_out_of_order_are_not_followed_where_the_cells_stand_elsewhere() -> None:
    figures = full_figures("2019")
    page = printing.page("2019", figures)
    heading = re.search(r"<td[^>]*>自然人</td>", page)
    assert heading
    page = page.replace(heading[0], "", 1)
    at = page.index("</tr>", page.index("申请人情况"))
    assert wrong_numbers(read(page[:at] + heading[0] + page[at:]), figures) == {}


def test_one_row_for_a_group_with_a_column_of_unknown_words() -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures).replace("<td>科研机构</td>", "<td>科机</td>")
    first = page.index('<td rowspan="3">（六）其他处理</td>')
    last = page.index("<tr>", page.index("3.其他"))
    cells = "".join(f"<td>{n}</td>" for n in range(7))
    report = read(f'{page[:first]}<td colspan="2">（六）其他处理</td>{cells}</tr>{page[last:]}')
    states = {figure.column_key: figure.state for figure in report.figures if figure.row_key == "other_outcome"}
    assert len(states) == 7 and states["research"] is State.AMBIGUOUS and states["business"] is State.REPORTED


@pytest.mark.parametrize("lost", range(7))
def test_one_row_for_a_group_that_lost_a_cell(lost: int) -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures)
    first = page.index('<td rowspan="3">（六）其他处理</td>')
    last = page.index("<tr>", page.index("3.其他"))
    cells = "".join(f"<td>{n}</td>" for n in range(7) if n != lost)
    report = read(f'{page[:first]}<td colspan="2">（六）其他处理</td>{cells}</tr>{page[last:]}')
    values = [figure.value for figure in report.figures if figure.row_key == "other_outcome"]
    assert all(value in (None, at) for at, value in enumerate(values))


# Text


def pipes(form: str, figures: dict[str, str], bare: bool = False) -> str:
    """The page as Markdown with what a cell prints repeated in every column and row it spans."""
    html = printing.page(form, figures)
    html = re.sub(r"<table.*?</table>", lambda table: "\n\n" + _grid(table[0], bare) + "\n\n", html, flags=re.S)
    return re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|h1)>", "\n\n", html))


def _grid(table: str, bare: bool) -> str:
    grid: dict[tuple[int, int], str] = {}
    rows = re.findall(r"<tr.*?</tr>", table, flags=re.S)
    for r, row in enumerate(rows):
        column = 0
        for attributes, text in re.findall(r"<t[dh]([^>]*)>(.*?)</t[dh]>", row, flags=re.S):
            spans = dict(re.findall(r'(col|row)span="(\d+)"', attributes))
            while (r, column) in grid:
                column += 1
            for below in range(int(spans.get("row", 1))):
                for beside in range(int(spans.get("col", 1))):
                    grid[r + below, column + beside] = f"**{text}**" if not text.isdigit() and text else text
    width = max(column for _, column in grid) + 1
    lines = [" | ".join(grid.get((r, column), "") for column in range(width)) for r in range(len(rows))]
    lines.insert(1, " | ".join([":---:"] * width))
    return "\n".join(lines if bare else [f"| {line} |" for line in lines])


@pytest.mark.parametrize("bare", [False, True], ids=["framed", "bare"])
@pytest.mark.parametrize("form", FORMS)
def test_markdown_that_repeats_what_spans(form: str, bare: bool) -> None:
    figures = figures_of(form)
    assert mistakes(read(pipes(form, figures, bare)), figures) == {}


@pytest.mark.parametrize("form", FORMS)
def test_markdown_with_tables_in_html(form: str) -> None:
    figures = figures_of(form)
    page = printing.page(form, figures)
    body = page[page.index("<h1>") : page.index("</body>")].replace("<h1>", "# ")
    body = re.sub(r"</?(?:p|h1|div)[^>]*>", "\n", body)
    report = read(body)
    assert mistakes(report, figures) == {}
    assert report.title == printing.TITLE.format(year=printing.YEARS[form])
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


# Wordings


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("其他", "其它"),
        ("本年", "本年度"),
        ("法人或其他组织", "法人或者其他组织"),
        ("一、本年", "一本年"),
        ("1.", "①"),
        ("1.", "（1）"),
    ],
)
def test_other_wordings_of_labels(form: str, printed: str, instead: str) -> None:
    figures = figures_of(form)
    page = printing.page(form, figures, lambda table: table.replace("本年度", "本年").replace(printed, instead))
    assert mistakes(read(page), figures) == {}


def test_a_label_beside_the_only_row_of_table_four() -> None:
    figures = full_figures("2021")
    page = printing.page("2021", figures)
    at = page.rindex("<table")
    rows = page[at:].split("<tr>")
    rows[1] = f'<td rowspan="3">类别</td>{rows[1]}'
    rows[4] = f"<td>件数</td>{rows[4]}"
    assert mistakes(read(page[:at] + "<tr>".join(rows)), figures) == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_one_cell_is_a_frame(form: str) -> None:
    figures = full_figures(form)
    framed = re.compile(r"<td([^>]*)>([^<]+)</td>")
    page = printing.page(
        form, figures, lambda table: framed.sub(r"<td\1><table><tr><td>\2</td></tr></table></td>", table)
    )
    assert mistakes(read(page), figures) == {}
