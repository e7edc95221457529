"""Documents that are made to hang or burst a reader: each ends soon, as a report or as unread with its reason."""

from collections.abc import Callable
from random import Random
from time import process_time

import pytest

from pipelines.read import Context, read_report
from pipelines.report import Report, Unread
from tests import printing

PAGE = printing.page("2021", printing.figures_for("2021", Random(1)))
TITLE = "淇县人民政府2023年政府信息公开工作年度报告\n"
SECONDS = 20  # of the processor; a report takes some hundredths


def read(text: str) -> Report | Unread:
    started = process_time()
    result = read_report(text.encode(), Context(url=""))
    assert process_time() - started < SECONDS
    return result


@pytest.mark.parametrize(
    "make",
    [
        lambda: "<html><body>" + "<div>" * 100_000 + PAGE + "</div>" * 100_000,
        lambda: "<html><body>" + "<span>" * 100_000 + PAGE,
        lambda: "<html><body>" + "<table><tr><td>" * 5_000 + "x" + PAGE,
        lambda: "<html><body><table>" + ("<tr>" + "<td>1</td>" * 1_000 + "</tr>") * 1_000 + "</table>" + PAGE,
        lambda: "<html><body><table>" + "<tr><td colspan=1000 rowspan=60000>1</td></tr>" * 3_000 + "</table>" + PAGE,
        lambda: PAGE + "<table><tr><td>a</td><td>b</td></tr></table>" * 30_000,
        lambda: TITLE + "一、总体情况，政府信息公开" * 1_000_000,
        lambda: "\n" * 5_000_000 + "x",
    ],
    ids=["divs", "spans", "nested tables", "million cells", "spans wide", "many tables", "endless text", "empty lines"],
)
def test_what_no_report_is_like_is_refused_as_too_large(make: Callable[[], str]) -> None:
    result = read(make())
    assert isinstance(result, Unread) and result.reason == "too_large"


@pytest.mark.parametrize(
    "text",
    [
        TITLE + "一、总体情况，政府信息公开" * 20_000,
        "\t总计\n" * 50_000,
        "总计\t1\t2\t3\n" * 30_000,
        '"' + "a,b,c\n" * 30_000,
        "总计" + "\t" * 300_000,
        "|" * 300_000,
    ],
    ids=["one line", "cell lines", "tab rows", "open quote", "tabs", "pipes"],
)
def test_long_text_ends_soon(text: str) -> None:
    assert isinstance(read(text), Report | Unread)


@pytest.mark.parametrize("digits", ["9" * 400, "9" * 5_000, "1" + "0" * 400 + ".5"])
def test_a_number_beyond_all_counts_is_words(digits: str) -> None:
    result = read(PAGE.replace('行政许可</td><td colspan="3">', f'行政许可</td><td colspan="3">{digits}', 1))
    assert isinstance(result, Report)
    [figure] = [figure for figure in result.figures if figure.row_key == "licences"]
    assert (figure.state, figure.value) == ("text", None)


def test_signs_that_turn_digits_around_make_no_number() -> None:
    result = read(PAGE.replace("<td>", "<td>\u202e"))
    assert isinstance(result, Report) and all(not f.raw.startswith("\u202e") for f in result.figures if f.value)


def test_nul_bytes() -> None:
    result = read(PAGE.replace("<td>", "<td>\0"))
    assert isinstance(result, Report | Unread)
