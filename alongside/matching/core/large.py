"""The same round for thousands of people: the same rules, the same ties, worked out in columns and compiled loops.

Whatever ``round`` defines, this gives: the most people helped, then the largest weight, then those who waited longest,
then the lots. Only pairs that may be are looked at one by one, and only the values of the last ones are drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.admit import Obstacle, admissible
from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.dense import holds
from alongside.matching.core.engine.from_people import LIFT, market_of_people
from alongside.matching.core.engine.market import Market
from alongside.matching.core.engine.sharing import arcs_of, best_plan_of_arcs, tie_values_of_arcs
from alongside.matching.core.exact import Integers, Plan
from alongside.matching.core.lots import lot
from alongside.matching.core.people import Exclusion, Seeker, Supporter


@dataclass(frozen=True, slots=True, eq=False)
class LargeRound:
    """A round of people in columns. ``choice[i]`` is the position of seeker i's supporter, -1 for nobody.

    ``weight[i]`` is what that pair is worth, ``plan`` proves the values ``step`` plus weight. ``has_admissible[i]``:
    whether anybody at all may be proposed to seeker i.
    """

    choice: Integers
    weight: Integers
    plan: Plan
    has_admissible: NDArray[np.bool_]
    market: Market


def solve_large(
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    places: Integers,
    barred: frozenset[Exclusion],
    *,
    step: int,
    seed: int,
    longest_wait: int,
) -> LargeRound:
    """The best round of these people with these places. Needs the extra ``scale``; NotInColumnsError as there."""
    market = market_of_people(seekers, supporters, barred)
    every = arcs_of(market)
    arcs = _kept(every, places[every.supporter] > 0)
    weights = arcs.weight.astype(np.int64) - LIFT
    plan = best_plan_of_arcs(arcs, weights + step, places)
    waits = np.array([min(seeker.waiting_days, longest_wait) for seeker in seekers], dtype=np.int64)
    tight, values = tie_values_of_arcs(arcs, weights + step, plan, waits[arcs.seeker])
    best, values = _kept(arcs, tight), values[tight]
    longest = best_plan_of_arcs(best, values, places)
    lots = [
        lot(seed, seekers[i].id, supporters[j].id)
        for i, j in zip(best.seeker.tolist(), best.supporter.tolist(), strict=True)
    ]
    tight, values = tie_values_of_arcs(best, values, longest, np.array(lots, dtype=np.int64))
    choice = best_plan_of_arcs(_kept(best, tight), values[tight], places).choice
    chosen = choice[arcs.seeker] == arcs.supporter
    weight = np.zeros(len(seekers), dtype=np.int64)
    weight[arcs.seeker[chosen]] = weights[chosen]
    return LargeRound(choice, weight, plan, np.diff(every.indptr) > 0, market)


def single_obstacles(
    found: LargeRound,
    i: int,
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    barred: frozenset[Exclusion],
) -> Iterator[tuple[int, tuple[Obstacle, ...]]]:
    """Supporters from whom one obstacle alone may keep seeker i, and what does."""
    market = found.market
    own = market.seekers.taken(np.array([i]))
    failing = np.zeros(len(supporters), dtype=np.int64)
    # Living in one community may show in two rules and among the excluded pairs, and is one obstacle.
    between = np.zeros(len(supporters), dtype=np.bool_)
    between[market.excluded[market.excluded[:, 0] == i, 1]] = True
    for rule in market.rules:
        fails = ~holds(rule, own, market.supporters)[0]
        if rule.name.endswith(": community"):
            between |= fails
        else:
            failing += fails
    for j in np.flatnonzero(failing + between == 1).tolist():
        yield j, admissible(seekers[i], supporters[j], barred)


def _kept(arcs: Arcs, mask: NDArray[np.bool_]) -> Arcs:
    counts = np.bincount(arcs.seeker[mask], minlength=arcs.seekers)
    indptr = np.zeros(arcs.seekers + 1, dtype=np.int64)
    np.cumsum(counts, out=indptr[1:])
    return replace(arcs, indptr=indptr, supporter=arcs.supporter[mask], weight=arcs.weight[mask])
