"""A crawl of many generated pages by the command line, then `warcio check` and `nianbao verify` on what it archived.

python -m benchmarks.big_archive [PAGES [PORTALS]] prints how long each took, and the archive's size.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crawls import served

NIANBAO = [sys.executable, "-c", "from nianbao.main import main; main(prog_name='nianbao')"]


def timed(command: list[str]) -> tuple[float, str]:
    """Seconds that a command took, and the last line that it printed; ends this program where the command fails."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[-4:])}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    lines = done.stdout.strip().splitlines()
    return time.perf_counter() - started, lines[-1] if lines else "nothing to say"


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
