"""Every document in tests/documents, cell by cell: one test a table, so that a failure names it."""

import json
from functools import cache
from pathlib import Path

import pytest

from pipelines.read import Context, read_report
from pipelines.recognition import is_installed
from pipelines.report import Report, State, Unread

FOLDERS = sorted(path.parent for path in (Path(__file__).parent / "documents").glob("*/document.*"))
TABLES = ["proactive", "requests", "disputes", "statistics"]


@cache
def read(folder: Path) -> Report | Unread:
    document = next(folder.glob("document.*"))
    if folder.name.startswith("scan_") and not is_installed():
        pytest.skip("NOT TESTED: the extra `ocr` is not installed (make ocr)")
    return read_report(document.read_bytes(), Context(url=f"file:///{folder.name}/{document.name}"))


def printed(report: Report, table: str) -> dict[str, object]:
    """The cells of a table: the number, null for a blank, "?" where it is not read, else the printed words."""
    shown: dict[str, object] = {}
    for figure in report.figures:
        if figure.table_key == table and figure.state is not State.ABSENT:
            states = {State.BLANK: None, State.AMBIGUOUS: "?", State.TEXT: figure.raw}
            shown[".".join(figure.key)] = states.get(figure.state, figure.value)
    return shown


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_cells_are_as_expected(folder: Path, table: str) -> None:
    report = read(folder)
    assert isinstance(report, Report), report
    expectation = folder / "cells.json"
    if not expectation.exists():
        cells = {key: value for name in TABLES for key, value in printed(report, name).items()}
        expectation.write_text(json.dumps(cells, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expectation} was missing and has been written: compare it with the document by eye")
    expected = json.loads(expectation.read_text(encoding="utf-8"))
    raws = {".".join(figure.key): figure.raw for figure in report.figures}
    read_as = {
        key: raws[key] if isinstance(expected.get(key), str) and isinstance(value, int | float) else value
        for key, value in printed(report, table).items()
    }
    assert read_as == {key: value for key, value in expected.items() if key.startswith(table + ".")}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_identity_is_as_expected(folder: Path) -> None:
    report = read(folder)
    assert isinstance(report, Report), report
    expected = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    read_as = {key: getattr(report, key) for key in ("title", "organisation", "year", "form")}
    assert read_as == {key: expected[key] for key in read_as}
