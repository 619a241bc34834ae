"""Each import contract is broken on purpose, in a copy of the package, and must say so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

BREACHES = {
    "Rooms: arrows point down": ("alongside/people/queries.py", "import alongside.matching.models\n"),
    "Inside a room": ("alongside/matching/helpers.py", "A = 1\n"),
    "Views and forms are nobody's library": (
        "alongside/training/actions.py",
        "import alongside.matching.views\n",
    ),
    "Views hold no ORM": ("alongside/matching/views.py", "import alongside.matching.models\n"),
    "Cores are plain Python": ("alongside/matching/core/extra.py", "import django\n"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        PROJECT / "alongside", tmp_path / "alongside", ignore=shutil.ignore_patterns("__pycache__", "static")
    )
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> str:
    script = "import sys; from importlinter.cli import lint_imports_command; sys.argv = ['lint-imports', '--no-cache']; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_contracts_are_kept(copy: Path) -> None:
    assert "Contracts: 5 kept, 0 broken." in lint(copy)


@pytest.mark.parametrize("contract", BREACHES)
def test_contract_notices_a_breach(contract: str, copy: Path) -> None:
    path, text = BREACHES[contract]
    target = copy / path
    target.write_text(text + (target.read_text() if target.exists() else ""))
    assert f"{contract} BROKEN" in lint(copy)
