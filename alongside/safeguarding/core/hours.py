"""When somebody reads along: the same hours on chosen days of the week, in local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

DAYS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` until `closes` on each of the `days` (0 for Monday). Raises ValueError for hours that are none."""

    days: frozenset[int]
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)) or self.opens >= self.closes:
            raise ValueError("Hours need days from 0 to 6, and end after they begin.")

    def cover(self, moment: datetime) -> bool:
        """Whether somebody reads along at a local moment; the last minute is no longer part of the hours."""
        return moment.weekday() in self.days and self.opens <= moment.time() < self.closes

    def next_opening(self, moment: datetime) -> datetime:
        """When somebody reads again, after a local moment: the next beginning of the hours."""
        for ahead in range(DAYS_AHEAD):
            begins = datetime.combine(moment.date() + timedelta(ahead), self.opens, tzinfo=moment.tzinfo)
            if begins > moment and begins.weekday() in self.days:
                return begins
        raise AssertionError("Every weekday comes within eight days.")  # pragma: no cover - see __post_init__
