"""What a round with conditions hands back: the round, what each group got, and what the conditions cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.matching.core.fairness.aims import Aim
from alongside.matching.core.outcome import Objective, Pair, Unmatched
from alongside.matching.core.people import Id


@dataclass(frozen=True, slots=True)
class Figures:
    """What a round is for a group of seekers.

    ``matchable``: those for whom somebody with a free place may be proposed at all; the others are a matter of
    recruiting, and no round can help them. ``days`` and ``days_ended`` are the days they have waited so far, and
    those of them whose waiting ends with the round. ``fit`` is the sum over the matched (0 to 10,000 each).
    """

    seekers: int
    matchable: int
    matched: int
    days: int
    days_ended: int
    fit: int

    @property
    def rate(self) -> float:
        """The share of the matchable that is matched, 0 to 1; 0 where nobody is matchable."""
        return self.matched / self.matchable if self.matchable else 0.0

    @property
    def mean_fit(self) -> float:
        """The mean fit of the matched; 0 where nobody is."""
        return self.fit / self.matched if self.matched else 0.0


@dataclass(frozen=True, slots=True)
class AimReached:
    """How far an aim was reached: ``reached`` out of ``wanted``, in people, in days, or in points of fit."""

    aim: Aim
    wanted: int
    reached: int

    @property
    def kept(self) -> bool:
        """Whether the group is within the tolerance."""
        return self.reached >= self.wanted


@dataclass(frozen=True, slots=True)
class FairCertificate:
    """A proof by prices that no round reaching the same ``levels`` is worth more than ``bound``.

    A pair is worth ``step`` plus ``scale`` times its weight. To that its multipliers are added: for each aim, so
    much for each person, day or point of fit that counts towards it. No pair's sum is more than its seeker's and
    its place's price together. ``bound`` is all prices together less each multiplier times its level. A place is a
    supporter and the group it is held for (empty: anybody). ``solver_bound`` is what the integer programme says
    about the weight, where one was used: nearer, but it must be believed.
    """

    step: int
    scale: int
    multipliers: tuple[int, ...]
    levels: tuple[int, ...]
    seeker_prices: Mapping[Id, int]
    place_prices: Mapping[tuple[Id, str], int]
    value: int
    bound: int
    solver_bound: int | None

    @property
    def weight_gap(self) -> int:
        """By how much the weight might be from the best with as many helped, by the prices."""
        return -(-(self.bound - self.value) // self.scale)


@dataclass(frozen=True, slots=True)
class FairRound:
    """A round with conditions, beside the best round without them.

    ``places`` says for each matched seeker for which group the place was held (empty: for anybody). ``figures`` are
    by name of the group, with everybody under the empty name. ``out_of_time``: the best found in time, not yet
    proven; the certificate says how far it can be from the best.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    objective: Objective
    places: Mapping[Id, str]
    certificate: FairCertificate
    aims: tuple[AimReached, ...]
    without: Objective
    figures: Mapping[str, Figures]
    figures_without: Mapping[str, Figures]
    seed: int
    out_of_time: bool
