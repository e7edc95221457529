"""Programs of others that our files are tried with, each in a folder of its own that the Makefile fills once."""

import fcntl
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
INSTALL_SECONDS = 600


def tool(environment: str, program: str) -> Path:
    """A program of an environment that tests/tools locks."""
    return installed(environment) / "bin" / program


@cache
def installed(name: str, is_part_of_ci: bool = True) -> Path:
    """The folder .venv-NAME, which the Makefile fills.

    Where that can't be done the test is skipped loudly; with CI=true it fails, unless CI does without.
    """
    command = ["make", "--silent", f".venv-{name}/.installed", f"PYTHON={sys.executable}"]
    with (ROOT / f".venv-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        try:
            done = subprocess.run(
                command, cwd=ROOT, timeout=INSTALL_SECONDS, capture_output=True, text=True, check=False
            )
            why = "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["make failed"])[-1]
        except (OSError, subprocess.TimeoutExpired) as error:
            why = str(error)
    if why:
        _give_up(name, why, is_part_of_ci)
    return ROOT / f".venv-{name}"


def _give_up(name: str, why: str, is_part_of_ci: bool) -> None:
    message = f"NOT TRIED WITH {name}: it can't be installed here ({why}). See .venv-{name} in the Makefile"
    if is_part_of_ci and os.environ.get("CI") == "true":
        pytest.fail(message)
    print(f"\n{message}", file=sys.__stderr__, flush=True)
    pytest.skip(message)
