"""`nianbao build --all` over a WARC archive of HTML reports: reports a second and peak memory, for a growing archive."""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from os import sched_getaffinity
from pathlib import Path
from time import perf_counter

from many_pages import PER_LIST, answer

from archive.capture import Exchange
from archive.opening import open_archive
from archive.run import new_run

SIZES = (20_000, 100_000)
WORKERS = 2
HEADERS = ((b"Content-Type", b"text/html"),)
# The child prints what it and the workers that it waited for took at most.
BUILD = """
import json, resource, sys
from click.testing import CliRunner
from nianbao.commands.build import command
done = CliRunner().invoke(command, sys.argv[1:])
if done.exit_code:
    sys.exit(done.output)
peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"said": done.output.strip(), "peaks": peaks}))
"""


def main() -> None:
    """Writes an archive of each size, builds its database, and prints a table."""
    print(f"\nnianbao build --all --workers {WORKERS}, {len(sched_getaffinity(0))} cores, pages of 38 to 75 kB\n")
    print(f"{'reports':>8}{'seconds':>9}{'reports/s':>11}{'build MB':>10}{'worker MB':>11}{'database MB':>13}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _write_archive(Path(folder) / "archive", size)
            started = perf_counter()
            command = [sys.executable, "-c", BUILD, "--all", "--workers", str(WORKERS), "--data", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds = perf_counter() - started
            if done.returncode:
                sys.exit(done.stderr)
            figures = json.loads(done.stdout.splitlines()[-1])
            database = (Path(folder) / "nianbao.db").stat().st_size / 1e6
            own, worker = figures["peaks"]
            print(f"{size:8,}{seconds:9.0f}{size / seconds:11.0f}{own:10.0f}{worker:11.0f}{database:13.0f}", flush=True)
            if f"{size:,} reports read, 0 unread" not in figures["said"]:
                sys.exit(figures["said"])


def _write_archive(folder: Path, reports: int) -> None:
    """The archive of a crawl that took that many pages for reports."""
    run = new_run("crawl", "", "bench", datetime.now(UTC))
    with open_archive(folder, run) as writer:
        rows = []
        for number in range(reports):
            url = f"http://www.gov.cn/zfxxgknb/t{number}.html"
            body = answer(f"/zfxxgknb/t{number}.html", reports)
            writer.write(Exchange(url, datetime.now(UTC), run.run_id, 200, "OK", HEADERS, body, "GET", (), b"", ""))
            rows.append(
                {"url": url, "decision": "report", "reason": "", "portal": "www.gov.cn", "found_on": ""}
                | {"run_id": run.run_id}
            )
            if len(rows) == PER_LIST:
                writer.write_rows("candidates", rows)
                rows.clear()
        writer.write_rows("candidates", rows)
        writer.finish("finished", {})


if __name__ == "__main__":
    main()
