"""How long it takes to check the whole library, and to plan ten years of weekly contacts for many people.

`python -m benchmarks.definitions [people]` prints a Markdown table, and fails where the library takes two seconds or
more, or where planning keeps more the more people there are. What nobody can be quicker than is counted in the same
run: reading the same files with Python's own TOML reader, and adding a week to a date as often.
"""

from __future__ import annotations

import sys
import time
import tomllib
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta

from alongside.programmes.core.gaps import gaps
from alongside.programmes.core.library import model_text, slugs
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.scheduling import plan_contacts
from benchmarks.ground import machine, table

PEOPLE = 10_000
MOST_SECONDS = 2.0
MOST_KEPT = 1_000_000
"""Bytes that planning may hold at any time, however many people there are."""

TEN_YEARS = """\
schema_version = 2
slug = "ten-years"
version = "1.0"
title = "Ten years"
summary = "A contact every week."
role_mode = "supporter_and_member"
unit = "person"

[schedule]
length = "P10Y"

[[schedule.phases]]
key = "weekly"
title = "Every week"
open_ended = true
every = "P1W"
modalities = ["phone"]

[matching]
choice = "seeker_chooses"
"""


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def plan(people: int) -> int:
    """How many contacts were planned; none is kept."""
    definition, first = load_definition(TEN_YEARS), date(2025, 1, 6)
    return sum(
        1
        for person in range(people)
        for _contact in plan_contacts(definition, first + timedelta(days=person % 365))
    )


def add_weeks(times: int) -> None:
    day, week, last = date(2025, 1, 6), timedelta(days=7), date(9000, 1, 1)
    for _time in range(times):
        day = date(2025, 1, 6) if day > last else day + week


def most_kept(people: int) -> int:
    """Bytes held at the worst moment of planning."""
    tracemalloc.start()
    plan(people)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def main(people: int) -> None:
    texts = [model_text(slug) or "" for slug in slugs()]
    load_definition(texts[0])  # What is worked out once for all is not counted.
    alone = seconds(lambda: [tomllib.loads(text) for text in texts])
    checked = seconds(lambda: [gaps(load_definition(text)) for text in texts])
    contacts = plan(1) * people
    weeks = seconds(lambda: add_weeks(contacts))
    planned = seconds(lambda: plan(people))
    kept = most_kept(100)
    lines = [
        (f"{len(texts)} models read by tomllib alone", alone, 1.0),
        (f"{len(texts)} models checked, gaps and all", checked, checked / alone),
        (f"{contacts:,} weeks added to a date", weeks, 1.0),
        (f"{contacts:,} contacts planned, for {people:,} people", planned, planned / weeks),
    ]
    print(
        table(
            ["What", "Seconds", "Times the least possible"],
            [[w, f"{s:.2f}", f"{t:.1f}"] for w, s, t in lines],
        )
    )
    print(f"\nKept at most while planning for 100 people: {kept / 1000:,.0f} KB. {machine()}")
    if checked >= MOST_SECONDS:
        sys.exit(f"Checking the library takes {MOST_SECONDS} seconds or more.")
    if kept >= MOST_KEPT:
        sys.exit("Planning keeps what it has planned.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
