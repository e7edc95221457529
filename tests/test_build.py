"""The database out of the archive alone: the same rows, whatever the workers, whatever the documents do."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest

from archive.capture import Capture
from archive.insert import ReportRows, insert_candidates, insert_captures, insert_run
from archive.notes import started_row
from archive.opening import open_archive
from pipelines.build import build
from pipelines.reference import open_database
from pipelines.report import Unread
from pipelines.source import Source, source_of
from pipelines.workers import Task, read_in_order
from tests.archives import exchange, run
from tests.nianbao_command import ROOT, nianbao

DOCUMENTS = Path(__file__).parent / "documents"
REPORTS = sorted(DOCUMENTS.glob("docx_*/document.docx"))


def contents(path: Path) -> list[str]:
    """Every table of a database as SQL, search indexes included."""
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if not line.startswith("CREATE INDEX")]


def indexes(path: Path) -> set[str]:
    """The names of a database's indexes."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """A data folder with two runs of imported documents."""
    data = tmp_path / "data"
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number, path in enumerate(REPORTS):
        shutil.copy(path, folder / f"{number}.docx")
    (folder / "none.txt").write_text("nothing of the kind")
    assert nianbao("import", folder, "--data", data).returncode == 0
    shutil.copy(REPORTS[0], folder / "1.docx")
    assert nianbao("import", folder, "--data", data).returncode == 0
    return data


@pytest.mark.parametrize("workers", [1, 3])
def test_a_rebuild_gives_the_same_rows(imported: Path, workers: int) -> None:
    before = contents(imported / "nianbao.db"), indexes(imported / "nianbao.db")
    done = nianbao("build", "--all", "--workers", str(workers), "--data", imported)
    assert done.returncode == 0, done.stderr
    assert (contents(imported / "nianbao.db"), indexes(imported / "nianbao.db")) == before
    assert sorted(path.name for path in imported.iterdir()) == ["archive", "nianbao.db"]


def test_a_lost_database_comes_back(imported: Path) -> None:
    before = contents(imported / "nianbao.db")
    (imported / "nianbao.db").unlink()
    assert nianbao("build", "--data", imported).returncode == 0
    assert contents(imported / "nianbao.db") == before


def test_a_build_with_nothing_new_changes_nothing(imported: Path) -> None:
    before = contents(imported / "nianbao.db")
    done = nianbao("build", "--data", imported)
    assert done.stdout == "0 captures listed, 0 reports read, 0 unread\n"
    assert contents(imported / "nianbao.db") == before


def test_a_database_of_another_version_is_replaced(imported: Path) -> None:
    before = contents(imported / "nianbao.db")
    with closing(sqlite3.connect(imported / "nianbao.db")) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert "build --all" in nianbao("build", "--data", imported).stderr
    assert nianbao("build", "--all", "--data", imported).returncode == 0
    assert contents(imported / "nianbao.db") == before


def test_somebody_elses_file_is_not_replaced(imported: Path) -> None:
    (imported / "nianbao.db").write_bytes(b"theirs")
    done = nianbao("build", "--all", "--data", imported)
    assert done.returncode != 0
    assert "is no nianbao database" in done.stderr
    assert (imported / "nianbao.db").read_bytes() == b"theirs"


def test_without_an_archive_it_refuses(tmp_path: Path) -> None:
    done = nianbao("build", "--data", tmp_path / "none")
    assert done.returncode != 0
    assert "There is no archive" in done.stderr


def test_a_damaged_record_is_unread_and_the_rest_is_read(imported: Path) -> None:
    with closing(sqlite3.connect(imported / "nianbao.db")) as connection:
        file, offset, length = connection.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE outcome = 'report'"
        ).fetchone()
        (reports,) = connection.execute("SELECT COUNT(*) FROM reports").fetchone()
        for table in ("reports", "cell_values", "sections", "sentence_hashes", "findings", "identity"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE captures SET outcome = NULL WHERE outcome = 'report'")
        connection.commit()
    path = imported / "archive" / file
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 1
    path.write_bytes(data)
    done = nianbao("build", "--data", imported)
    assert done.stdout == f"0 captures listed, {reports - 1} reports read, 1 unread\n", done.stderr
    with closing(sqlite3.connect(imported / "nianbao.db")) as connection:
        reason, detail = connection.execute("SELECT reason, detail FROM unread WHERE detail LIKE '%offset%'").fetchone()
    assert reason == "damaged"
    assert f"{file} at offset {offset}" in detail


def test_building_needs_no_scrapy() -> None:
    code = "import pipelines.build, pipelines.read_source, nianbao.commands.build, sys; print('scrapy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def through(items: Iterable[object], length: int, label: str) -> Iterator[object]:
    yield from items


def crawled(data: Path, decide: Callable[[Capture], list[dict[str, str]]]) -> None:
    """A crawl that fetched two reports and noted decisions in the archive, but died before the database knew."""
    with open_archive(data / "archive", run()) as writer:
        for number, path in enumerate(REPORTS[:2]):
            capture = writer.write(exchange(url=f"http://a.gov.cn/{number}.docx", payload=path.read_bytes()))
            writer.write_rows("candidates", decide(capture))
        writer.write_rows("portals", [{"portal": "a.gov.cn", "name": "甲", "state": "ok", "last_run_id": run().run_id}])
        writer.finish("finished", {"requests": 2, "reports_new": 1})


def test_decisions_in_the_archive_say_what_is_read(tmp_path: Path) -> None:
    def decide(capture: Capture) -> list[dict[str, str]]:
        decision = "report" if capture.url.endswith("0.docx") else "rejected"
        shared_row = {
            "url": capture.url,
            "title": "年报",
            "decision": decision,
            "reason": "title",
            "portal": "www.a.gov.cn",
        }
        told = {"published_on": "2022-01-20", "adcode": "610424", "run_id": run().run_id}
        return [{**shared_row, **told, "found_on": found_on} for found_on in ("http://a.gov.cn/", "http://a.gov.cn/2")]

    crawled(tmp_path, decide)
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        figures = build(connection, tmp_path / "archive", 1, pytest.fail, through)  # type: ignore[arg-type]
        assert (figures.captures, figures.outcomes["new"]) == (2, 1)
        reports = connection.execute("SELECT url, portal, published_on FROM reports").fetchall()
        assert reports == [("http://a.gov.cn/0.docx", "www.a.gov.cn", "2022-01-20")]
        assert connection.execute("SELECT COUNT(*) FROM candidates").fetchone() == (4,)
        assert connection.execute("SELECT name, state FROM portals").fetchall() == [("甲", "ok")]
        assert connection.execute("SELECT outcome, requests, reports_new FROM runs").fetchall() == [("finished", 2, 1)]


def test_a_revisit_of_bytes_that_were_never_read_is_read(tmp_path: Path) -> None:
    url = "http://a.gov.cn/0.docx"
    candidate = {"url": url, "reason": "", "portal": "a.gov.cn", "found_on": ""}
    for number, decision in ((1, "rejected"), (2, "report")):
        with open_archive(tmp_path / "archive", run(number)) as writer:
            capture = writer.write(exchange(url=url, payload=REPORTS[0].read_bytes()))
            writer.write_rows("candidates", [candidate | {"decision": decision, "run_id": run(number).run_id}])
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        build(connection, tmp_path / "archive", 1, pytest.fail, through)  # type: ignore[arg-type]
        assert connection.execute("SELECT capture_id FROM reports").fetchall() == [(capture.refers_to,)]


def test_what_the_database_has_already_is_not_listed_twice(tmp_path: Path) -> None:
    crawled(tmp_path, lambda capture: [])
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        first = build(connection, tmp_path / "archive", 1, pytest.fail, through)  # type: ignore[arg-type]
        again = build(connection, tmp_path / "archive", 1, pytest.fail, through)  # type: ignore[arg-type]
    assert (first.captures, again.captures) == (2, 0)


class Deadly:
    """Stands for a document that kills whoever reads it: the process that unpacks it ends."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


def test_documents_that_kill_or_confuse_their_reader_end_nothing(tmp_path: Path) -> None:
    with open_archive(tmp_path, run()) as writer:
        captures = [
            writer.write(exchange(url=f"http://a.gov.cn/{n}", payload=REPORTS[0].read_bytes())) for n in range(40)
        ]
    tasks = [Task(source_of(capture), tmp_path, capture.warc_file, capture.warc_offset, False) for capture in captures]
    deadly, confusing = tasks[3], tasks[30]
    tasks[3] = Task(deadly.source, Deadly(), deadly.warc_file, deadly.warc_offset, False)  # type: ignore[arg-type]
    source = Source(captures[30].capture_id, "http://a.gov.cn/\ud800", captures[30].payload_digest)
    tasks[30] = Task(source, tmp_path, confusing.warc_file, confusing.warc_offset, False)
    results = list(read_in_order(tasks, 2))
    assert [task for task, _ in results] == tasks
    unread = {number: result for number, (_, result) in enumerate(results) if isinstance(result, Unread)}
    assert {number: result.reason for number, result in unread.items()} == {3: "crashed", 30: "crashed"}
    assert "line" in unread[30].detail
    assert sum(isinstance(result, ReportRows) for _, result in results) == 38


def test_an_insertion_that_is_repeated_changes_nothing(tmp_path: Path) -> None:
    with open_archive(tmp_path / "archive", run()) as writer:
        capture = writer.write(exchange())
    row = {"url": capture.url, "decision": "failed", "reason": "", "portal": "a", "found_on": None, "run_id": "r"}
    with closing(open_database(tmp_path / "nianbao.db")) as connection:
        for _ in range(2):
            insert_run(connection, started_row(run()))
            insert_captures(connection, [capture])
            insert_candidates(connection, [row])
        for table in ("runs", "captures", "candidates"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (1,)


READ_ON_AND_ON = """
import sys
from itertools import repeat
from pathlib import Path
from pipelines.source import Source
from pipelines.workers import Task, read_in_order

folder, warc_file, offset = sys.argv[1:]
task = Task(Source("a", "file:///1.docx", "sha1:A"), Path(folder), warc_file, int(offset), False)
if __name__ == "__main__":
    for _ in read_in_order(repeat(task), 2):
        print("read", flush=True)
"""


def processes_with(mark: str) -> set[int]:
    """The processes that have a word in their environment."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark.encode() in path.read_bytes():
                found.add(int(path.parent.name))
    return found


def test_who_reads_ends_with_the_build_that_is_killed(imported: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(imported / "nianbao.db")) as connection:
        query = "SELECT warc_file, warc_offset FROM captures WHERE outcome = 'report' LIMIT 1"
        warc_file, offset = connection.execute(query).fetchone()
    script, mark = tmp_path / "read_on_and_on.py", f"nianbao-test-{uuid4()}"
    script.write_text(READ_ON_AND_ON)
    command = [sys.executable, str(script), str(imported / "archive"), warc_file, str(offset)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MARK": mark}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as build_process:
        assert build_process.stdout is not None
        for _ in range(50):
            assert build_process.stdout.readline() == b"read\n"
        assert len(processes_with(mark)) >= 3  # it, and two that read
        build_process.kill()
    until = monotonic() + 30
    while (left := processes_with(mark)) and monotonic() < until:
        sleep(0.05)
    assert left == set()
