"""By when somebody must look, and how late it is: plain arithmetic on moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STANDARD_MINUTES = {"now": 60, "soon": 4 * 60, "routine": 24 * 60}
"""Targets where a definition sets none: within an hour by whoever is on call, the same half day, the next day."""


class Day(StrEnum):
    """How a person would name the day of a moment, seen from another moment."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Lateness:
    """How far past its due time something is, in one unit: whole minutes, hours or days, rounded down."""

    count: int
    unit: str


def due_at(raised_at: datetime, minutes: int) -> datetime:
    """The moment, `minutes` of real time after the raising, by which a named person has looked."""
    return raised_at + timedelta(minutes=minutes)


def day_of(moment: datetime, now: datetime) -> Day:
    """How to name the day. Both moments must be in the reader's time zone. A past day is `LATER`."""
    days = (moment.date() - now.date()).days
    if days in (0, 1):
        return Day.TODAY if days == 0 else Day.TOMORROW
    return Day.THIS_WEEK if 1 < days < 7 else Day.LATER


def lateness(due: datetime, now: datetime) -> Lateness | None:
    """How late it is; None until the due time has passed."""
    late = now - due
    if late < timedelta(0):
        return None
    minutes = int(late.total_seconds() // 60)
    if minutes < 120:
        return Lateness(minutes, "minutes")
    return Lateness(minutes // 60, "hours") if minutes < 48 * 60 else Lateness(minutes // (24 * 60), "days")


def escalation_step(raised: datetime, due: datetime, now: datetime) -> int:
    """Which alarm an unseen concern has reached: 0 before it is due, 1 when due, then one more for each such span.

    The steps go on for as long as nobody looks: silence must never be the end of it.
    """
    if now < due:
        return 0
    return 1 + int((now - due) / max(due - raised, timedelta(minutes=1)))
