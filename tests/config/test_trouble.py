"""A locked database and a full disk, both real: a page in words, and nothing half-written."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from alongside.common.http import is_trouble
from tests.prepared import python

WORDS = "We could not write this down just now"


def visit(kind: str, folder: Path) -> dict[str, Any]:
    script = (
        f"import django; django.setup(); from tests.config import trouble_site; trouble_site.visit({kind!r})"
    )
    settings = "alongside.config.settings"
    done = python("-c", script, ALONGSIDE_DATA=str(folder), DJANGO_SETTINGS_MODULE=settings)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_locked_database_answers_in_words_and_keeps_nothing(new_site: Callable[[], Path]) -> None:
    answer = visit("busy", new_site())
    assert (answer["status"], answer["kept"], answer["retry"]) == (503, 0, "60")
    assert WORDS in answer["page"]
    assert "all of what you sent was left out" in answer["page"]


@pytest.fixture
def small_disk(tmp_path: Path, prepared_site: Path) -> Iterator[Path]:
    """A real disk of a few megabytes where we may mount one; otherwise a folder (the size of files is limited)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = sum(path.stat().st_size for path in prepared_site.iterdir() if path.is_file()) + 2 * 1024 * 1024
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount") is not None
        and (
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
                capture_output=True,
                check=False,
            ).returncode
            == 0
        )
    )
    shutil.copytree(prepared_site, folder, dirs_exist_ok=True)
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_answers_in_words_and_keeps_nothing(small_disk: Path) -> None:
    answer = visit("full", small_disk)
    assert (answer["status"], answer["kept"], answer["whole"]) == (503, 0, "ok")
    assert WORDS in answer["page"]


def test_largest_file_reached_answers_in_words_and_keeps_nothing(new_site: Callable[[], Path]) -> None:
    answer = visit("full", new_site())
    assert (answer["status"], answer["kept"], answer["whole"]) == (503, 0, "ok")


def test_trouble_after_the_deed_does_not_claim_that_it_was_left_out(new_site: Callable[[], Path]) -> None:
    answer = visit("session", new_site())
    assert (answer["status"], answer["kept"]) == (503, 200)
    assert "left out." not in answer["page"].replace("left out as a whole.", "")
    assert "look whether it is there before you send it again" in answer["page"]


def test_mistake_in_the_program_is_not_called_a_full_disk(new_site: Callable[[], Path]) -> None:
    answer = visit("bug", new_site())
    assert answer["status"] == 500
    assert WORDS not in answer["page"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError("disk I/O error"), True),
        (OperationalError("connection to server failed"), True),
        (OperationalError("no such table: x"), False),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (ConnectionResetError(errno.ECONNRESET, "reset"), False),
        (ValueError("x"), False),
        (None, False),
    ],
    ids=repr,
)
def test_only_trouble_is_called_trouble(error: Exception | None, expected: bool) -> None:
    assert is_trouble(error) is expected
