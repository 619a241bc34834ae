"""What a round hands back: pairs, the unmatched and why, and the proof that nothing better exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from alongside.matching.core.admit import Obstacle
from alongside.matching.core.people import Id


@dataclass(frozen=True, slots=True)
class Pair:
    """A seeker and the supporter to propose; ``weight`` is fit and waiting. ``kept``: fixed before the round."""

    seeker: Id
    supporter: Id
    weight: int
    kept: bool = False


@dataclass(frozen=True, slots=True)
class MutualPair:
    """Two equals to propose to each other, the lower id first."""

    first: Id
    second: Id
    weight: int


class WhyUnmatched(StrEnum):
    """Why nobody could be found in this round."""

    NO_ADMISSIBLE = "no_admissible"
    NO_PLACE_LEFT = "no_place_left"
    NOT_LOOKED_AT = "not_looked_at"


@dataclass(frozen=True, slots=True)
class OnlyObstacle:
    """An obstacle that alone stands between a seeker and ``others`` people who had a place before the round.

    ``still_free`` of them have a place after it as well: without the obstacle the seeker could be matched at
    once, and nobody else would lose anything. For coordinators only: an obstacle may be somebody's private limit.
    """

    obstacle: Obstacle
    others: int
    still_free: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A seeker without a pair. ``only_obstacles``: the most promising first."""

    seeker: Id
    why: WhyUnmatched
    only_obstacles: tuple[OnlyObstacle, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """What a round reaches: people helped first (in a mutual round: pairs), then their total weight."""

    helped: int
    weight: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof by prices that no other round is better; pairs that were kept stand outside it.

    Each pair is worth ``step`` (more than all weights together, so that one more person helped beats any fit)
    plus its weight. No pair is worth more than its seeker's and its supporter's price together; so no round is
    worth more than ``bound``, the seekers' prices plus each supporter's price times their places. ``value`` is
    what the round is worth; a ``gap`` of 0 proves it the best. A supporter's price says how much one more
    place of theirs would add.
    """

    step: int
    value: int
    bound: int
    seeker_prices: Mapping[Id, int]
    supporter_prices: Mapping[Id, int]

    @property
    def gap(self) -> int:
        """How far the round might be from the best."""
        return self.bound - self.value


@dataclass(frozen=True, slots=True)
class Round:
    """The result of one round. Reproducible from the same people, exclusions, kept pairs and ``seed``, unless it is
    ``out_of_time``: then some people were not looked at, and the certificate's gap says how much they might add.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    objective: Objective
    certificate: Certificate
    seed: int
    out_of_time: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """An odd number of people, of whom one at least is left over when they are paired with each other."""

    members: tuple[Id, ...]
    price: int


@dataclass(frozen=True, slots=True)
class MutualCertificate:
    """A proof by prices that no other round of mutual pairs is better.

    Each pair is worth ``step`` (more than all weights together) plus its weight. The prices are in parts of a point,
    ``2 * tie_step`` of them to one: no pair is worth more than the prices of its two people and of every circle that
    holds both. A circle of 2k + 1 people holds k pairs at most. So no round is worth more than ``bound``: all
    prices, and k times that of each circle, in whole points. ``value`` is what the round is worth.
    """

    step: int
    tie_step: int
    value: int
    bound: int
    prices: Mapping[Id, int]
    circles: tuple[Circle, ...]

    @property
    def gap(self) -> int:
        """How far the round might be from the best; 0 proves it the best."""
        return self.bound - self.value


@dataclass(frozen=True, slots=True)
class MutualRound:
    """The result of one round of mutual pairs."""

    pairs: tuple[MutualPair, ...]
    unmatched: tuple[Unmatched, ...]
    objective: Objective
    certificate: MutualCertificate
    seed: int
