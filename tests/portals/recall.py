"""Recall and precision of a real crawl over the test portals: `python -m tests.portals.recall [--without-modules] [KEY…]`."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.portals.matrix import Made
from tests.portals.server import serve

ROOT = Path(__file__).resolve().parents[2]
_COMMAND = "from nianbao.main import main; main(prog_name='nianbao')"
# The crawl ends with this process, however that ends: its standard input is then at its end.
_LEAVE = "import os, threading; threading.Thread(target=lambda: os.read(0, 1) or os._exit(1), daemon=True).start(); "
_WITHOUT = "import crawler.cms; crawler.cms.systems = dict; "


@dataclass(frozen=True)
class Score:
    """What a crawl took for reports on one portal, and what it should have taken: paths with query."""

    made: Made
    taken: frozenset[str]

    @property
    def missed(self) -> list[str]:
        return sorted(self.made.site.reports - self.taken)

    @property
    def wrong(self) -> list[str]:
        return sorted(self.taken - self.made.site.reports)


def crawl(made: list[Made], data: Path, with_modules: bool = True) -> None:
    """A crawl by the command line over the portals named, from their home pages alone."""
    code = _LEAVE + ("" if with_modules else _WITHOUT) + _COMMAND
    homes = [one.home for one in made if one.is_named]
    command = [sys.executable, "-c", code, "crawl", *homes, "--delay", "0", "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        process.wait()


def scores(made: list[Made], data: Path) -> Iterator[Score]:
    """What the data folder of a crawl says of each portal."""
    urls = [str(url) for (url,) in rows(data, "SELECT url FROM candidates WHERE decision = 'report'")]
    for one in made:
        if one.is_named:
            root = one.home.rstrip("/")
            yield Score(one, frozenset(url.removeprefix(root) for url in urls if url.startswith(one.home)))


def rows(data: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """What a query of the data folder's database gives."""
    connection = sqlite3.connect(data / "nianbao.db")
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def table(found: list[Score]) -> str:
    """A line for each family and one for all: portals, links, reports, recall, precision."""
    families = sorted({score.made.family for score in found})
    groups = [(name, [s for s in found if s.made.family == name]) for name in families] + [("all", found)]
    lines = ["family      portals   links  reports  recall  precision"]
    for name, group in groups:
        reports = sum(len(s.made.site.reports) for s in group)
        missed, wrong = sum(len(s.missed) for s in group), sum(len(s.wrong) for s in group)
        right = reports - missed
        precision = right / (right + wrong) if right + wrong else 0.0
        links = sum(s.made.site.links for s in group)
        lines.append(f"{name:<11} {len(group):>7} {links:>7} {reports:>8} {right / reports:>7.1%} {precision:>10.1%}")
    return "\n".join(lines)


def main() -> None:
    """Prints the table, then what was missed or wrongly taken."""
    keys = tuple(word for word in sys.argv[1:] if not word.startswith("-"))
    with serve(keys) as made, TemporaryDirectory() as data:
        crawl(made, Path(data), with_modules="--without-modules" not in sys.argv)
        found = list(scores(made, Path(data)))
        print(table(found))
        for score in found:
            for kind, paths in (("missed", score.missed), ("wrong", score.wrong)):
                if paths:
                    print(f"{score.made.key}: {kind} {len(paths)}: {' '.join(paths[:6])}")
        for one in made:
            if not one.is_named:
                print(f"asked of {one.key}, which is outside: {one.asked or 'nothing'}")


if __name__ == "__main__":
    main()
