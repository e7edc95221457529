"""A sample of the damaged reports that `make accuracy` reads by the thousand: no number is wrong without a flag."""

from pathlib import Path
from random import Random

import pytest

from pipelines.forms import load_forms
from pipelines.read import Context, read_report
from pipelines.report import FindingKind, Report
from tests.accuracy.count import Batch, count_as_served, count_batch
from tests.accuracy.damages import load_damages
from tests.accuracy.formats import load_formats
from tests.accuracy.judge import judge
from tests.accuracy.mutate import mutate
from tests.accuracy.printed import print_tables
from tests.accuracy.sources import load_sources
from tests.accuracy.truth import truth_of

SAMPLE = 16  # damaged reports of each form in each format
FORMS = sorted(load_forms())
FORMATS = sorted(name for name, module in load_formats().items() if not hasattr(module, "MISSING"))
SCANS = load_formats()["scan"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FORMATS)
def test_damaged_reports_have_no_unflagged_wrong_number(name: str, form: str) -> None:
    tally = count_batch(Batch(name, form, 0, SAMPLE))
    assert tally.wrong == []
    assert tally.right > tally.flagged


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FORMATS)
def test_undamaged_reports_are_read(name: str, form: str) -> None:
    source = next(source for source in load_sources()[form] if "2020" in source.title or form != "2019")
    report = print_tables(*source)
    for number in range(3):
        data = load_formats()[name].print_report(report, Random(number))
        tally = judge(form, truth_of(report), read_report(data, Context(url="")))
        assert tally.wrong == [] and tally.right > 0.9 * tally.cells, tally


@pytest.mark.skipif(bool(SCANS.MISSING), reason=f"NOT TESTED: {SCANS.MISSING}")
@pytest.mark.parametrize("form", FORMS)
def test_damaged_scans_have_no_unflagged_wrong_number(form: str) -> None:
    tally = count_batch(Batch("scan", form, 0, 1))
    assert tally.wrong == []


def test_a_seed_gives_the_same_damage_again() -> None:
    sources = load_sources()["2021"]
    assert mutate("html", sources, "1") == mutate("html", sources, "1") != mutate("html", sources, "2")


@pytest.mark.parametrize("name", sorted(load_damages()))
def test_every_damage_changes_some_report(name: str) -> None:
    report = print_tables(*load_sources()["2021"][1])
    damaged = report.copy()
    for number in range(20):
        load_damages()[name](damaged, Random(number))
        if damaged != report:
            return
    pytest.fail(f"{name} left the report as it was twenty times")


def test_the_real_documents_have_no_wrong_number(shared: object) -> None:
    assert [tally.wrong for _, _, tally in count_as_served()] == [[] for _ in count_as_served()]


def test_a_total_above_its_parts_is_told_where_some_of_them_are_blank() -> None:
    document = Path(__file__).parent / "documents" / "text_stray_blank_2021" / "document.txt"
    report = read_report(document.read_bytes(), Context(url=""))
    assert isinstance(report, Report)
    told = [f for f in report.findings if f.rule == "part_blank" and f.row_key == "other_outcome_not_corrected"]
    assert [(f.kind, f.expected, f.found) for f in told] == [(FindingKind.OMISSION, 1614, 2424)]
