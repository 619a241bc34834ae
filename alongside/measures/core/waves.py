"""When which questions are due, and which answers may be called a baseline."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .instrument import Respondent

BASELINE = "baseline"
LATE_BASELINE = "late_baseline"

DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?=\d)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
)
LONGEST_MONTHS = 1200
LONGEST_DAYS = 36525


class Anchor(StrEnum):
    """The date in a participant's story from which a wave is counted.

    `PLANNED_END` is the date agreed at the start and does not move with an early ending, so that people who leave
    early are still asked when the others are; `ENDED` is the day on which support really ended.
    """

    ENROLMENT = "enrolment"
    FIRST_CONTACT = "first_contact"
    START = "start"
    PLANNED_END = "planned_end"
    ENDED = "ended"


@dataclass(frozen=True)
class Offset:
    """A distance in calendar months, then days; below 0 is before the anchor."""

    months: int
    days: int

    def after(self, anchor_on: date) -> date:
        """The day this far from `anchor_on`; a month too short for the day gives its last day."""
        month_count = anchor_on.year * 12 + anchor_on.month - 1 + self.months
        year, month = divmod(month_count, 12)
        day = min(anchor_on.day, calendar.monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)


@dataclass(frozen=True)
class Wave:
    """One time of asking one kind of respondent.

    The wave whose key is `baseline` is the baseline. `days_before` and `days_after` are the whole days around the
    due day in which the answers count as being of this wave.
    Raises ValueError for an empty or reserved key, a window below 0, or no instruments.
    """

    key: str
    anchor: Anchor
    offset: Offset
    days_before: int
    days_after: int
    respondent: Respondent
    instruments: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.key in {"", LATE_BASELINE}:
            raise ValueError(f"{self.key!r} cannot be the key of a wave")
        if self.days_before < 0 or self.days_after < 0:
            raise ValueError(f"{self.key}: a window cannot have fewer than 0 days")
        if not self.instruments:
            raise ValueError(f"{self.key}: a wave asks at least one instrument")

    @property
    def is_baseline(self) -> bool:
        """Whether this wave is meant to be answered before support begins."""
        return self.key == BASELINE


@dataclass(frozen=True)
class DueResponse:
    """One instrument that is due from one participant, and the days between which it counts, both included."""

    wave_key: str
    instrument_id: str
    due_on: date
    opens_on: date
    closes_on: date

    def is_open(self, on: date) -> bool:
        """Whether `on` lies in the window."""
        return self.opens_on <= on <= self.closes_on


def parse_offset(text: str | int) -> Offset:
    """Read whole days, or an ISO 8601 duration of years, months, weeks and days (`P8W`, `P3M`, `-P7D`).

    Raises ValueError for anything else, for hours and minutes, and beyond 100 years.
    """
    if type(text) is int:
        return _within_a_lifetime(Offset(months=0, days=text), text)
    match = DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not a number of days or a duration such as P8W")
    years, months, weeks, days = (int(match[part] or 0) for part in ("years", "months", "weeks", "days"))
    sign = -1 if match["sign"] == "-" else 1
    return _within_a_lifetime(
        Offset(months=sign * (years * 12 + months), days=sign * (weeks * 7 + days)), text
    )


def due_responses(
    plan: Iterable[Wave], anchors: Mapping[Anchor, date | None], respondent: Respondent
) -> tuple[DueResponse, ...]:
    """What is due from one participant, by due day, then in the order of the plan.

    A wave whose anchor has no date yet (support has not begun, or not ended) is left out until it has one.
    Raises ValueError if two waves for this respondent have the same key.
    """
    waves = [wave for wave in plan if wave.respondent is respondent]
    keys = [wave.key for wave in waves]
    if len(set(keys)) < len(keys):
        raise ValueError("two waves for the same respondent have the same key")
    dated = [(wave, anchored) for wave in waves if (anchored := anchors.get(wave.anchor)) is not None]
    due = [
        _due(wave, instrument_id, anchored) for wave, anchored in dated for instrument_id in wave.instruments
    ]
    return tuple(sorted(due, key=lambda one: one.due_on))


def label_for(completed_on: date, first_contact_on: date | None, wave: Wave) -> str:
    """What a completed response of `wave` may be called: its key, or `late_baseline`.

    A baseline answered after support began is kept but never called baseline: counting time before support as time
    with support, or the reverse, biases every comparison that follows (immortal-time bias: Suissa 2008, American
    Journal of Epidemiology 167:492). Two moments (datetimes, both with a time zone) are compared to the second;
    where only a day is known, an answer of the day of first contact has not been shown to come before it, and is
    late. `first_contact_on` empty means that there has been no contact yet.
    """
    if not wave.is_baseline or first_contact_on is None:
        return wave.key
    return BASELINE if _is_before(completed_on, first_contact_on) else LATE_BASELINE


def _is_before(one: date, other: date) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return _day(one) < _day(other)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _due(wave: Wave, instrument_id: str, anchored: date) -> DueResponse:
    due_on = wave.offset.after(anchored)
    return DueResponse(
        wave_key=wave.key,
        instrument_id=instrument_id,
        due_on=due_on,
        opens_on=due_on - timedelta(days=wave.days_before),
        closes_on=due_on + timedelta(days=wave.days_after),
    )


def _within_a_lifetime(offset: Offset, text: str | int) -> Offset:
    if abs(offset.months) > LONGEST_MONTHS or abs(offset.days) > LONGEST_DAYS:
        raise ValueError(f"{text!r} is longer than 100 years")
    return offset
