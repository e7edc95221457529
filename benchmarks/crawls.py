"""Runs crawls of generated portals, each in a process of its own, the server in another."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent


@contextmanager
def served(portals: int, pages: int) -> Iterator[list[str]]:
    """The home pages of that many portals with that many reports each, while the block runs."""
    command = [sys.executable, str(HERE / "many_pages.py"), str(portals), str(pages)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None and server.stdin is not None
    try:
        yield [server.stdout.readline().strip() for _ in range(portals)]
    finally:
        server.stdin.close()
        server.wait()


def crawl(variant: str, homes: list[str]) -> dict[str, float]:
    """What one_crawl.py prints."""
    command = [sys.executable, str(HERE / "one_crawl.py"), variant, *homes]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
