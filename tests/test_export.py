"""`nianbao export`: whole tables, and the data package that proves it."""

import csv
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.nianbao_command import nianbao

DOCX = Path(__file__).parent / "documents" / "docx_merged_cells_2021" / "document.docx"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one report in it."""
    folder = tmp_path_factory.mktemp("export")
    assert nianbao("import", DOCX, "--data", folder).returncode == 0
    return folder


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_every_row_is_exported_and_counted(data: Path, tmp_path: Path, file_format: str) -> None:
    done = nianbao("export", "--to", tmp_path / "out", "--format", file_format, "--data", data)
    assert done.returncode == 0, done.stderr
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        for resource in package["resources"]:
            content = (tmp_path / "out" / resource["path"]).read_bytes()
            assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
            assert resource["bytes"] == len(content)
            table = resource["path"].partition(".")[0]
            assert resource["rows"] == connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    names = {resource["name"] for resource in package["resources"]}
    assert {"reports", "cells", "form-cells", "sections", "findings", "captures", "runs", "divisions"} <= names
    assert not {name for name in names if "search" in name or "values" in name}


def test_the_files_hold_what_the_database_holds(data: Path, tmp_path: Path) -> None:
    for file_format in ("csv", "jsonl"):
        nianbao("export", "--to", tmp_path, "--format", file_format, "--data", data)
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        connection.row_factory = sqlite3.Row
        cells = [dict(row) for row in connection.execute("SELECT * FROM cells")]
    assert [json.loads(line) for line in (tmp_path / "cells.jsonl").read_text().splitlines()] == cells
    with (tmp_path / "cells.csv").open(newline="") as file:
        printed = [{name: "" if value is None else str(value) for name, value in cell.items()} for cell in cells]
        assert list(csv.DictReader(file)) == printed


def test_a_second_export_replaces_the_first(data: Path, tmp_path: Path) -> None:
    written = []
    for _ in range(2):
        assert nianbao("export", "--to", tmp_path, "--data", data).returncode == 0
        written.append({path.name: path.read_bytes() for path in tmp_path.glob("*.csv")})
    assert written[0] == written[1] and {"reports.csv", "cells.csv", "identity.csv"} <= written[0].keys()


def test_parquet_is_refused_with_the_remedy(data: Path, tmp_path: Path) -> None:
    done = nianbao("export", "--to", tmp_path / "out", "--format", "parquet", "--data", data)
    assert done.returncode == 1
    assert "pyarrow" in done.stderr
    assert not (tmp_path / "out").exists()


def test_without_a_database_it_refuses(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(DOCX, tmp_path / "data" / "nianbao.db")
    for folder in ("data", "none"):
        done = nianbao("export", "--to", tmp_path / "out", "--data", tmp_path / folder)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1
