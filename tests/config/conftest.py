from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
OURS = (
    "ALONGSIDE_",
    "DATABASE_",
    "TEST_DATABASE_",
    "SECRET_",
    "EMAIL_",
    "DJANGO_",
    "SITE_URL",
)


def environment(**changes: str) -> dict[str, str]:
    """The environment of a site of its own: nothing of the test run's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "PYTHONPATH": str(PROJECT), **changes}


def python(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def alongside(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "alongside.config.command", *arguments, **changes)


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty, migrated SQLite database: made once, always copied."""
    folder = tmp_path_factory.mktemp("prepared")
    done = alongside("migrate", "--verbosity=0", ALONGSIDE_DATA=str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def new_site(prepared_site: Path, tmp_path: Path) -> Callable[[], Path]:
    """Make a data folder of one's own."""

    def make() -> Path:
        folder = tmp_path / "data"
        shutil.copytree(prepared_site, folder)
        return folder

    return make
