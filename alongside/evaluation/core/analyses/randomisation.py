"""Who is allocated to which arm: permuted blocks of hidden, random sizes, or minimisation with a random element.

Everything random comes from one seed that is committed to (by its hash) before the first person, and revealed after
the last, so that anybody can work the whole list out again. The stream is SHA-256 over a counter, and not a library's
generator, so that it gives the same list in any language and in ten years.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from alongside.evaluation.core.analyses.power import inside

_SEPARATOR = b"\x1f"


class Dice:
    """A reproducible stream of fair dice, one for each seed and set of labels."""

    def __init__(self, seed: bytes, *labels: str) -> None:
        self._key = hashlib.sha256(_SEPARATOR.join([seed, *(label.encode() for label in labels)])).digest()
        self._count = 0

    def _word(self) -> int:
        block = hashlib.sha256(self._key + self._count.to_bytes(8, "big")).digest()
        self._count += 1
        return int.from_bytes(block[:8], "big")

    def below(self, size: int) -> int:
        """A whole number from 0 up to `size`, each as likely as the other (words beyond the last full round are thrown away)."""
        limit = 2**64 - 2**64 % size
        while (word := self._word()) >= limit:
            pass
        return word % size

    def unit(self) -> float:
        """A number from 0 up to 1, in steps of 2 to the power of -53."""
        return (self._word() >> 11) / 2**53

    def shuffled(self, values: Sequence[str]) -> list[str]:
        """Fisher and Yates: every order is as likely as the other."""
        order = list(values)
        for last in range(len(order) - 1, 0, -1):
            chosen = self.below(last + 1)
            order[last], order[chosen] = order[chosen], order[last]
        return order


@dataclass(frozen=True)
class Arms:
    """The arms and how many of each are to come for one round; ratio 1 to 1 unless said."""

    ratio: Mapping[str, int]

    def __post_init__(self) -> None:
        inside(len(self.ratio) >= 2, "Randomising needs two arms or more.")
        inside(all(part >= 1 for part in self.ratio.values()), "Each arm's part of the ratio is 1 or more.")
        inside(all(self.ratio), "Each arm has a name.")

    @property
    def round_size(self) -> int:
        return sum(self.ratio.values())

    def one_round(self) -> list[str]:
        return [arm for arm, part in self.ratio.items() for _ in range(part)]


def block_sizes(arms: Arms, sizes: Sequence[int]) -> None:
    """CannotSay unless each block size is a whole number of rounds, and there are two sizes or more to be guessed."""
    inside(bool(sizes), "Name at least one block size.")
    inside(
        all(size > 0 and size % arms.round_size == 0 for size in sizes),
        f"A block holds whole rounds: its size is a multiple of {arms.round_size}.",
    )
    inside(
        len(set(sizes)) >= 2,
        "With one block size only, whoever recruits can work out the last of every block; name two or more.",
    )


def block_list(arms: Arms, sizes: Sequence[int], seed: bytes, stratum: str, length: int) -> list[str]:
    """The first `length` allocations of a stratum: blocks of random size, each with the ratio exactly kept."""
    block_sizes(arms, sizes)
    dice = Dice(seed, "blocks", stratum)
    made: list[str] = []
    while len(made) < length:
        size = sizes[dice.below(len(sizes))]
        made += dice.shuffled(arms.one_round() * (size // arms.round_size))
    return made[:length]


def block_ends(arms: Arms, sizes: Sequence[int], seed: bytes, stratum: str, length: int) -> list[int]:
    """After how many people each block of a stratum ends, up to `length`."""
    dice = Dice(seed, "blocks", stratum)
    ends: list[int] = []
    reached = 0
    while True:
        size = sizes[dice.below(len(sizes))]
        dice.shuffled(arms.one_round() * (size // arms.round_size))
        reached += size
        if reached > length:
            return ends
        ends.append(reached)


class Imbalance(StrEnum):
    """How unequal the arms are for a new person's characteristics."""

    MARGINAL_TOTALS = "marginal_totals"  # Altman and Bland 2005: how many like this person an arm has already
    RANGE = "range"  # Pocock and Simon 1975: largest minus smallest, after adding the person
    VARIANCE = "variance"  # Pocock and Simon 1975: variance of the arms, after adding the person


@dataclass(frozen=True)
class Minimisation:
    """probability: with which the arm that balances best is chosen, below 1 so that nobody can foretell it."""

    arms: Arms
    factors: tuple[str, ...]
    probability: float = 0.8
    measure: Imbalance = Imbalance.MARGINAL_TOTALS
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        inside(bool(self.factors), "Minimisation needs at least one factor to balance.")
        inside(
            1 / len(self.arms.ratio) < self.probability < 1,
            "The better arm is chosen with a probability above an equal share and below 1: at 1 it could be foretold.",
        )
        inside(set(self.weights) <= set(self.factors), "A weight is given to something that is no factor.")
        inside(all(weight > 0 for weight in self.weights.values()), "A weight is above 0.")


@dataclass(frozen=True)
class Placed:
    """Somebody who has an arm already."""

    levels: Mapping[str, str]
    arm: str


@dataclass(frozen=True)
class Choice:
    """An arm, and how it came about: scores (lower is better), the arms that balance best, and whether dice broke a tie."""

    arm: str
    scores: Mapping[str, float]
    best: tuple[str, ...]
    tied: bool


def imbalance_scores(
    plan: Minimisation, placed: Sequence[Placed], levels: Mapping[str, str]
) -> dict[str, float]:
    """The score of each arm if this person went there; lower is better. Counts are per unit of an arm's ratio."""
    counts = {
        factor: {
            arm: sum(one.arm == arm and one.levels.get(factor) == levels[factor] for one in placed)
            for arm in plan.arms.ratio
        }
        for factor in plan.factors
    }
    return {
        arm: sum(plan.weights.get(factor, 1.0) * _score(plan, counts[factor], arm) for factor in plan.factors)
        for arm in plan.arms.ratio
    }


def _score(plan: Minimisation, counts: Mapping[str, int], arm: str) -> float:
    ratio = plan.arms.ratio
    if plan.measure == Imbalance.MARGINAL_TOTALS:
        return counts[arm] / ratio[arm]
    after = [(count + (other == arm)) / ratio[other] for other, count in counts.items()]
    if plan.measure == Imbalance.RANGE:
        return max(after) - min(after)
    mean = sum(after) / len(after)
    return sum((value - mean) ** 2 for value in after) / (len(after) - 1)


def minimise(plan: Minimisation, placed: Sequence[Placed], levels: Mapping[str, str], seed: bytes) -> Choice:
    """The arm of the next person. Its dice depend on the seed and on how many came before, so it can be checked."""
    inside(
        set(plan.factors) <= set(levels),
        f"This plan balances {', '.join(plan.factors)}; each must be known of the person first.",
    )
    scores = imbalance_scores(plan, placed, levels)
    lowest = min(scores.values())
    best = tuple(arm for arm, score in scores.items() if score <= lowest + 1e-12)
    dice = Dice(seed, "minimisation", str(len(placed)))
    if len(best) == len(scores):
        return Choice(_by_ratio(plan.arms, dice), scores, best, tied=True)
    if dice.unit() < plan.probability:
        return Choice(best[dice.below(len(best))], scores, best, tied=len(best) > 1)
    others = [arm for arm in scores if arm not in best]
    return Choice(others[dice.below(len(others))], scores, best, tied=False)


def _by_ratio(arms: Arms, dice: Dice) -> str:
    each = arms.one_round()
    return each[dice.below(len(each))]
