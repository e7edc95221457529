"""`nianbao crawl` with nothing named: the portals that are due, by the registry and what is known of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.registry import load_registry
from demo.portals import serve
from tests.nianbao_command import nianbao


def own_registry(folder: Path, homes: list[str]) -> Path:
    """A registry of these portals alone: every other one is left out, so that no test asks it anything."""
    left_out = [f"http://{key}/,yes" for key in load_registry().by_key]
    path = folder / "mine.csv"
    path.write_text("\n".join(["home_url,disabled", *(f"{home}," for home in homes), *left_out]), encoding="utf-8")
    return path


def test_what_is_due_is_crawled_and_then_not_due(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(0) as homes:
        registry = own_registry(tmp_path, homes[2:4])
        arguments = ("crawl", "--delay", "0", "--registry", registry, "--portals-at-most", "1", "--data", data)
        first, second, third = (nianbao(*arguments) for _ in range(3))
    assert (first.returncode, second.returncode, third.returncode) == (0, 0, 0), first.stderr + second.stderr
    assert "No portal is due" not in first.stdout + second.stdout
    assert third.stdout.endswith("No portal is due.\n")
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        states = connection.execute("SELECT state, reports > 0 FROM portals").fetchall()
        visits = connection.execute("SELECT COUNT(DISTINCT portal), COUNT(DISTINCT run_id) FROM visits").fetchone()
    assert states == [("ok", 1), ("ok", 1)]
    assert visits == (2, 2)


def test_a_wrong_registry_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("home_url\nexample\n")
    done = nianbao("crawl", "--registry", path, "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "mine.csv, line 2: 'example' is no http or https address" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()
