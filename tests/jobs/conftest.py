from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from alongside.jobs.actions import duties, wake_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def queue(transactional_db: None, settings, monkeypatch) -> None:
    """The queue in the database, and a calendar without duties."""
    settings.TASKS = {"default": {"BACKEND": "alongside.jobs.actions.queue.WakingBackend", "QUEUES": []}}
    monkeypatch.setattr(duties, "DUTIES", {})
    wake_up.clear()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Look every 20 ms; a condition that never comes true fails the test."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def worker_process(queue: None) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `alongside work` as a process of its own on the test's database."""
    started = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            # Named anew: whatever ran before in this process may have changed what the settings once read.
            "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
            "WORKERS_DATABASE": str(connection.settings_dict["NAME"]),
            "PYTHONPATH": str(PROJECT),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "alongside.config.command", "work", *arguments],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
