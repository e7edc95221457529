"""How long the pages of the site take with 5,000 reports and a million cells.

    python benchmarks/bench_site.py [--reports 5000] [--keep FOLDER]

Prints a table: median and slowest of 15 requests for every page, in milliseconds, over HTTP on loopback.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import uvicorn
import yaml

from archive.capture import Capture
from archive.database import DATABASE_NAME
from archive.insert import ReportRows, Value, insert_captures, insert_report
from archive.run import from_iso
from archive.site.serve import METADATA, make_site
from pipelines.forms import load_forms
from pipelines.reference import open_database
from pipelines.versions import complete

ROUNDS = 15
YEARS = range(2019, 2025)
FINDING = ("balance", "contradiction", "requests", "received", "total", 5.0, 4.0, "一加二不等于三加四", "本年新收 5")
WORDS = "政府信息公开工作情况受理申请办理答复土地征收补偿房屋规划环境教育医疗社会保障财政预算行政许可处罚复议诉讼"


def report_rows(rng: random.Random, number: int, adcodes: list[str]) -> ReportRows:
    """A made-up report: values, blanks, ambiguous cells and contradictions in the proportions of real ones."""
    year = YEARS[number % len(YEARS)]
    form = load_forms()["2019" if year < 2021 else "2021"]
    body = f"第{number // len(YEARS)}县人民政府"
    cells = [_cell(rng, cell.item) for cell in form.cells if not cell.is_variant]
    doubtful = rng.random() < 0.1
    text = ["".join(rng.choices(WORDS, k=700)) for _ in range(6)]
    report: dict[str, Value] = {
        "report_id": f"{number:016x}",
        "organisation": body,
        "adcode": adcodes[number // len(YEARS) % len(adcodes)],
        "year": year,
        "form": form.form,
        "title": f"{body}{year}年政府信息公开工作年度报告",
        "published_on": f"{year + 1}-{rng.randint(1, 4):02}-{rng.randint(1, 28):02}",
        "signed_on": f"{year + 1}-01-20",
        "url": f"http://www.example.gov.cn/{number}.html",
        "portal": "www.example.gov.cn",
        "capture_id": f"capture-{number}",
        "payload_digest": f"sha1:{number}",
        "reading_digest": f"{number:016x}",
        "reading": "partial" if doubtful else "complete",
        "cells_reported": len(cells),
        "cells_expected": len(cells),
        "cells_ambiguous": 3,
        "contradictions": int(doubtful),
        "omissions": 0,
        "read_by": "text",
    }
    sections = [(at, f"第{at}部分", words) for at, words in enumerate(text, 1)]
    plain = [(item, value, place) for item, value, state, _, _, place, _ in cells if state is None]
    others = [cell for cell in cells if cell[2] is not None]
    return ReportRows(report, plain, others, sections, [FINDING] if doubtful else [])


def _cell(rng: random.Random, item: int) -> tuple[Value, ...]:
    place = 3 * 10**7 + (item % 1000) // 7 * 1000 + item % 7 + 1
    kind = rng.random()
    if kind < 0.04:
        return item, None, "blank", None, None, place, None
    if kind < 0.06:
        return item, None, "ambiguous", "0 | 0 | 3", None, place, "six numbers for seven columns"
    return item, rng.choice((0, 0, 0, rng.randrange(200))), None, None, None, place, None


def make_database(path: Path, reports: int) -> None:
    """A database with so many made-up reports, through the program's own inserts."""
    rng = random.Random(20260101)
    connection = open_database(path)
    adcodes = [code for (code,) in connection.execute("SELECT adcode FROM divisions WHERE level = 'county'")]
    with connection:
        for number in range(reports):
            rows = report_rows(rng, number, adcodes)
            insert_report(connection, rows)
            insert_captures(connection, [_capture(rows.report)])
    complete(connection)
    connection.close()


def _capture(report: object) -> Capture:
    row = dict(report)  # type: ignore[call-overload]
    return Capture(
        capture_id=row["capture_id"],
        url=row["url"],
        fetched_at=from_iso("2026-01-31T08:00:00Z"),
        status=200,
        media_type="text/html",
        payload_digest=row["payload_digest"],
        size=40000,
        kind="response",
        warc_file="20260131T080000000Z-crawl-00001.warc.gz",
        warc_offset=0,
        warc_length=9000,
        run_id="20260131T080000000Z-crawl",
    )


def pages() -> Iterator[tuple[str, str]]:
    """Every page that is timed: a name and a path."""
    yield "home", "/"
    yield "database", "/nianbao"
    yield "reports", "/nianbao/reports"
    yield "reports, two characters searched", f"/nianbao/reports?_search={quote('县人')}"
    yield "sections, two characters searched", f"/nianbao/sections?_search={quote('征收')}"
    yield "sections, rare phrase searched", f"/nianbao/sections?_search={quote('征收补偿')}"
    yield "cells", "/nianbao/cells"
    yield "cells of one report", f"/nianbao/cells?report_id={100:016x}"
    yield "cells of one row and column", "/nianbao/cells?row_key=received&column_key=total"
    yield "cells of one year", "/nianbao/cells?year=2022"
    yield "cells, ambiguous", "/nianbao/cells?state=ambiguous"
    yield "cells, page 1,000", "/nianbao/cells?_next=50000"
    yield "findings", "/nianbao/findings"
    yield "captures", "/nianbao/captures"
    yield "organisations", "/nianbao/organisations"
    yield "report page", f"/report/{100:016x}"
    metadata = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
    for name in metadata["databases"]["nianbao"]["queries"]:
        yield f"query {name}", f"/nianbao/{name}?organisation={quote('第77县')}"


def time_page(address: str) -> list[float]:
    """Milliseconds of each of ROUNDS requests, after one that warms up."""
    durations = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        with urlopen(address, timeout=30) as response:
            response.read()
        durations.append(1000 * (time.perf_counter() - start))
    return durations[1:]


def run(data: Path, reports: int) -> None:
    """Makes the database where there is none, serves it, prints the table."""
    if not (data / DATABASE_NAME).exists():
        make_database(data / DATABASE_NAME, reports)
    server = uvicorn.Server(uvicorn.Config(make_site(data).app(), port=0, lifespan="on", log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        print(f"{'page':45} {'median ms':>10} {'slowest ms':>10}")
        for name, path in pages():
            durations = time_page(f"http://127.0.0.1:{port}{path}")
            print(f"{name:45} {statistics.median(durations):10.1f} {max(durations):10.1f}", flush=True)
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="a folder for the database, used again if it holds one")
    options = parser.parse_args()
    if options.keep:
        run(options.keep, options.reports)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(Path(folder), options.reports)
