"""A Chromium for the browser tests: one that is there, else Debian's package when root, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses to start as root with its own sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
INSTALL_SECONDS = 600


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A running Chromium. Where none can be had the test is skipped loudly; with CI=true it fails."""
    with sync_playwright() as playwright:
        path = _installed() or _install_package()
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as error:
            if path or not _install_own():
                _give_up(str(error).splitlines()[0])
            # The channel is the whole browser; Playwright's default is a cut-down one that shows no PDF.
            browser = playwright.chromium.launch(channel="chromium", args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def _installed() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _install_package() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    _succeeds("apt-get", "update", "-qq")
    _succeeds("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-wqy-zenhei")
    return _installed()


def _install_own() -> bool:
    return _succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, timeout=INSTALL_SECONDS, capture_output=True, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _give_up(why: str) -> None:
    message = (
        f"NOT TESTED IN A BROWSER: no Chromium can be had here ({why}). Install one, e.g. apt-get install chromium"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    print(f"\n{message}", file=sys.__stderr__, flush=True)
    pytest.skip(message)
