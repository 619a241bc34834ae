"""Jobs for the tests: what they leave behind are attempts, and files in the folder they are given."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.db import connection

from alongside.jobs.actions import job
from alongside.jobs.models import Attempt


class Sulking(Exception):
    """The job does not want to yet."""


@job(tries=3, wait=timedelta(seconds=0))
def write_then_fail_until(folder: str, succeed_at: int) -> None:
    runs = Path(folder, "runs")
    with runs.open("a") as file:
        file.write("run\n")
    Attempt.objects.create(job="half-written", key=str(time.monotonic_ns()))
    if len(runs.read_text().splitlines()) < succeed_at:
        raise Sulking("private words of somebody")


@job(wait=timedelta(hours=1))
def always_fail() -> None:
    raise Sulking


@job()
def touch(folder: str, name: str) -> None:
    Path(folder, name).touch()


@job()
def sleep_the_first_time(folder: str) -> None:
    """Write half, and sleep until killed; the next time, write it whole."""
    Attempt.objects.create(job="written", key="once")
    if not Path(folder, "begun").exists():
        Path(folder, "begun").touch()
        time.sleep(60)
    Path(folder, "finished").touch()


@job(atomic=False)
def look_at_transaction(folder: str) -> None:
    Path(folder, "in" if connection.in_atomic_block else "out").touch()
