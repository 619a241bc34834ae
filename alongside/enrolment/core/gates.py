"""What keeps somebody from a place in a programme: plain rules, the same for every way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Gate(StrEnum):
    """One thing that stands in the way."""

    CLOSED = "closed"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    ON_HOLD = "on_hold"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a programme says of who may come in: whether it takes people, and of which ages its members are."""

    is_closed: bool
    lowest_age: int | None = None
    highest_age: int | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whoever would come in. What is not known keeps nobody out: a person vouches for it.

    The ages are those of the people whom the programme is for; a supporter may be older than they are.
    """

    as_supporter: bool = False
    birth_date: date | None = None
    birth_year: int | None = None
    is_on_hold: bool = False


def shut_gates(who: Newcomer, rules: Rules, *, today: date) -> tuple[Gate, ...]:
    """Everything that stands in the way; nothing where they may come in."""
    youngest, oldest = _ages(who, today)
    stands_in_the_way = {
        Gate.CLOSED: rules.is_closed,
        Gate.TOO_YOUNG: _is_less(oldest, rules.lowest_age),
        Gate.TOO_OLD: _is_less(rules.highest_age, youngest),
        Gate.ON_HOLD: who.is_on_hold,
    }
    return tuple(gate for gate, shut in stands_in_the_way.items() if shut)


def _is_less(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _ages(who: Newcomer, today: date) -> tuple[int | None, int | None]:
    """The ages that they may have: one from a date, two from a year alone, which has the benefit of the doubt."""
    if who.as_supporter:
        return None, None
    if who.birth_date:
        born = who.birth_date
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return age, age
    if who.birth_year:
        return today.year - who.birth_year - 1, today.year - who.birth_year
    return None, None
