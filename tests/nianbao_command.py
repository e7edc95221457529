"""Runs the command line the way a user does, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def nianbao(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """What `nianbao` with these arguments and environment variables printed and returned."""
    code = "from nianbao.main import main; main(prog_name='nianbao')"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
