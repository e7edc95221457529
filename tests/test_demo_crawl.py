"""The whole job on the demonstration portals: found from home pages alone, read, archived, crawled again."""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.record import iterate_records
from demo.figures import COLUMNS, DISPUTES, columns_of, figures_of, form_of
from demo.portal import load_portals
from demo.portals import serve
from tests.nianbao_command import ROOT, nianbao

EXPECTED = {
    (body.organisation, year): (body, year)
    for portal in load_portals()
    for entry in portal.entries
    if (body := entry.body) and (year := entry.year)
}
LOOKALIKES = {entry.title for portal in load_portals() for entry in portal.entries if entry.format == "text"}
SEEDS = {
    "seed_sanmenxia_2020": ("三门峡市人民政府", 2020),
    "seed_hequ_2020": ("河曲县人民政府办公室", 2020),
    "seed_mianchi_2022": ("渑池县人民政府办公室", 2022),
    "seed_yima_2020": ("义马市人民政府", 2020),
    "seed_wenfeng_2019": ("文峰区人民政府", 2019),
}


@dataclass(frozen=True)
class Crawled:
    """Two crawls of the same portals into one data folder, and what each printed."""

    data: Path
    homes: list[str]
    printed: tuple[str, str]

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.data / "nianbao.db")
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("crawl")
    with serve(0) as homes:
        printed = []
        for _ in range(2):
            done = nianbao("crawl", *homes, "--delay", "0", "--data", data)
            assert done.returncode == 0, done.stderr
            printed.append(done.stdout)
        yield Crawled(data, homes, (printed[0], printed[1]))


def test_every_report_is_found_and_no_other(crawled: Crawled) -> None:
    found = crawled.rows("SELECT organisation, year FROM reports")
    assert sorted(found) == sorted(EXPECTED)


def test_every_report_is_read_completely(crawled: Crawled) -> None:
    assert crawled.rows("SELECT organisation, year, reading FROM reports WHERE reading <> 'complete'") == []
    assert crawled.rows("SELECT * FROM unread") == []


@pytest.mark.parametrize(("organisation", "year"), sorted(EXPECTED))
def test_every_cell_is_as_printed(crawled: Crawled, organisation: str, year: int) -> None:
    body, _ = EXPECTED[organisation, year]
    figures = figures_of(body.key, year, body.years)
    form = form_of(year)
    query = "SELECT table_key, row_key, column_key, raw, state FROM cells WHERE organisation = ? AND year = ?"
    cells = {tuple(row[:3]): (row[3], row[4]) for row in crawled.rows(query, organisation, year)}
    rows = {("proactive", row) for of_form, row in COLUMNS if of_form == form} | {("disputes", row) for row in DISPUTES}
    rows |= {key[:2] for key in cells if key[0] == "requests"}
    for table, row in rows:
        for column in columns_of(form, table, row):
            printed = figures.get(f"{table}.{row}.{column}", figures["*"])
            raw, state = cells[table, row, column]
            assert (raw or "", state == "blank") == (printed, printed == ""), (table, row, column)
    assert len(cells) == (198 if form == "2019" else 200)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_the_five_reports_have_their_real_figures(crawled: Crawled, shared: Path, name: str) -> None:
    truth = json.loads((shared / "seeds" / "truth.json").read_text(encoding="utf-8"))[name]["cells"]
    query = "SELECT table_key, row_key, column_key, raw, value, state FROM cells WHERE organisation = ? AND year = ?"
    cells = {".".join(map(str, row[:3])): row[3:] for row in crawled.rows(query, *SEEDS[name])}
    assert cells.keys() == truth.keys()
    for key, expected in truth.items():
        raw, value, state = cells[key]
        if expected is None:
            assert state == "blank", key
        elif isinstance(expected, str):
            assert raw == expected, key
        else:
            assert value == expected, key


def test_every_lookalike_is_left_with_a_reason(crawled: Crawled) -> None:
    rejected = dict(crawled.rows("SELECT title, reason FROM candidates WHERE decision = 'rejected'"))
    assert rejected.keys() >= LOOKALIKES
    assert all(rejected.values())


def test_lookalikes_are_not_even_fetched(crawled: Crawled) -> None:
    query = "SELECT c.url FROM captures AS c JOIN candidates AS d ON d.url = c.url WHERE d.decision = 'rejected'"
    assert crawled.rows(query) == []


def test_nothing_outside_is_fetched(crawled: Crawled) -> None:
    urls = [url for (url,) in crawled.rows("SELECT url FROM captures")]
    assert [url for url in urls if not str(url).startswith(tuple(crawled.homes))] == []
    query = "SELECT decision, reason FROM candidates WHERE url LIKE '%.example/%'"
    assert crawled.rows(query) == [("rejected", "zfxxgknb.example is not in the registry and not under .gov.cn")]


def test_robots_are_obeyed(crawled: Crawled) -> None:
    query = """
        SELECT decision, c.url FROM candidates AS d JOIN captures AS c ON instr(d.reason, c.capture_id)
        WHERE d.url LIKE '%/inner/%' AND reason LIKE 'robots.txt disallows the address%'
    """
    assert crawled.rows(query) == [("blocked", f"{crawled.homes[0]}robots.txt")]
    assert crawled.rows("SELECT url FROM captures WHERE url LIKE '%/inner/%'") == []
    assert len(crawled.rows("SELECT DISTINCT url FROM captures WHERE url LIKE '%/robots.txt'")) == len(crawled.homes)


def test_a_missing_page_served_with_status_200_is_recognised(crawled: Crawled) -> None:
    query = "SELECT decision, reason FROM candidates WHERE url LIKE '%/gk/nb/2019/18.html'"
    reason = "the page is the one that the portal serves for any missing page"
    assert crawled.rows(query) == [("failed", reason)]


def test_links_in_comments_are_not_links(crawled: Crawled) -> None:
    assert crawled.rows("SELECT * FROM captures WHERE url LIKE '%decoy%'") == []
    assert crawled.rows("SELECT * FROM candidates WHERE title LIKE '%2017年%'") == []


def test_portals_know_their_systems_and_divisions(crawled: Crawled) -> None:
    query = "SELECT name, adcode, cms, state, reports FROM portals WHERE last_run_id IS NOT NULL ORDER BY adcode"
    assert crawled.rows(query) == [
        ("河曲县人民政府", "140930", "hanweb", "ok", 5),
        ("沭阳县人民政府", "321322", "trs", "ok", 5),
        ("文峰区人民政府", "410502", None, "ok", 4),
        ("三门峡市人民政府", "411200", "trs", "ok", 11),
        ("渑池县人民政府", "411221", "vsb", "ok", 6),
    ]


def test_a_second_crawl_leaves_revisits_and_no_new_report(crawled: Crawled) -> None:
    assert "31 new, 0 changed, 0 unchanged" in crawled.printed[0]
    assert "0 new, 0 changed, 31 unchanged" in crawled.printed[1]
    (first, second) = crawled.rows("SELECT responses, revisits FROM runs ORDER BY run_id")
    assert first[1] == 0
    # Only a redirect has no payload to refer to.
    assert second == (first[0], first[0] - 2)


def test_runs_are_closed_with_their_figures(crawled: Crawled) -> None:
    query = "SELECT outcome, reports_new, reports_unchanged, rejected, blocked, unread FROM runs ORDER BY run_id"
    rejected = len(LOOKALIKES) + 2  # and a menu's column of website reports, and the address outside
    assert crawled.rows(query) == [("finished", 31, 0, rejected, 2, 0), ("finished", 0, 31, rejected, 2, 0)]


def test_payloads_are_kept_as_served(crawled: Crawled) -> None:
    query = "SELECT DISTINCT payload_digest FROM captures WHERE url LIKE '%.shtml' AND kind = 'response'"
    compressed = {digest for (digest,) in crawled.rows(query)}
    kept = {}
    for path in sorted((crawled.data / "archive").glob("*.warc.gz")):
        for record in iterate_records(path):
            if record.kind == "response" and record.field("WARC-Payload-Digest") in compressed:
                kept[record.field("WARC-Payload-Digest")] = record.block.partition(b"\r\n\r\n")
    assert kept.keys() == compressed
    for head, _, payload in kept.values():
        assert b"content-encoding: gzip" in head.lower()
        assert "</html>" in gzip.decompress(payload).decode()


def test_warcio_finds_nothing_wrong(crawled: Crawled) -> None:
    files = sorted((crawled.data / "archive").glob("*.warc.gz"))
    assert len(files) == 2
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_rebuild_from_the_archive_gives_the_same_rows(crawled: Crawled) -> None:
    queries = (
        "SELECT * FROM captures ORDER BY capture_id",
        "SELECT * FROM candidates ORDER BY url, found_on",
        "SELECT * FROM portals ORDER BY portal",
        "SELECT * FROM visits ORDER BY portal, run_id",
        "SELECT * FROM alarms ORDER BY portal, run_id",
        "SELECT * FROM runs ORDER BY run_id",
        "SELECT report_id, title, published_on, adcode, version, is_latest, capture_id FROM reports ORDER BY report_id",
        "SELECT * FROM cells ORDER BY report_id, table_key, row_key, column_key",
        "SELECT report_id, number, heading, text FROM sections ORDER BY report_id, number",
        "SELECT * FROM findings ORDER BY report_id, rule, row_key, column_key",
    )
    before = [crawled.rows(query) for query in queries]
    done = nianbao("build", "--all", "--data", crawled.data)
    assert done.returncode == 0, done.stderr
    for query, rows in zip(queries, before, strict=True):
        assert crawled.rows(query) == rows, query


def test_stock_scrapy_runs_the_project(crawled: Crawled, tmp_path: Path) -> None:
    scrapy = [sys.executable, "-m", "scrapy"]
    listed = subprocess.run([*scrapy, "list"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert listed.stdout.split() == ["annual_reports"]
    settings = ("-s", f"NIANBAO_DATA={tmp_path}", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
    command = [
        *scrapy,
        "crawl",
        "annual_reports",
        "-a",
        f"portals={crawled.homes[3]}",
        "-a",
        "years=2020-2021",
        *settings,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    connection = sqlite3.connect(tmp_path / "nianbao.db")
    assert connection.execute("SELECT year FROM reports ORDER BY year").fetchall() == [(2020,), (2021,)]
    connection.close()


def test_a_limit_is_kept(crawled: Crawled, tmp_path: Path) -> None:
    done = nianbao("crawl", crawled.homes[0], "--limit", "3", "--delay", "0", "--data", tmp_path)
    assert "3 new" in done.stdout
