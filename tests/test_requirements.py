"""The program runs with what requirements.txt installs, and nothing that only tests, extras or chance bring along."""

import json
import subprocess
import sys

from tests.nianbao_command import ROOT

# A process in which nothing else can be imported reads every kind of document; "crashed" is what a missing module becomes.
ALONE = r"""
import json, re, sys
from importlib.metadata import packages_distributions
from pathlib import Path

def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()

locked = {plain(name) for name in re.findall(r"^([A-Za-z0-9][\w.-]*)==", Path("requirements.txt").read_text(), re.MULTILINE)}
foreign = {
    module
    for module, distributions in packages_distributions().items()
    if not {plain(name) for name in distributions} & (locked | {"nianbao"})
}

sys.modules.update(dict.fromkeys(foreign))  # none of them can be imported, or found
import archive.site, crawler.run, nianbao.main
from pipelines.read_source import read_source
from pipelines.source import Source

read = {}
for path in sorted(Path("tests/documents").glob("*/document.*")):
    rows = read_source(Source("c", f"file:///{path}", "sha1:A"), path.read_bytes(), "")
    read[str(path)] = getattr(rows, "reason", "read") + ": " + getattr(rows, "detail", "")
print(json.dumps({"foreign": sorted(foreign), "read": read}))
"""


def test_all_documents_are_read_with_the_locked_requirements_alone() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert "pytest" in told["foreign"]  # which tells that something was kept away
    assert len(told["read"]) > 50
    assert {path: said for path, said in told["read"].items() if said.startswith("crashed")} == {}
