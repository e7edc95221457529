"""The ways in which the field prints the same tables. Whatever the layout, a number is right or not read."""

import random
import re
from collections.abc import Callable

import pytest

from pipelines.read import Context, read_report
from pipelines.report import Report, State
from tests import printing

FORMS = ["2019", "2021"]


def figures_of(form: str) -> dict[str, str]:
    return printing.figures_for(form, random.Random(form))


def read(text: str, encoding: str = "utf-8") -> Report:
    report = read_report(text.encode(encoding), Context(url="http://127.0.0.1/report"))
    assert isinstance(report, Report), report
    return report


def mistakes(report: Report, figures: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    """Cells that are not read as printed: expected words, state, words read."""
    return {
        key: (figures[key], figure.state.value, figure.raw)
        for figure in report.figures
        if (key := ".".join(figure.key)) in figures
        and (figure.state, figure.raw) != (State.REPORTED if figures[key] else State.BLANK, figures[key])
    }


def wrong_numbers(report: Report, figures: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    return {key: seen for key, seen in mistakes(report, figures).items() if seen[1] in ("reported", "blank")}


def strip_spans(table: str) -> str:
    return re.sub(r' (?:col|row)span="\d+"', "", table)


def blank_first_column(table: str) -> str:
    return table.replace("<tr>", "<tr><td>&nbsp;</td>")


def caption_row(table: str) -> str:
    return re.sub(r"(<table[^>]*>)", r'\1<tr><td colspan="4">统计表（单位：件）</td></tr>', table)


def inside_layout(table: str) -> str:
    return f"<table><tr><td><table><tr><td>{table}</td></tr></table></td></tr></table>"


def unclosed(table: str) -> str:
    return table.replace("</td>", "").replace("</tr>", "")


def spaced_labels(table: str) -> str:
    return re.sub(r"(?<=[一-龥])(?=[一-龥])", "\u3000 ", table)


def split_labels(table: str) -> str:
    return re.sub(r"(?<=本年)(?=[一-龥])", "<br/>", table)


def nested_markup(table: str) -> str:
    return re.sub(
        r">(\d)(\d+)<",
        r'><p class="MsoNormal"><b><span lang="EN-US">\1</span></b><font>\2</font><o:p></o:p></p><',
        table,
    )


def cut_in_two(table: str) -> str:
    rows = table.split("<tr>")
    if len(rows) < 12:
        return table
    return "<tr>".join(rows[:12]) + '</table><p>续表</p><table border="1"><tr>' + "<tr>".join(rows[12:])


def repeated_header(table: str) -> str:
    rows = table.split("<tr>")
    return "<tr>".join([*rows[:-2], *rows[1:4], *rows[-2:]]) if len(rows) > 12 else table


def full_width_digits(table: str) -> str:
    return re.sub(
        r"(?<=>)\d+(?=<)", lambda m: m[0].translate(str.maketrans("0123456789", "０１２３４５６７８９")), table
    )


READ_WHOLE: list[Callable[[str], str]] = [
    str,
    strip_spans,
    blank_first_column,
    caption_row,
    inside_layout,
    unclosed,
    spaced_labels,
    split_labels,
    nested_markup,
    cut_in_two,
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", READ_WHOLE, ids=lambda change: change.__name__)
def test_a_web_page_is_read_whole(form: str, change: Callable[[str], str]) -> None:
    figures = figures_of(form)
    assert mistakes(read(printing.page(form, figures, change)), figures) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", [repeated_header, full_width_digits], ids=lambda change: change.__name__)
def test_a_web_page_has_no_wrong_number(form: str, change: Callable[[str], str]) -> None:
    figures = figures_of(form)
    report = read(printing.page(form, figures, change))
    values = {
        key: figure.value for figure in report.figures if (key := ".".join(figure.key)) and figure.value is not None
    }
    assert values == {key: int(printed) for key, printed in figures.items() if printed and key != "*"}


@pytest.mark.parametrize("form", FORMS)
def test_a_number_in_two_lines_is_one_where_the_sums_say_so(form: str) -> None:
    figures = printing.sparse_figures(form, random.Random(form), most=3000)
    page = printing.page(form, figures, lambda table: re.sub(r">(\d{3})(\d+)</td>", r">\1<br>\2</td>", table))
    found = {".".join(figure.key): figure for figure in read(page).figures}
    parted = {key: figure for key, figure in found.items() if "\n" in figure.raw}
    in_sums = {key for key in parted if key.split(".")[0] != "proactive"}
    assert in_sums and all(str(parted[key].value) == figures[key] for key in in_sums)
    assert all(figure.state is State.TEXT for key, figure in parted.items() if key not in in_sums)
    total = "requests.received.total"
    other = read(page.replace(found[total].raw.replace("\n", "<br>"), "123<br>456"))
    assert next(figure.state for figure in other.figures if ".".join(figure.key) == total) is State.TEXT


@pytest.mark.parametrize("form", FORMS)
def test_one_cell_a_line_is_read_whole(form: str) -> None:
    figures = figures_of(form)
    assert mistakes(read(printing.cell_lines(form, figures)), figures) == {}


@pytest.mark.parametrize("form", FORMS)
def test_rows_of_tabs_without_blanks_are_read_whole(form: str) -> None:
    figures = {key: value or "7" for key, value in figures_of(form).items()}
    assert mistakes(read(printing.tab_rows(form, figures)), figures) == {}


@pytest.mark.parametrize("form", FORMS)
def test_rows_of_tabs_with_blanks_have_no_wrong_number(form: str) -> None:
    figures = figures_of(form)
    assert wrong_numbers(read(printing.tab_rows(form, figures)), figures) == {}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("label", ["gb2312", "utf-8", "iso-8859-1", "nonsense"])
def test_whatever_the_charset_label(encoding: str, label: str) -> None:
    figures = figures_of("2021")
    page = printing.page("2021", figures).replace("<html>", f'<html><head><meta charset="{label}"></head>')
    report = read_report(page.encode(encoding), Context(url="", declared_type=f"text/html; charset={label}"))
    assert isinstance(report, Report), report
    assert mistakes(report, figures) == {}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", READ_WHOLE, ids=lambda change: change.__name__)
def test_a_layout_that_was_seen_serves_other_numbers(form: str, change: Callable[[str], str]) -> None:
    numbers = random.Random(7)
    for _ in range(3):
        figures = {key: value or "0" for key, value in printing.figures_for(form, numbers).items()}
        assert mistakes(read(printing.page(form, figures, change)), figures) == {}
