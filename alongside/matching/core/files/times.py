"""Times of the week as people write them, on the clock on their own wall, and as half hours of the round.

``Mon 18:00-20:30``, ``Mon-Fri evening``, ``daily 09:00-12:00``. Morning is 08:00 to 12:00, afternoon 12:00 to
17:00, evening 17:00 to 21:00. Two people can meet when they have half an hour in common.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from alongside.matching.core.people import Slot

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = {"morning": (16, 24), "afternoon": (24, 34), "evening": (34, 42)}
"""Parts of the day as half hours since midnight: the first, and the one after the last."""

_A_DAY = 48
_A_WEEK = 7 * _A_DAY
_WRITTEN = re.compile(
    r"(?P<first>[a-z]+)(?:\s*-\s*(?P<last>[a-z]+))?\s+"
    r"(?:(?P<part>[a-z]+)|(?P<begin>\d{1,2}:\d{2})\s*-\s*(?P<end>\d{1,2}:\d{2}))",
    re.IGNORECASE | re.ASCII,
)


class NotATime(ValueError):
    """A text is no time of the week; says what would be one."""


@lru_cache(maxsize=4096)
def half_hours(text: str) -> frozenset[Slot]:
    """The half hours that a text such as ``Mon-Fri 18:00-20:00`` covers whole. Raises NotATime."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise NotATime(
            f'"{text}" is no time of the week. Write, for example, Mon 18:00-20:00 or Tue evening.'
        )
    days = _days(found["first"], found["last"])
    begin, end = _between(text, found)
    return frozenset(_slot(day * _A_DAY + at) for day in days for at in range(begin, end))


def in_zone(slots: Iterable[Slot], own: ZoneInfo, common: ZoneInfo, monday: date) -> frozenset[Slot]:
    """The same half hours by another clock, in the week of ``monday``: summer time differs from week to week."""
    moved = set()
    for day, begin in slots:
        there = datetime.combine(monday, datetime.min.time(), own) + timedelta(
            minutes=30 * (day * _A_DAY + _half_hour(begin))
        )
        here = there.astimezone(common).replace(tzinfo=None)
        minutes = round((here - datetime.combine(monday, datetime.min.time())).total_seconds() / 60)
        # A clock that is a quarter of an hour off covers the later half hour only in part.
        moved.add(_slot(-(-minutes // 30) % _A_WEEK))
    return frozenset(moved)


def written(slots: Iterable[Slot]) -> list[str]:
    """The shortest list of times that says these half hours, Monday first."""
    marks = sorted(day * _A_DAY + _half_hour(begin) for day, begin in slots)
    return [
        f"{DAYS[first // _A_DAY]} {_clock(first)}-{_clock(last, end=True)}" for first, last in _runs(marks)
    ]


def part_of(slot: Slot) -> str:
    """The part of the day in which a half hour lies; a part stands for itself, and what is none for ``night``."""
    if ":" not in slot[1]:
        return slot[1]
    at = _half_hour(slot[1])
    return next((name for name, (begin, end) in PARTS.items() if begin <= at < end), "night")


def _days(first: str, last: str | None) -> Iterator[int]:
    if first.lower() == "daily" and last is None:
        return iter(range(7))
    begin = _day(first)
    end = begin if last is None else _day(last)
    return (day % 7 for day in range(begin, end + 1 if end >= begin else end + 8))


def _day(word: str) -> int:
    for number, name in enumerate(DAYS):
        if word[:3].lower() == name.lower() and len(word) <= len("wednesday"):
            return number
    raise NotATime(f'"{word}" is no day. Write {", ".join(DAYS)} or daily.')


def _between(text: str, found: "re.Match[str]") -> tuple[int, int]:
    if found["part"]:
        if found["part"].lower() not in PARTS:
            raise NotATime(f'"{found["part"]}" is no part of the day. Write {", ".join(PARTS)}, or hours.')
        return PARTS[found["part"].lower()]
    begin, end = _minutes(found["begin"]), _minutes(found["end"])
    if end <= begin:
        end += 24 * 60
    first, last = -(-begin // 30), end // 30
    if first >= last:
        raise NotATime(f'"{text}" holds no half hour from the full or the half hour. Write a longer time.')
    return first, last


def _minutes(clock: str) -> int:
    hours, minutes = (int(part) for part in clock.split(":"))
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise NotATime(f'"{clock}" is no time of the day. Write 00:00 to 24:00.')
    return hours * 60 + minutes


def _half_hour(begin: str) -> int:
    hours, minutes = begin.split(":")
    return int(hours) * 2 + int(minutes) // 30


def _slot(mark: int) -> Slot:
    return mark % _A_WEEK // _A_DAY, _clock(mark % _A_WEEK)


def _clock(mark: int, *, end: bool = False) -> str:
    at = mark % _A_DAY
    hours = 24 if end and at == 0 else at // 2
    return f"{hours:02}:{30 * (at % 2):02}"


def _runs(marks: list[int]) -> Iterator[tuple[int, int]]:
    """Half hours in a row within one day, as the first and the one after the last."""
    start = before = None
    for mark in marks:
        if before is not None and (mark != before + 1 or mark % _A_DAY == 0):
            yield start or 0, before + 1
            start = None
        start = mark if start is None else start
        before = mark
    if before is not None:
        yield start or 0, before + 1
