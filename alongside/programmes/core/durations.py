"""Lengths of time as definitions write them: ISO 8601, whole days and longer, exact."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

LONGEST_MONTHS, LONGEST_DAYS = 1_200, 36_525
"""No length in a definition is longer than a hundred years."""

PATTERN = r"^P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$"
_PARTS = re.compile(PATTERN, re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of calendar time: so many months, then so many days.

    A year is twelve months and a week is seven days, exactly; a month is a calendar month, so months and days
    are never turned into one another. The clock is not involved.
    """

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``P8W``, ``P10D``, ``P3M``, ``P1Y`` or a mixture in that order of size (``P1Y6M``).

        Raises ValueError, in plain words, for anything else, also for lengths over a hundred years.
        """
        found = _PARTS.fullmatch(text)
        if found is None:
            raise ValueError(
                f'"{text}" is not a length of time. Write P and then a number of days (P10D), weeks (P8W), '
                "months (P3M) or years (P1Y)."
            )
        years, months, weeks, days = (int(part[:-1]) if part else 0 for part in found.groups())
        length = cls(months=12 * years + months, days=7 * weeks + days)
        if length.months / LONGEST_MONTHS + length.days / LONGEST_DAYS > 1:
            raise ValueError(f'"{text}" is longer than a hundred years.')
        return length

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        weeks, days = divmod(self.days, 7) if self.days % 7 == 0 else (0, self.days)
        parts = ((years, "Y"), (months, "M"), (weeks, "W"), (days, "D"))
        return "P" + ("".join(f"{count}{letter}" for count, letter in parts if count) or "0D")

    def __bool__(self) -> bool:
        return bool(self.months or self.days)

    def times(self, count: int) -> "Duration":
        """``count`` of these in a row. From one start date this never drifts, as repeated adding would
        (31 January, one month on, twice)."""
        return Duration(self.months * count, self.days * count)

    def after(self, start: date) -> date:
        """The date this long after ``start``. A day that the month lacks becomes the month's last day."""
        return self._from(start, 1)

    def before(self, end: date) -> date:
        """The date this long before ``end``, by the same rule."""
        return self._from(end, -1)

    def how_many_in(self, longer: "Duration") -> int | None:
        """How many of these fill ``longer`` exactly; None when they do not (weeks in a month, for instance)."""
        mine, whole = (self.months, self.days), (longer.months, longer.days)
        counts = {other // own for own, other in zip(mine, whole, strict=True) if own and other % own == 0}
        if len(counts) != 1:
            return None
        count = counts.pop()
        return count if count and self.times(count) == longer else None

    def _from(self, day: date, direction: int) -> date:
        if not self.months:
            return day + timedelta(days=direction * self.days)
        months = day.year * 12 + day.month - 1 + direction * self.months
        year, month = divmod(months, 12)
        if not 1 <= year <= 9999:
            raise OverflowError(f"{self} from {day} leaves the calendar")
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=direction * self.days)
