"""What the machine refuses is told in one line."""

import os
from pathlib import Path

import pytest

from tests.nianbao_command import nianbao


def test_a_folder_that_cannot_be_made_is_one_line() -> None:
    done = nianbao("crawl", "http://127.0.0.1:9/", "--data", "/proc/nianbao")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: /proc/nianbao")
    assert "--data" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write any folder")
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("nothing of the kind")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    done = nianbao("import", tmp_path / "report.txt", "--data", locked)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "nianbao.db cannot be written" in line
