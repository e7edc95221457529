"""Every cell of the real documents whose figures were transcribed by hand."""

import json
from functools import cache
from pathlib import Path

import pytest

from pipelines.read import Context, read_report
from pipelines.report import Report, State, Unread

SEEDS = ["seed_hequ_2020", "seed_mianchi_2022", "seed_sanmenxia_2020", "seed_wenfeng_2019", "seed_yima_2020"]
CORPUS = ["hongze_2023", "shanghai_bgt_2019", "shuyang_2025", "shanghai_kewei_2024", "pingtan_2024"]
FOLDER = {**dict.fromkeys(SEEDS, "seeds"), **dict.fromkeys(CORPUS, "corpus")}
READ_WHOLE = [*SEEDS, "hongze_2023", "shanghai_bgt_2019", "shuyang_2025"]
TABLES = ["proactive", "requests", "disputes"]


@cache
def truth_of(folder: Path) -> dict:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@cache
def read(folder: Path, name: str) -> Report | Unread:
    path = folder / truth_of(folder)[name]["file"]
    return read_report(path.read_bytes(), Context(url=f"file:///{path.name}"))


def expected_of(truth: dict, key: str) -> tuple[State, object]:
    """State, and the number or the printed words, of a transcribed cell."""
    value = truth["cells"][key]
    if key in truth.get("ambiguous", ()):
        return State.AMBIGUOUS, None
    if value is None:
        return State.BLANK, None
    return State.REPORTED, value


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", READ_WHOLE)
def test_every_cell_is_as_transcribed(shared: Path, name: str, table: str) -> None:
    folder = shared / FOLDER[name]
    truth, report = truth_of(folder)[name], read(folder, name)
    assert isinstance(report, Report), report
    keys = [key for key in truth["cells"] if key.startswith(table + ".")]
    figures = {".".join(figure.key): figure for figure in report.figures}
    read_as = {}
    for key in keys:
        figure = figures[key]
        shown = figure.raw if isinstance(truth["cells"][key], str) else figure.value
        read_as[key] = (figure.state, shown)
    assert read_as == {key: expected_of(truth, key) for key in keys}


@pytest.mark.parametrize("name", [*SEEDS, *CORPUS])
def test_no_number_is_wrong(shared: Path, name: str) -> None:
    folder = shared / FOLDER[name]
    truth, report = truth_of(folder)[name], read(folder, name)
    assert isinstance(report, Report), report
    wrong = {
        key: (figure.raw, truth["cells"].get(key))
        for figure in report.figures
        if figure.state is State.REPORTED and (key := ".".join(figure.key))
        if truth["cells"].get(key) not in (figure.value, figure.raw)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "uncertain"),
    [
        ("shanghai_kewei_2024", {"requests.carried_out.total"}),
        ("pingtan_2024", {f"proactive.normative_documents.{column}" for column in ("issued", "repealed", "in_force")}),
    ],
)
def test_only_what_the_print_leaves_open_is_uncertain(shared: Path, name: str, uncertain: set) -> None:
    folder = shared / FOLDER[name]
    truth, report = truth_of(folder)[name], read(folder, name)
    assert isinstance(report, Report), report
    states = {".".join(figure.key): figure.state for figure in report.figures}
    keys = [key for key in truth["cells"] if key.split(".")[0] in TABLES]
    assert {key for key in keys if states[key] is not State.REPORTED} == uncertain


@pytest.mark.parametrize("name", SEEDS)
def test_who_reports_on_which_year(shared: Path, name: str) -> None:
    folder = shared / FOLDER[name]
    truth, report = truth_of(folder)[name], read(folder, name)
    assert isinstance(report, Report), report
    organisation = truth["organisation"].split(" (")[0]
    assert (report.title, report.organisation, report.adcode, report.year, report.form, report.signed_on) == (
        truth["title"],
        organisation,
        truth["adcode"],
        truth["year"],
        truth["form"],
        truth["signed_on"] or "",
    )


@pytest.mark.parametrize("name", SEEDS)
def test_six_sections_with_their_text(shared: Path, name: str) -> None:
    report = read(shared / "seeds", name)
    assert isinstance(report, Report), report
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert all(section.text for section in report.sections if section.number in (1, 5, 6))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("seed_hequ_2020", {("total_blank", "other_outcome", "total", 3, None)}),
        ("seed_mianchi_2022", set()),
        ("seed_sanmenxia_2020", {("narrative", "carried_in", "total", 0, 3)}),
        (
            "seed_wenfeng_2019",
            {
                ("balance", "received", "natural_person", 44, 43),
                ("balance", "received", "total", 44, 43),
                ("outcome_sum", "outcome_total", "natural_person", 44, 43),
                ("outcome_sum", "outcome_total", "total", 44, 43),
                ("narrative", "normative_documents", "made", 1, 31),
            },
        ),
        ("seed_yima_2020", set()),
    ],
)
def test_the_contradictions_and_no_others(shared: Path, name: str, found: set) -> None:
    report = read(shared / "seeds", name)
    assert isinstance(report, Report), report
    assert {(f.rule, f.row_key, f.column_key, f.expected, f.found) for f in report.findings} == found


@pytest.mark.parametrize(
    ("name", "key", "value", "unit"),
    [
        ("seed_hequ_2020", ("proactive", "procurement", "amount"), 62423198.43, "元"),
        ("seed_sanmenxia_2020", ("proactive", "procurement", "amount"), 5243.7, "万元"),
        ("seed_wenfeng_2019", ("proactive", "procurement", "amount"), 53, "万"),
        ("seed_yima_2020", ("proactive", "procurement", "amount"), 37597.005, None),
        ("seed_mianchi_2022", ("proactive", "fees", "amount"), 0, "万元"),
    ],
)
def test_the_unit_of_money_is_the_printed_one(shared: Path, name: str, key: tuple, value: float, unit: str) -> None:
    report = read(shared / "seeds", name)
    assert isinstance(report, Report), report
    figure = next(figure for figure in report.figures if figure.key == key)
    assert (figure.value, figure.unit) == (value, unit)
