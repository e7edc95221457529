"""Text dumps of reports: what is certain is read, the rest is ambiguous with the reason, nothing is wrong."""

import random
import re

import pytest

from pipelines.matching.splits import only_split, summing_splits
from pipelines.read import Context, read_report
from pipelines.report import Report, State
from tests import printing, text_layouts
from tests.test_html_layouts import unexplained, wrong
from tests.test_layouts import FORMS, read

LAYOUTS = [
    "boxes",
    "cell_a_line",
    "commas",
    "glued",
    "headings_lost",
    "labels_lost",
    "labels_parted",
    "pipes",
    "pipes_inside",
    "pipes_wrapped",
    "single_spaces",
    "spaces",
    "tabs",
]
EXACT = ["boxes", "commas", "pipes", "pipes_wrapped"]  # they print blank cells


def printed_as(layout: str, form: str, figures: dict[str, str]) -> str:
    text: str = getattr(text_layouts, layout)(form, figures)
    return text


def left_open(report: Report) -> set[str]:
    return {".".join(figure.key) for figure in report.figures if figure.state in (State.AMBIGUOUS, State.ABSENT)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(3))
def test_what_is_certain_is_read(layout: str, form: str, seed: int) -> None:
    figures = printing.sparse_figures(form, random.Random(seed))
    report = read(printed_as(layout, form, figures))
    assert wrong(report, figures) == {}
    if layout == "glued":
        assert len(left_open(report)) < len(report.figures)  # numbers that no sum or several sums confirm stay open
    else:
        assert left_open(report) == set()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_blank_cells_make_no_wrong_number(layout: str, form: str) -> None:
    numbers = random.Random(layout)
    for figures in (printing.figures_for(form, numbers), printing.sparse_figures(form, numbers, blank=0.5)):
        report = read(printed_as(layout, form, figures))
        assert wrong(report, figures) == {}
        assert unexplained(report) == []
        if layout in EXACT:
            assert report.reading == "complete"


def damaged(text: str, numbers: random.Random) -> str:
    """A number, line or label is lost, doubled, swapped with the next, or a page number comes in."""
    lines = text.split("\n")
    at = numbers.randrange(1, len(lines) - 1) if len(lines) > 4 else 1
    found = list(re.finditer(r"\d+", text))
    number = numbers.choice(found[8:])
    kinds = ["number", "zero"] if len(lines) < 5 else ["line", "twice", "swap", "page", "number", "zero", "label"]
    kind = numbers.choice(kinds)
    if kind == "line":
        del lines[at]
    elif kind == "twice":
        lines.insert(at, lines[at])
    elif kind == "swap":
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    elif kind == "page":
        lines.insert(at, f"- {numbers.randrange(1, 9)} -" if numbers.random() < 0.5 else str(numbers.randrange(1, 9)))
    elif kind == "number":
        return text[: number.start()] + text[number.end() :]
    elif kind == "zero":
        return f"{text[: number.start()]}0 {text[number.start() :]}"
    elif kind == "label":
        lines[at] = re.sub(r"[一-龥]", "", lines[at])
    return "\n".join(lines)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_damage_makes_no_wrong_number(layout: str) -> None:
    numbers = random.Random(layout)
    for _ in range(25):
        form = numbers.choice(FORMS)
        figures = printing.sparse_figures(form, numbers, blank=numbers.choice([0, 0, 0.4]))
        report = read_report(damaged(printed_as(layout, form, figures), numbers).encode(), Context(url=""))
        if isinstance(report, Report):
            values = {".".join(figure.key): figure for figure in report.figures if figure.state is State.REPORTED}
            assert {
                k: (f.raw, figures[k]) for k, f in values.items() if k in figures and str(f.value) != figures[k]
            } == {}


@pytest.mark.parametrize(
    ("digits", "count", "numbers"),
    [
        ("000", 3, ("0", "0", "0")),
        ("005", 3, ("0", "0", "5")),
        ("0050", 3, ("0", "0", "50")),
        ("100", 3, None),  # 1 0 0, or 100 and two blanks
        ("00", 3, None),
        ("6233440", 3, None),
        ("7", 1, ("7",)),
    ],
)
def test_digits_without_anything_between(digits: str, count: int, numbers: tuple[str, ...] | None) -> None:
    assert only_split(digits, count) == numbers


def test_digits_that_a_sum_parts() -> None:
    assert summing_splits("21710000218", (7,)) == [("217", "1", "0", "0", "0", "0", "218")]
    assert summing_splits("21317000001324019", (5, 5, 5)) == [(*"2131700000", "13", "2", "4", "0", "19")]
    assert summing_splits("0000001", (7,)) == []
    assert len(summing_splits("1010101", (7,))) == 0
    assert summing_splits("9" * 60, (7,)) == []
