from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.prepared import migrated_site


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty, migrated SQLite database: made once, always copied."""
    return migrated_site(tmp_path_factory)


@pytest.fixture
def new_site(prepared_site: Path, tmp_path: Path) -> Callable[[], Path]:
    """Make a data folder of one's own."""

    def make() -> Path:
        folder = tmp_path / "data"
        shutil.copytree(prepared_site, folder)
        return folder

    return make
