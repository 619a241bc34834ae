from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import browser

PROJECT = Path(__file__).resolve().parent.parent


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, browser.__file__],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


OPEN_A_PAGE = """
from tests import browser
with browser.opened() as chromium:
    page = chromium.new_page()
    page.set_content("<h1>Good morning</h1>")
    print(page.inner_text("h1"))
"""


def test_browser_that_is_found_really_opens_a_page() -> None:
    """In a process of its own: the journeys' browser may still be open in this one."""
    assert check().returncode == 0
    done = subprocess.run(
        [sys.executable, "-c", OPEN_A_PAGE], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "Good morning"


def test_missing_browser_is_named_with_one_command_that_brings_it(tmp_path: Path) -> None:
    done = check(CHROMIUM=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert done.stderr.startswith("The journeys need Chromium")
    assert done.stderr.strip().endswith(browser.how_to_get_one())


def test_named_browser_is_the_only_one_that_will_do(monkeypatch, tmp_path: Path) -> None:
    mine = tmp_path / "chromium"
    mine.write_text("#!/bin/sh\n")
    monkeypatch.setenv("CHROMIUM", str(mine))
    with pytest.raises(browser.NoBrowser):
        browser.chromium_path()
    mine.chmod(0o755)
    assert browser.chromium_path() == str(mine)
