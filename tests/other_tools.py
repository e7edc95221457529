"""Programs of others that our files are tried with, each in an environment of its own that the Makefile makes once."""

import fcntl
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
INSTALL_SECONDS = 600


@cache
def tool(environment: str, program: str) -> Path:
    """A program of an environment that tests/tools locks.

    Where it can't be had the test is skipped loudly; with CI=true it fails.
    """
    marker = f".venv-{environment}/.installed"
    command = ["make", "--silent", marker, f"PYTHON={sys.executable}"]
    with (ROOT / f".venv-{environment}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        try:
            done = subprocess.run(
                command, cwd=ROOT, timeout=INSTALL_SECONDS, capture_output=True, text=True, check=False
            )
            why = "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["make failed"])[-1]
        except (OSError, subprocess.TimeoutExpired) as error:
            why = str(error)
    if why:
        _give_up(environment, why)
    return ROOT / f".venv-{environment}" / "bin" / program


def _give_up(environment: str, why: str) -> None:
    message = f"NOT TRIED WITH {environment}: it can't be installed here ({why}). See the Makefile's .venv-%"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    print(f"\n{message}", file=sys.__stderr__, flush=True)
    pytest.skip(message)
