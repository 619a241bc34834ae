"""Benchmarks, each a module to be run: `python -m benchmarks.pages`. `make bench` runs them all.

Importing this package sets Django up for a site of its own: a temporary folder, and in it a new SQLite database, or a
new one on the PostgreSQL server that BENCH_DATABASE_URL names (`test_` and the name in it).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django

_kept = tempfile.TemporaryDirectory(prefix="alongside-bench-")
FOLDER = Path(_kept.name)
os.environ.update(
    {
        "ALONGSIDE_DATA": str(FOLDER),
        "ALONGSIDE_DEMO": "1",
        "ALONGSIDE_PRODUCTION": "0",
        "EMBEDDED_WORKER": "no",
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", ""),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        # Playwright drives an event loop in the thread that also talks to the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
)
django.setup()
