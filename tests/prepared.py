"""A migrated database, made once for all processes of a run: migrating takes ten seconds, and copying none."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
OURS = (
    "ALONGSIDE_",
    "DATABASE_",
    "TEST_DATABASE_",
    "SECRET_",
    "EMAIL_",
    "DJANGO_",
    "SITE_URL",
)
DATABASE = "alongside.sqlite3"


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
        timeout=600,
        check=False,
    )


def alongside(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "alongside.config.command", *arguments, **changes)


def migrated_site(temporary: pytest.TempPathFactory) -> Path:
    """A data folder with an empty, migrated SQLite database, to be copied. Whoever comes second waits for the first."""
    # Under xdist each process has a folder of its own in one that they share.
    own = temporary.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "migrated"
    folder.mkdir(exist_ok=True)
    with (folder.parent / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / DATABASE).exists():
            done = alongside("migrate", "--verbosity=0", "--skip-checks", ALONGSIDE_DATA=str(folder))
            assert done.returncode == 0, done.stderr
    return folder
