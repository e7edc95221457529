"""Writing WARC files: the project's writer against warcio's on the same pages. Prints a table.

python -m benchmarks.bench_warc [PAGES]
"""

import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.capture import Exchange
from archive.opening import open_archive
from archive.run import new_run

ROUNDS = 5
WHEN = datetime(2026, 1, 31, tzinfo=UTC)
HEADERS = ((b"Server", b"nginx"), (b"Content-Type", b"text/html; charset=utf-8"), (b"Set-Cookie", b"id=1"))


def pages(count: int) -> list[bytes]:
    """Pages of about 50 kB in the shape of a report: much that repeats, and numbers that differ."""
    dice = random.Random(2026)
    frame = "".join(f'<div class="nav{n}"><a href="/col{n}/">政府信息公开栏目{n}</a></div>\n' for n in range(220))
    row = '<tr><td style="border:1px solid #000">{}</td>' + "<td>{}</td>" * 7 + "</tr>\n"
    made = []
    for number in range(count):
        rows = "".join(row.format(f"第{n}项", *(dice.randrange(3000) for _ in range(7))) for n in range(190))
        prose = "".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(3000))
        made.append(f"<html><title>{number}</title>{frame}<p>{prose}</p><table>{rows}</table></html>".encode())
    return made


def write_with_nianbao(bodies: list[bytes], folder: Path) -> None:
    """Request and response records, deduplicated and indexed: all that a crawl does."""
    run = new_run("bench", "", "nianbao", WHEN)
    with open_archive(folder, run) as writer:
        for number, body in enumerate(bodies):
            url = f"http://127.0.0.1/{number}.html"
            writer.write(Exchange(url, WHEN, run.run_id, 200, "OK", HEADERS, body))


def write_with_warcio(bodies: list[bytes], folder: Path) -> None:
    """Request and response records by warcio's own pair writer; no deduplication, no index."""
    response = [(name.decode(), value.decode()) for name, value in HEADERS]
    with (folder / "warcio.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, body in enumerate(bodies):
            url = f"http://127.0.0.1/{number}.html"
            answer = StatusAndHeaders("200 OK", response, protocol="HTTP/1.1")
            asked = StatusAndHeaders(f"GET /{number}.html HTTP/1.1", [("Host", "127.0.0.1")], is_http_request=True)
            writer.write_request_response_pair(
                writer.create_warc_record(url, "request", payload=io.BytesIO(b""), http_headers=asked),
                writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=answer),
            )


def measure(write: Callable[[list[bytes], Path], None], bodies: list[bytes]) -> tuple[float, int]:
    """Seconds and bytes on disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        write(bodies, folder)
        seconds = time.perf_counter() - started
        return seconds, sum(path.stat().st_size for path in folder.glob("*.warc.gz"))


def main() -> None:
    """Runs both writers in turn and prints medians."""
    bodies = pages(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    writers = {"warcio": write_with_warcio, "nianbao": write_with_nianbao}
    seconds: dict[str, list[float]] = {name: [] for name in writers}
    sizes = {}
    for _ in range(ROUNDS):
        for name, write in writers.items():
            taken, sizes[name] = measure(write, bodies)
            seconds[name].append(taken)
    base = statistics.median(seconds["warcio"])
    print(f"{len(bodies)} pages, {sum(map(len, bodies)) / 1e6:.1f} MB, {ROUNDS} rounds")
    print("| writer | pages/s (median) | seconds min-max | against warcio | bytes against warcio |")
    print("|---|---|---|---|---|")
    for name, times in seconds.items():
        middle = statistics.median(times)
        print(
            f"| {name} | {len(bodies) / middle:.0f} | {min(times):.2f}-{max(times):.2f} | {base / middle:.2f}x"
            f" | {sizes[name] / sizes['warcio']:.3f} |"
        )


if __name__ == "__main__":
    main()
