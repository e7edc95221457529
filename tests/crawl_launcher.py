"""A launcher of crawls: it has everything imported, and each line it reads is a crawl in a process of its own.

`python -m tests.crawl_launcher` reads JSON lines, {"data": …, "home": …}, and answers each with the process id of the
crawl, and with its exit status when it has ended.
"""

import json
import os
import sys
import traceback

import sqlite_utils  # noqa: F401

from crawler.registry.overlay import registry_with
from crawler.run import Job, run
from pipelines.crosswalk import load_crosswalk
from pipelines.forms import load_forms
from pipelines.registry.divisions import load_divisions


def crawl(data: str, home: str) -> int:
    """Crawls one portal as fast as it answers; returns the exit status."""
    settings = {"NIANBAO_DATA": data, "NIANBAO_READERS": 1, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}
    try:
        stats = run(Job(home), settings | {"LOG_LEVEL": "WARNING"})
    except BaseException:
        traceback.print_exc()
        return 1
    return 0 if stats["finish_reason"] == "finished" else 2


def main() -> None:
    """Reads lines until there are no more."""
    for load in (load_forms, load_crosswalk, load_divisions):  # each keeps what it loaded
        load()
    registry_with("")
    for line in sys.stdin:
        if not (child := os.fork()):
            os._exit(crawl(**json.loads(line)))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
