"""Why somebody was given whom they were given, or nobody, and what would change it: from the prices, exactly.

For coordinators. A price is what a supporter's place is worth to whoever has it, so a pair that falls short of two
prices is one that others need more; who they are is not said. No compiler is loaded.
"""

from dataclasses import dataclass, replace

import numpy as np

from alongside.matching.core.engine.auction import Proof, Solution
from alongside.matching.core.engine.dense import Booleans, holds, points, weights
from alongside.matching.core.engine.market import Longs, Market


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one likeness adds to a pair; points are before the market's divisor."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class OnlyRule:
    """A rule that alone bars a seeker from ``others`` supporters with places.

    Without it for this seeker, the round could be worth more by at most ``worth``, which is 0 where it could not:
    what the best of those pairs is worth beyond today's two prices, rounded up.
    """

    name: str
    others: int
    worth: int


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """One seeker's place in a round.

    ``contributions`` make up the weight of their pair (none without one). ``short`` says for each supporter how many
    points the pair is short of its two prices, rounded down: 0 for whom they have, and -1 where the pair may not be.
    """

    contributions: tuple[Contribution, ...]
    short: Longs
    only_rules: tuple[OnlyRule, ...]


def explain(market: Market, solution: Solution, seeker: int) -> Explanation:
    """What the round means for this seeker (by position). Takes one look at every supporter."""
    alone = replace(
        market,
        seekers=market.seekers.taken(np.array([seeker])),
        excluded=np.zeros((0, 2), dtype=np.int32),
    )
    barred = np.zeros(market.capacity.size, dtype=np.bool_)
    barred[market.excluded[market.excluded[:, 0] == seeker, 1]] = True
    failing = np.stack([barred, *(~holds(rule, alone.seekers, alone.supporters)[0] for rule in market.rules)])
    gain = _gain(alone, solution.proof, seeker)
    many = failing.sum(axis=0)
    return Explanation(
        contributions=_contributions(alone, int(solution.given[seeker])),
        short=np.where(many == 0, np.maximum(0, -gain // solution.proof.scale), -1),
        only_rules=_only_rules(
            market, failing, many, np.where(gain > 0, gain // solution.proof.scale + 1, 0)
        ),
    )


def _gain(alone: Market, proof: Proof, seeker: int) -> Longs:
    """What each pair is worth beyond its two prices; never above 0 where it may be."""
    worth = weights(alone)[0] * proof.scale
    return np.asarray(worth - proof.supporter_prices - proof.seeker_prices[seeker])


def _contributions(alone: Market, given: int) -> tuple[Contribution, ...]:
    if given < 0:
        return ()
    pair = replace(
        alone,
        supporters=alone.supporters.taken(np.array([given])),
        capacity=alone.capacity[given : given + 1],
    )
    return tuple(Contribution(one.name, int(points(pair, one)[0, 0])) for one in pair.likenesses)


def _only_rules(market: Market, failing: Booleans, many: Longs, gain: Longs) -> tuple[OnlyRule, ...]:
    found = []
    for name, fails in zip(["excluded", *(rule.name for rule in market.rules)], failing, strict=True):
        alone = fails & (many == 1) & (market.capacity > 0)
        if alone.any():
            found.append(OnlyRule(name, int(alone.sum()), int(gain[alone].max())))
    return tuple(sorted(found, key=lambda only: (-only.worth, -only.others, only.name)))
