"""The command line: every command has help, refuses in one line, and shows what there is."""

import json
import tomllib
from pathlib import Path

import pytest

from nianbao import VERSION
from nianbao.main import main
from nianbao.tables import aligned
from tests.nianbao_command import ROOT, nianbao

DOCUMENTS = Path(__file__).parent / "documents"
COMMANDS = main.list_commands(None)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a report that holds blanks, and a file that is none."""
    folder = tmp_path_factory.mktemp("commands")
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "report.docx").write_bytes((DOCUMENTS / "docx_blanks_and_notes_2021" / "document.docx").read_bytes())
    (inbox / "none.txt").write_text("nothing of the kind")
    assert nianbao("import", inbox, "--data", folder / "data").returncode == 0
    return folder / "data"


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    done = nianbao(name, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Usage: nianbao {name}" in done.stdout
    assert "--data" in done.stdout


def test_an_unknown_command_is_refused() -> None:
    assert nianbao("publish").returncode == 2


@pytest.mark.parametrize("arguments", [("status",), ("show", "x"), ("verify",), ("build",), ("export", "--to", "out")])
def test_a_command_without_data_says_what_makes_some(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = nianbao(*arguments, "--data", tmp_path / "none")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "nianbao import" in done.stderr


def test_status_shows_runs_coverage_and_gaps(data: Path) -> None:
    done = nianbao("status", "--data", data)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1].endswith("1 report of 1 bodies, 1 unread")
    assert any(line.startswith("not_a_report") and "none.txt" in line for line in lines)
    assert any("import  finished" in line for line in lines)


def test_show_lays_the_tables_out_and_says_where_each_number_stands(data: Path) -> None:
    meta = json.loads((DOCUMENTS / "docx_blanks_and_notes_2021" / "meta.json").read_text())
    cells = json.loads((DOCUMENTS / "docx_blanks_and_notes_2021" / "cells.json").read_text())
    done = nianbao("show", "file:///inbox/report.docx", "--data", data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(meta["title"])
    places = done.stdout.partition("Where each number stands")[2]
    for key, value in cells.items():
        if isinstance(value, int):
            line = next(line for line in places.splitlines() if line.startswith(f"{key} "))
            assert str(value) in line.split()
            assert "table " in line
    assert "Requests received and handled" in done.stdout


def test_show_takes_the_beginning_of_an_id(data: Path) -> None:
    whole = nianbao("show", "file:///inbox/report.docx", "--data", data).stdout
    report_id = next(line.split()[1] for line in whole.splitlines() if line.startswith("report_id"))
    assert nianbao("show", report_id[:5], "--data", data).stdout == whole
    unknown = nianbao("show", "%", "--data", data)
    assert unknown.returncode == 1
    assert "No report has the id or URL %" in unknown.stderr


def test_the_folder_may_stand_in_the_environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_DATA", str(data))
    assert nianbao("status").returncode == 0


def test_chinese_is_aligned_by_its_width() -> None:
    assert aligned([("总计", 5), ("a", 12)]) == "总计   5\na     12"
