"""Whom a programme reaches beside whom it is meant for, and who carries the work of it: coarse, without small numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

BANDS = ((0, 15), (16, 24), (25, 44), (45, 64), (65, 120))
"""Ages from and to, in years."""


def bands_within(lowest: int | None, highest: int | None) -> tuple[tuple[int, int], ...]:
    """The bands of age that a programme is open to, cut to its own limits."""
    low, high = lowest or 0, 120 if highest is None else highest
    cut = ((max(low, first), min(high, last)) for first, last in BANDS)
    return tuple((first, last) for first, last in cut if first <= last)


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one member: what they speak, without capitals, and the age they reach this year."""

    languages: frozenset[str] = frozenset()
    age: int | None = None


def speak(people: Iterable[Person], names: frozenset[str]) -> int:
    """How many of them speak a language that goes by these names, without capitals."""
    return sum(bool(person.languages & names) for person in people)


def aged(people: Iterable[Person], band: tuple[int, int]) -> int:
    """How many of them are of an age."""
    return sum(person.age is not None and band[0] <= person.age <= band[1] for person in people)


@dataclass(frozen=True, slots=True)
class Burden:
    """How many carried support, how many contacts the middle one had, and what share the busiest quarter carried."""

    people: int
    median: int
    share: int


def burden_of(contacts: Collection[int], fewest: int) -> Burden | None:
    """From the contacts of each who carried any; None while they are fewer than may be shown."""
    counts: Sequence[int] = sorted((count for count in contacts if count), reverse=True)
    if len(counts) < fewest:
        return None
    busiest = sum(counts[: ceil(len(counts) / 4)])
    return Burden(len(counts), counts[len(counts) // 2], round(100 * busiest / sum(counts)))
