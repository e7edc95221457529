"""What all tests share: no socket leaves loopback; the real documents that may stand beside the checkout; a small disk."""

import ipaddress
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"
_connect = socket.socket.connect


def _connect_on_loopback(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else None
    if host not in (None, "localhost") and not ipaddress.ip_address(host).is_loopback:
        raise AssertionError(f"a test tried to leave loopback: {address}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> None:
    socket.socket.connect = _connect_on_loopback


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and registries beside the checkout."""
    if not _SHARED.is_dir():
        pytest.skip(f"NOT TESTED: the real documents are not here ({_SHARED} is missing)")
    return _SHARED


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk with the given options, or changes the options of the one that is mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "nianbao-test", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"NOT TESTED: no small disk can be mounted here ({done.stderr.strip()})")
        return folder

    yield mount
    while os.path.ismount(folder):
        subprocess.run(["umount", str(folder)], check=True)
