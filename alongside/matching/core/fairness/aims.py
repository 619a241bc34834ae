"""What fairness asks of a round, as sums over its pairs: whole numbers, so that anybody can add them up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from alongside.matching.core.fairness.groups import Group
from alongside.matching.core.people import Id

PER_CENT = 100


class Measure(StrEnum):
    """What a group should have its fair share of.

    ``MATCHED``: the rate of being matched among those who can be. ``WAITING``: the share of the days waited that
    ends. ``QUALITY``: the mean fit of their pairs. Each within the tolerance of what everybody gets in the best
    round without conditions.
    """

    MATCHED = "matched"
    WAITING = "waiting"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Aim:
    """A group, what it should have its share of, and how many per cent it may fall short of everybody's share."""

    group: Group
    measure: Measure
    tolerance: int

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance <= PER_CENT:
            raise ValueError("A tolerance is a whole number from 0 to 100 per cent.")


@dataclass(frozen=True, slots=True)
class Everybody:
    """The best round without conditions, as sums over all whom somebody could support."""

    matchable: Mapping[Id, int]
    matched: frozenset[Id]
    fit: int

    def wanted(self, aim: Aim) -> int:
        """The level that an aim asks for: people, days, or 0 points below the fit that each pair must reach."""
        if aim.measure is Measure.QUALITY:
            return 0
        days = dict.fromkeys(self.matchable, 1) if aim.measure is Measure.MATCHED else self.matchable
        whole = sum(days.values())
        ended = sum(days[id_] for id_ in self.matched)
        own = sum(number for id_, number in days.items() if id_ in aim.group.members)
        return -(-(PER_CENT - aim.tolerance) * ended * own // (PER_CENT * whole)) if whole else 0

    def least_fit(self, aim: Aim) -> int:
        """The mean fit that a group must reach on average, in whole points."""
        if not self.matched:
            return 0
        return (PER_CENT - aim.tolerance) * self.fit // (PER_CENT * len(self.matched))
