"""One round of matching: everybody who waits and everybody with a free place, all at once.

First as many seekers as possible are helped, then the total weight is as high as it can be. Of rounds that are
equally good, those in which the people helped have waited longer come first, then lots drawn from the
recorded seed decide. The result is thus defined by the people and the seed alone, not by the solver or by
the order of the lists.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from alongside.matching.core.admit import Obstacle, admissible
from alongside.matching.core.anytime import Clock, allowing_for
from alongside.matching.core.engine.compiler import is_available
from alongside.matching.core.engine.sharing import first_prices
from alongside.matching.core.exact import NOBODY, Integers, Plan
from alongside.matching.core.lots import in_lot_order
from alongside.matching.core.outcome import Certificate, Objective, Pair, Round, Unmatched, WhyUnmatched
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter, id_order
from alongside.matching.core.possible import Possible, possible_pairs
from alongside.matching.core.sharing_out import only, plan_of
from alongside.matching.core.ties import settle_ties
from alongside.matching.core.weigh import MOST_TOTAL, weigh


class KeptPairError(ValueError):
    """A pair that was to be kept may not stand: unknown people, a place too few, or these obstacles."""

    def __init__(self, seeker: Id, supporter: Id, obstacles: tuple[Obstacle, ...] = ()) -> None:
        super().__init__(f"The pair of {seeker!r} and {supporter!r} cannot be kept.")
        self.seeker, self.supporter, self.obstacles = seeker, supporter, obstacles


def solve_round(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    seed: int,
    keep: Iterable[tuple[Id, Id]] = (),
    compiled: bool = False,
    time_limit: float | None = None,
) -> Round:
    """The best round, with its proof.

    After ``time_limit`` seconds it hands back the best found for those whom there was time to look at, who waited longest
    first, and a gap that allows for all others. Without compiled loops, sharing out the places among those is not broken
    off.

    ``compiled`` asks for the large engine, which gives the same round for thousands of people in a second or two, and
    loads a just-in-time compiler: for workers and commands, never for a process that serves pages. Without the
    extra ``scale`` it changes nothing.

    ``keep`` are pairs (seeker, supporter) that stand already, chosen by people: they take their place and the
    round is solved around them. KeptPairError if one of them may not stand; TooLargeError beyond some thousands
    of people.
    """
    clock = Clock(time_limit)
    barred = frozenset(exclusions)
    all_seekers, all_supporters = in_lot_order(seekers, seed), in_lot_order(supporters, seed)
    kept = kept_pairs(all_seekers, all_supporters, barred, frozenset(keep))
    waiting, places = left_by(all_seekers, all_supporters, kept)
    compiled = compiled and is_available()
    possible, looked = possible_pairs(waiting, all_supporters, barred, clock=clock, compiled=compiled)
    step = MOST_TOTAL * min(len(waiting), int(places.sum())) + 1
    choice, plan, settled = _shared_out(
        possible, places, step=step, seed=seed, compiled=compiled, clock=clock
    )
    found = [
        Pair(possible.seekers[i].id, all_supporters[j].id, weight)
        for i, j, weight in zip(*chosen_pairs(possible, choice), strict=True)
    ]
    whole = allowing_for(plan, looked, waiting, places, step=step)
    left, told = _unmatched(possible, places, choice, clock)
    unmatched = [*left, *_not_looked_at(waiting, looked)]
    pairs = tuple(sorted((*found, *kept), key=lambda pair: id_order(pair.seeker)))
    return Round(
        pairs=pairs,
        unmatched=tuple(sorted(unmatched, key=lambda one: id_order(one.seeker))),
        objective=Objective(len(pairs), sum(pair.weight for pair in pairs)),
        certificate=_certificate(waiting, all_supporters, places, whole, step=step, found=found),
        seed=seed,
        out_of_time=not (settled and told) or len(looked) < len(waiting),
    )


def _shared_out(
    possible: Possible, places: Integers, *, step: int, seed: int, compiled: bool, clock: Clock
) -> tuple[Integers, Plan, bool]:
    """The choice, the plan that proves it, and whether there was time to settle everything."""
    arcs, weights = possible.arcs, possible.weights
    open_ = places[arcs.supporter] > 0
    arcs, values = only(arcs, open_), weights[open_] + step
    idea = None
    if compiled and possible.market is not None:
        idea = first_prices(possible.market, places)
        idea += step * (idea > 0)
    plan, is_best = plan_of(arcs, values, places, compiled=compiled, prices=idea, seconds=clock.left)
    if not is_best:
        return plan.choice, plan, False
    people = possible.seekers, possible.supporters
    choice, settled = settle_ties(
        arcs, values, places, plan, people=people, seed=seed, compiled=compiled, clock=clock
    )
    return choice, plan, settled


def chosen_pairs(possible: Possible, choice: Integers) -> tuple[list[int], list[int], list[int]]:
    """The pairs of a choice of supporters: positions of both, and the weight."""
    arcs = possible.arcs
    chosen = choice[arcs.seeker] == arcs.supporter
    return (
        arcs.seeker[chosen].tolist(),
        arcs.supporter[chosen].tolist(),
        possible.weights[chosen].tolist(),
    )


def _not_looked_at(waiting: list[Seeker], looked: Integers) -> list[Unmatched]:
    others = np.setdiff1d(np.arange(len(waiting)), looked)
    return [Unmatched(waiting[i].id, WhyUnmatched.NOT_LOOKED_AT, ()) for i in others.tolist()]


def _unmatched(
    possible: Possible, places: Integers, choice: Integers, clock: Clock
) -> tuple[list[Unmatched], bool]:
    """Who is left and why, and whether there was time to say of all what alone stands in the way."""
    left = places - np.bincount(choice[choice != NOBODY], minlength=places.size)
    told, found = True, []
    for i in np.flatnonzero(choice == NOBODY).tolist():
        told = told and clock.may_go_on
        why = WhyUnmatched.NO_PLACE_LEFT if possible.has_any(i) else WhyUnmatched.NO_ADMISSIBLE
        alone = possible.only_obstacles(i, places, left) if told else ()
        found.append(Unmatched(possible.seekers[i].id, why, alone))
    return found, told


def kept_pairs(
    seekers: list[Seeker],
    supporters: list[Supporter],
    barred: frozenset[Exclusion],
    keep: frozenset[tuple[Id, Id]],
) -> list[Pair]:
    """The pairs that stand already, weighed as they are. KeptPairError if one of them may not stand."""
    by_seeker = {seeker.id: seeker for seeker in seekers}
    by_supporter = {supporter.id: supporter for supporter in supporters}
    places = {supporter.id: supporter.capacity for supporter in supporters}
    pairs: dict[Id, Pair] = {}
    for seeker, supporter in sorted(keep, key=lambda pair: (id_order(pair[0]), id_order(pair[1]))):
        if seeker not in by_seeker or places.get(supporter, 0) < 1 or seeker in pairs:
            raise KeptPairError(seeker, supporter)
        obstacles = admissible(by_seeker[seeker], by_supporter[supporter], barred)
        if obstacles:
            raise KeptPairError(seeker, supporter, obstacles)
        places[supporter] -= 1
        weight = weigh(by_seeker[seeker], by_supporter[supporter]).total
        pairs[seeker] = Pair(seeker, supporter, weight, kept=True)
    return list(pairs.values())


def left_by(
    seekers: list[Seeker], supporters: list[Supporter], kept: list[Pair]
) -> tuple[list[Seeker], Integers]:
    """Who still waits beside the kept pairs, and the places that those leave."""
    matched = {pair.seeker for pair in kept}
    taken = Counter(pair.supporter for pair in kept)
    places = [supporter.capacity - taken[supporter.id] for supporter in supporters]
    return [seeker for seeker in seekers if seeker.id not in matched], np.array(places, dtype=np.int64)


def _certificate(
    seekers: list[Seeker],
    supporters: list[Supporter],
    places: Integers,
    plan: Plan,
    *,
    step: int,
    found: list[Pair],
) -> Certificate:
    return Certificate(
        step=step,
        value=sum(step + pair.weight for pair in found),
        bound=int(plan.profits.sum() + plan.prices @ places),
        seeker_prices=_by_id([seeker.id for seeker in seekers], plan.profits),
        supporter_prices=_by_id([supporter.id for supporter in supporters], plan.prices),
    )


def _by_id(ids: list[Id], prices: Integers) -> Mapping[Id, int]:
    return dict(sorted(zip(ids, prices.tolist(), strict=True), key=lambda item: id_order(item[0])))
