"""A crawl of many generated pages by the command line, and what `verify`, warcio, wacz and pywb say of what it archived.

python -m benchmarks.big_archive [PAGES [PORTALS]] prints how long each took, and the archive's size. pywb is asked for a
thousand of the pages, chosen by chance.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive.captures import locate_warc
from archive.http_message import parse_response
from archive.index import read_index
from archive.record import read_record
from benchmarks.crawls import served
from tests.other_tools import tool
from tests.replay_tool import replay, replayed

REPLAYED = 1000  # pages

NIANBAO = [sys.executable, "-c", "from nianbao.main import main; main(prog_name='nianbao')"]


def timed(command: list[str]) -> tuple[float, str]:
    """Seconds that a command took, and the last line that it printed; ends this program where the command fails."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[-4:])}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    lines = done.stdout.strip().splitlines()
    return time.perf_counter() - started, lines[-1] if lines else "nothing to say"


def replay_some(folder: Path, scratch: Path) -> tuple[float, str]:
    """Seconds that pywb took for pages chosen by chance; ends this program where one is not what was served."""
    entries = [entry for entry in read_index(folder) if entry.kind == "response"]
    chosen = random.Random(1).sample(entries, min(REPLAYED, len(entries)))
    with replayed(folder, scratch) as pywb:
        started = time.perf_counter()
        for entry in chosen:
            payload = parse_response(read_record(locate_warc(folder, entry.filename), entry.offset).block).payload
            response, body = replay(pywb, entry.url, entry.timestamp)
            if body != payload:
                sys.exit(f"pywb answers {response.status} and {len(body)} bytes for {entry.url}, not {len(payload)}")
        return time.perf_counter() - started, f"{len(chosen):,} pages, byte for byte"


def main() -> None:
    """Crawls, checks, verifies, and prints a table."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    portals = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    with tempfile.TemporaryDirectory() as folder, served(portals, pages // portals) as homes:
        steps = {"crawl": timed([*NIANBAO, "crawl", *homes, "--delay", "0", "--data", folder])}
        files = sorted(Path(folder, "archive").glob("*.warc.gz"))
        steps["warcio check"] = timed([sys.executable, "-m", "warcio.cli", "check", *map(str, files)])
        steps["verify"] = timed([*NIANBAO, "verify", "--data", folder])
        steps["pywb"] = replay_some(Path(folder, "archive"), Path(folder))
        wacz = str(Path(folder, "all.wacz"))
        steps["export"] = timed([*NIANBAO, "export", "--format", "wacz", "--to", wacz, "--data", folder])
        steps["wacz validate"] = timed([str(tool("wacz", "wacz")), "validate", "-f", wacz])
        size = sum(path.stat().st_size for path in files)
        database = Path(folder, "nianbao.db").stat().st_size
    print(
        f"{pages:,} report pages on {portals} portals: {size / 1e6:,.0f} MB of WARC, {database / 1e6:,.0f} MB of database"
    )
    print("| step | seconds | says |")
    print("|---|---|---|")
    for name, (seconds, said) in steps.items():
        print(f"| {name} | {seconds:.0f} | {said} |")


if __name__ == "__main__":
    main()
