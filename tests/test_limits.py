"""Limits on reading a document: the one that strikes is the reason, and what is read beside it is read."""

import os
from pathlib import Path

import pytest

from archive.insert import ReportRows
from archive.opening import open_archive
from archive.warc import Resource, utc_now
from pipelines.alone import call_alone
from pipelines.limits import LimitError, Limits, OutOfTime, limits_in_force, timed
from pipelines.report import Unread
from pipelines.source import source_of
from pipelines.workers import Task, read_in_order
from tests.archives import run

REPORT = Path(__file__).parent / "documents" / "docx_merged_cells_2021" / "document.docx"
ROOMY = 1000  # megabytes
MANY = 10**12


def _loop(number: int) -> str:
    try:
        with timed():
            while number:
                number += 1
    except OutOfTime:
        return "out of time"
    return "done"


def _loop_without_python(number: int) -> str:
    with timed():
        return str(sum(range(number)))


def _end(signal_number: int) -> None:
    os.kill(os.getpid(), signal_number)


def test_python_code_is_interrupted() -> None:
    assert call_alone(_loop, 1, Limits(1, ROOMY)) == "out of time"


def test_code_that_never_comes_back_to_python_is_ended() -> None:
    outcome = call_alone(_loop_without_python, MANY, Limits(1, ROOMY))
    assert isinstance(outcome, Unread)
    assert outcome.reason == "time_limit"


@pytest.mark.parametrize(("number", "reason"), [(9, "memory_limit"), (11, "crashed"), (6, "crashed")])
def test_the_death_of_a_process_tells_why(number: int, reason: str) -> None:
    outcome = call_alone(_end, number, Limits(1, ROOMY))
    assert isinstance(outcome, Unread)
    assert outcome.reason == reason


def test_a_document_that_fills_the_memory_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_READ_MEGABYTES", "200")
    huge = b"<html><body><h1>2023</h1>" + (b'<p title="' + b"a" * 1000 + b'">') * 100_000
    with open_archive(tmp_path, run()) as writer:
        captures = [
            writer.write_resource(Resource(f"file:///{number}", utc_now(), payload, "", ""))
            for number, payload in enumerate([REPORT.read_bytes(), huge, REPORT.read_bytes()])
        ]
    tasks = [Task(source_of(capture), tmp_path, capture.warc_file, capture.warc_offset, False) for capture in captures]
    first, second, third = (result for _, result in read_in_order(tasks, 1))
    assert isinstance(first, ReportRows)
    assert isinstance(third, ReportRows)
    assert isinstance(second, Unread)
    assert second.reason == "memory_limit", second
    assert "NIANBAO_READ_MEGABYTES" in second.detail


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_limit_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_READ_SECONDS", value)
    with pytest.raises(LimitError, match="NIANBAO_READ_SECONDS"):
        limits_in_force()
