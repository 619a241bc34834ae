"""Whom an alarm calls, and when: plain arithmetic on moments and on the ids of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.safeguarding.core.hours import Hours

MINUTES = (0, 5, 10, 15)
"""How long after the first call each further step of an alarm comes, while nobody answers."""
EVERYBODY_FROM = 3
"""From this step on everybody is called who may look, and the administrators hear of it."""
AFTERWARDS = 15
"""After the last of `MINUTES`, everybody is called again each time so many minutes have passed."""


def call_at(rings_from: datetime, step: int) -> datetime:
    """The moment of a step of an alarm: 0 is the first call."""
    last = len(MINUTES) - 1
    minutes = MINUTES[step] if step <= last else MINUTES[last] + AFTERWARDS * (step - last)
    return rings_from + timedelta(minutes=minutes)


def step_at(rings_from: datetime, now: datetime) -> int:
    """The last step that has come; -1 before the first. It goes on for as long as nobody answers."""
    if now < rings_from:
        return -1
    passed = int((now - rings_from).total_seconds() // 60)
    last = len(MINUTES) - 1
    if passed >= MINUTES[last]:
        return last + (passed - MINUTES[last]) // AFTERWARDS
    return max(step for step, minutes in enumerate(MINUTES) if minutes <= passed)


def chain(first: Sequence[int], standing: Sequence[int], without: Collection[int]) -> list[int]:
    """Who is called, in order: those whose time it is, then the standing chain; each once, nobody who is away."""
    return [person for person in dict.fromkeys([*first, *standing]) if person not in without]


def called(order: Sequence[int], step: int) -> list[int]:
    """Who of the chain is called at a step: one person more each time, because whoever was called may be awake by now."""
    return list(order) if step >= EVERYBODY_FROM else list(order[: step + 1])


@dataclass(frozen=True, slots=True)
class Now:
    """Whether somebody reads at this moment. `until` while they do, `back_at` while they do not."""

    staffed: bool
    until: datetime | None
    back_at: datetime | None
    calls: bool
    """Whether an alarm at this moment calls somebody."""


def now_by(hours: Hours, *, calls_at_night: bool, moment: datetime) -> Now:
    """What holds at a local moment."""
    if hours.cover(moment):
        return Now(True, datetime.combine(moment.date(), hours.closes, tzinfo=moment.tzinfo), None, True)
    return Now(False, None, hours.next_opening(moment), calls_at_night)


def counts_from(state: Now | None, moment: datetime, *, urgent: bool) -> datetime:
    """From when the time to look runs: at once, or from when somebody reads again where nobody reads or is called."""
    if state is None or state.staffed or (urgent and state.calls) or state.back_at is None:
        return moment
    return state.back_at
