"""The one browser of all tests, and where it is. Run as a program: says how to get one where there is none."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)


class NoBrowser(Exception):
    """There is no Chromium here; the message names the one command that brings it."""


def candidates() -> Iterable[str]:
    """Where a Chromium may be, in the order of preference; empty where a name is not found."""
    if named := os.environ.get("CHROMIUM"):
        yield named
        return  # who names one wants that one and no other
    for name in NAMES:
        yield shutil.which(name) or ""
    yield from PLACES
    # Asked last: it takes seconds.
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def chromium_path() -> str:
    """The Chromium to start. Raises NoBrowser."""
    for path in candidates():
        if path and Path(path).is_file() and os.access(path, os.X_OK):
            return path
    raise NoBrowser(f"The journeys need Chromium, and there is none here. This brings it: {how_to_get_one()}")


@contextmanager
def opened() -> Iterator[Browser]:
    """A Chromium that asks nothing of the network. Playwright allows one at a time in a process. Raises NoBrowser."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def how_to_get_one() -> str:
    """One command: the system's own where it has Chromium as a package, otherwise playwright's."""
    if platform.system() == "Darwin" and shutil.which("brew"):
        return "brew install --cask chromium"
    # Ubuntu's package is only a pointer to a snap, which does not run everywhere.
    if shutil.which("apt-get") and "ubuntu" not in _system():
        return "sudo apt install chromium"
    return ".venv/bin/playwright install --with-deps chromium"


def _system() -> str:
    about = Path("/etc/os-release")
    return about.read_text(encoding="utf-8").lower() if about.exists() else ""


if __name__ == "__main__":
    try:
        chromium_path()
    except NoBrowser as error:
        sys.exit(str(error))
